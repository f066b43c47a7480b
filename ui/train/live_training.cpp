// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/live_training.h"

#include "ui/charts/figure_text.h"
#include "ui/controls/job_status.h"
#include "ui/controls/page.h"
#include "ui/train/log_view.h"
#include "ui/train/run_list.h"

namespace legenda::ui {

LiveTraining::LiveTraining(Page* page) : QObject(page), page_(page), status_(new JobStatus), log_(new LogView) {
    log_->setObjectName(QStringLiteral("log"));
    log_->setFixedHeight(120);
    log_->hide();
    status_->hide();
    connect(status_, &JobStatus::cancelRequested, this, &LiveTraining::cancel);
}

bool LiveTraining::shows(const runs::RunName& run) const {
    const auto& project = page_->bridge()->project();
    return project && !run.id.empty() && project->folder == run.project;
}

bool LiveTraining::isLive(const QString& run) const {
    return live_ && shows(live_->run) && live_->run.id == run.toStdString();
}

void LiveTraining::start(const runs::TrainRequest& request) {
    if (live_) return page_->toast(tr("A training is under way. Cancel it, or wait for its end."));
    page_->clearError();
    live_.emplace(Live{});
    live_->run.project = request.project;
    log_->append(request.resume.empty()
                     ? tr("%1, preset %2").arg(runKindTitle(request.kind), QString::fromStdString(request.preset))
                     : tr("Resuming %1").arg(QString::fromStdString(request.resume)));
    live_->job = page_->bridge()->jobs().train(
        this, request, [this](const runs::TrainingEvent& event) { take(event); },
        [this](const base::Progress& progress) { progressed(progress); },
        [this](base::Result<runs::TrainReport> report) { finished(report); });
    Q_EMIT started();
    updateStatus();
}

void LiveTraining::cancel() {
    if (!live_ || live_->cancelling) return;
    live_->cancelling = true;
    page_->bridge()->jobs().cancel(live_->job);
    updateStatus();
}

void LiveTraining::progressed(const base::Progress& progress) {
    if (!live_) return;
    if (!progress.stage.empty()) log_->append(QString::fromStdString(progress.stage));
    updateStatus();
}

void LiveTraining::take(const runs::TrainingEvent& event) {
    if (!live_) return;
    const bool first = live_->run.id.empty();
    live_->run = event.run;
    if (!shows(event.run)) return;
    const QString run = QString::fromStdString(event.run.id);
    if (first) Q_EMIT listed(run);
    Q_EMIT told(run, event);
}

void LiveTraining::updateStatus() {
    const JobRow* row = live_ ? page_->bridge()->jobs().list()->find(live_->job) : nullptr;
    if (!row) return status_->hide();
    // Progress of an evaluation has no loss: the last known one stays in the line.
    JobRow shown = *row;
    const auto loss = shown.progress.metrics.find("loss");
    if (loss != shown.progress.metrics.end())
        live_->loss = loss->second;
    else if (live_->loss && shown.progress.metrics.contains("step"))
        shown.progress.metrics["loss"] = *live_->loss;
    status_->show(shown, live_->cancelling);
}

void LiveTraining::finished(const base::Result<runs::TrainReport>& report) {
    const QString run = live_ && shows(live_->run) ? QString::fromStdString(live_->run.id) : QString();
    live_.reset();
    status_->hide();
    if (report) {
        const QString metric = QString::fromStdString(report->bestMetric);
        const QString best = metric.isEmpty()
                                 ? QString()
                                 : tr(": %1 %2").arg(figureTitle(metric), figureText(metric, report->bestValue));
        page_->toast(tr("Training finished%1").arg(best));
        log_->append(tr("finished%1").arg(best));
    } else if (report.error().code == base::ErrorCode::Cancelled) {
        log_->append(tr("stopped, can be resumed"));
        page_->toast(tr("Training stopped. It can be resumed."));
    } else {
        log_->append(QString::fromStdString(report.error().message));
        page_->showError(report.error());
        Q_EMIT refused(report.error());
    }
    Q_EMIT ended(run);
}

}  // namespace legenda::ui
