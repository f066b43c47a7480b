// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// TrainPage: the training of this session, from the request to its end.
#include "ui/charts/loss_chart.h"
#include "ui/controls/log_view.h"
#include "ui/controls/model_items.h"
#include "ui/train/run_list.h"
#include "ui/train/train_details.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"
#include "ui/train/train_status.h"

#include <QStackedWidget>

namespace legenda::ui {

void TrainPage::start(const runs::TrainRequest& request) {
    if (live_) return toast(tr("A training is under way. Cancel it, or wait for its end."));
    clearError();
    live_.emplace();
    live_->run.project = request.project;
    log_->append(request.resume.empty()
                     ? tr("%1, preset %2").arg(runKindTitle(request.kind), QString::fromStdString(request.preset))
                     : tr("Resuming %1").arg(QString::fromStdString(request.resume)));
    live_->job = bridge()->jobs().train(
        this, request, [this](const runs::TrainingEvent& event) { told(event); },
        [this](const base::Progress& progress) { progressed(progress); },
        [this](base::Result<runs::TrainReport> report) { finished(report); });
    newRun_->slideOut();
    list_->setFocus();  // the run appears there
    updateStatus();
}

void TrainPage::cancel() {
    if (!live_ || live_->cancelling) return;
    live_->cancelling = true;
    bridge()->jobs().cancel(live_->job);
    updateStatus();
}

void TrainPage::progressed(const base::Progress& progress) {
    if (!live_) return;
    if (!progress.stage.empty()) log_->append(QString::fromStdString(progress.stage));
    updateStatus();
}

void TrainPage::told(const runs::TrainingEvent& event) {
    if (!live_) return;
    const bool first = live_->run.id.empty();
    live_->run = event.run;
    if (!shows(event.run)) return;
    const QString run = QString::fromStdString(event.run.id);
    if (first) {
        // The run is in the project from here on, its features may still have to be made.
        wanted_ = run;
        refreshRuns();
    }
    plot(run, event);
}

void TrainPage::plot(const QString& run, const runs::TrainingEvent& event) {
    const auto step = static_cast<double>(event.step);
    if (const auto* stage = std::get_if<runs::TrainingStage>(&event.what)) {
        if (stage->total > 0)
            runs_->setFraction(run, static_cast<double>(stage->done) / static_cast<double>(stage->total));
    } else if (const auto* loss = std::get_if<runs::TrainingLoss>(&event.what)) {
        chart_->appendLoss(run, {step, event.epoch, loss->value});
    } else if (const auto* figures = std::get_if<runs::TrainingFigures>(&event.what)) {
        bool added = false;
        for (const auto& [name, value] : figures->values)
            added =
                chart_->appendFigure(run, QString::fromStdString(name), {step, static_cast<int>(event.epoch), value}) ||
                added;
        if (!added) return;
        loadFigures(run);
        loadCurve(run);  // every step of it: the losses told are 20 a second at most
    } else {
        refreshRuns();  // it has a new best
    }
}

void TrainPage::updateStatus() {
    const JobRow* row = live_ ? bridge()->jobs().list()->find(live_->job) : nullptr;
    if (!row) return status_->hide();
    // Reports of an evaluation carry no loss: the last one known stays in the line.
    JobRow shown = *row;
    const auto loss = shown.progress.metrics.find("loss");
    if (loss != shown.progress.metrics.end())
        live_->loss = loss->second;
    else if (live_->loss && shown.progress.metrics.contains("step"))
        shown.progress.metrics["loss"] = *live_->loss;
    status_->show(shown, live_->cancelling);
}

void TrainPage::finished(const base::Result<runs::TrainReport>& report) {
    const QString run = live_ && shows(live_->run) ? QString::fromStdString(live_->run.id) : QString();
    live_.reset();
    status_->hide();
    if (report) {
        const QString metric = QString::fromStdString(report->bestMetric);
        const QString best = metric.isEmpty()
                                 ? QString()
                                 : tr(": %1 %2").arg(figureTitle(metric), figureText(metric, report->bestValue));
        toast(tr("Training finished%1").arg(best));
        log_->append(tr("finished%1").arg(best));
    } else if (report.error().code == base::ErrorCode::Cancelled) {
        log_->append(tr("stopped, can be resumed"));
        toast(tr("Training stopped. It can be resumed."));
    } else {
        const QString message = QString::fromStdString(report.error().message);
        log_->append(message);
        showError(report.error());
        if (newRun_->showRefusal(report.error())) newRun_->slideIn();
    }
    if (!run.isEmpty()) {
        runs_->setFraction(run, -1);
        sparked_.remove(run);
        if (chart_->hasRun(run)) loadCurve(run);
        loadFigures(run);
    }
    refreshRuns();
}

void TrainPage::useCheckpoint() {
    const auto* model = project_ ? modelOfRun(*project_, current_.toStdString()) : nullptr;
    if (!model) return;
    useModel(model->kind, current_, choiceOf(*project_, model->kind));
}

// before: what Undo chooses; empty: it was undone just now.
void TrainPage::useModel(project::ModelKind kind, const QString& which, const QString& before) {
    bridge()->models().use(this, kind, which, [this, kind, before](base::Result<project::ProjectInfo> info) {
        if (!info) return showError(info.error());
        clearError();
        project_ = *info;
        updateDetails();
        const auto* used = modelInUse(*project_, kind);
        if (!used) return;
        const QString text =
            tr("%1: %2 is in use in Browse, Annotate, searches and evaluations.")
                .arg(QString::fromStdString(project::infoOf(kind).title), QString::fromStdString(titleOf(*used)));
        if (before.isEmpty()) return toast(text);
        toast(text, tr("Undo"), [this, kind, before, folder = project_->folder] {
            if (project_->folder == folder) useModel(kind, before, {});
        });
    });
}

void TrainPage::resume() {
    const auto* run = runs_->run(current_);
    if (!run || !project_) return;
    runs::TrainRequest request;
    request.project = project_->folder;
    request.kind = run->kind;
    request.preset = run->preset;
    request.resume = run->id;
    start(request);
}

}  // namespace legenda::ui
