// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/live_training.h"

#include "ui/charts/figure_text.h"
#include "ui/controls/job_status.h"
#include "ui/controls/page.h"
#include "ui/train/log_view.h"
#include "ui/train/run_list.h"

#include <algorithm>
#include <utility>

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
    return std::ranges::any_of(queue_,
                               [&](const Live& live) { return shows(live.run) && live.run.id == run.toStdString(); });
}

bool LiveTraining::stopping() const {
    return std::ranges::any_of(queue_, &Live::cancelling);
}

int LiveTraining::waiting() const {
    return std::max(0, static_cast<int>(queue_.size()) - 1);
}

LiveTraining::Live* LiveTraining::find(int number) {
    const auto found = std::ranges::find(queue_, number, &Live::number);
    return found == queue_.end() ? nullptr : &*found;
}

void LiveTraining::start(const runs::TrainRequest& request) {
    page_->clearError();
    const int number = ++started_;
    auto& live = queue_.emplace_back();
    live.number = number;
    live.request = request;
    live.run.project = request.project;
    log_->append(request.resume.empty()
                     ? tr("%1, preset %2").arg(runKindTitle(request.kind), QString::fromStdString(request.preset))
                     : tr("Resuming %1").arg(QString::fromStdString(request.resume)));
    live.job = page_->bridge()->jobs().train(
        this, request, [this, number](const runs::TrainingEvent& event) { take(number, event); },
        [this, number](const base::Progress& progress) { progressed(number, progress); },
        [this, number](base::Result<runs::TrainReport> report) { finished(number, report); });
    if (waiting() > 0)
        page_->toast(waiting() == 1 ? tr("Starts after the training that is under way")
                                    : tr("Starts after %1 other trainings").arg(waiting()));
    Q_EMIT started();
    updateStatus();
}

void LiveTraining::cancel() {
    if (queue_.empty() || queue_.front().cancelling) return;
    queue_.front().cancelling = true;
    page_->bridge()->jobs().cancel(queue_.front().job);
    updateStatus();
}

void LiveTraining::handOver() {
    left_.clear();
    std::vector<session::JobId> jobs;
    for (auto& live : queue_) {
        live.cancelling = live.handedOver = true;
        jobs.push_back(live.job);
    }
    // The last first, so that none begins when the one before it ends.
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) page_->bridge()->jobs().cancel(*job);
    updateStatus();
}

std::vector<runs::TrainRequest> LiveTraining::takeLeft() {
    std::vector<runs::TrainRequest> left;
    for (auto& [number, request] : left_) left.push_back(std::move(request));
    left_.clear();
    return left;
}

// Of a training that was stopped: its id has come, if it has one.
runs::TrainRequest LiveTraining::leftOf(const Live& live) const {
    auto request = live.request;
    if (!live.run.id.empty()) {
        // It has its options, note and tags, and what a resumed run was extended by, already.
        request = {};
        request.project = live.run.project;
        request.kind = live.request.kind;
        request.resume = live.run.id;
        request.device = live.request.device;
        request.threads = live.request.threads;
    }
    request.told = {};
    if (request.device.empty()) request.device = page_->bridge()->device();
    return request;
}

void LiveTraining::progressed(int number, const base::Progress& progress) {
    if (!find(number)) return;
    if (!progress.stage.empty()) log_->append(QString::fromStdString(progress.stage));
    updateStatus();
}

void LiveTraining::take(int number, const runs::TrainingEvent& event) {
    auto* live = find(number);
    if (!live) return;
    const bool first = live->run.id.empty();
    live->run = event.run;
    if (!shows(event.run)) return;
    const QString run = QString::fromStdString(event.run.id);
    if (first) Q_EMIT listed(run);
    Q_EMIT told(run, event);
}

void LiveTraining::updateStatus() {
    const JobRow* row = queue_.empty() ? nullptr : page_->bridge()->jobs().list()->find(queue_.front().job);
    if (!row) return status_->hide();
    Live& live = queue_.front();
    // Progress of an evaluation has no loss: the last known one stays in the line.
    JobRow shown = *row;
    const auto loss = shown.progress.metrics.find("loss");
    if (loss != shown.progress.metrics.end())
        live.loss = loss->second;
    else if (live.loss && shown.progress.metrics.contains("step"))
        shown.progress.metrics["loss"] = *live.loss;
    status_->show(shown, live.cancelling);
}

void LiveTraining::finished(int number, const base::Result<runs::TrainReport>& report) {
    const auto* live = find(number);
    const QString run = live && shows(live->run) ? QString::fromStdString(live->run.id) : QString();
    if (live && live->handedOver && !report && report.error().code == base::ErrorCode::Cancelled)
        left_[number] = leftOf(*live);
    std::erase_if(queue_, [number](const Live& each) { return each.number == number; });
    updateStatus();
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
