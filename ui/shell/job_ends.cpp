// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_ends.h"

#include "ui/bridge/jobs_model.h"
#include "ui/bridge/preferences.h"
#include "ui/controls/toast.h"

#include <QApplication>
#include <QEvent>
#include <QSystemTrayIcon>
#include <QUuid>
#include <QVariantList>
#include <QVariantMap>

#include <algorithm>
#include <functional>

namespace legenda::ui {

namespace {

constexpr auto kKey = "jobs/ended";
constexpr qint64 kDay = 24 * 3600;  // s
constexpr qint64 kLong = 20;        // s: who waits shorter still looks
constexpr int kMostKept = 100;

QString textOf(const JobRow& job) {
    switch (job.state) {
        case JobRow::State::Finished:
            return JobEnds::tr("%1: finished").arg(job.title);
        case JobRow::State::Failed:
            return JobEnds::tr("%1: failed").arg(job.title);
        default:
            return JobEnds::tr("%1: cancelled").arg(job.title);
    }
}

}  // namespace

JobEnds::JobEnds(JobsModel* jobs, QWidget* window)
    : QObject(window),
      jobs_(jobs),
      window_(window),
      key_(QStringLiteral("%1/%2").arg(QLatin1String(kKey), QUuid::createUuid().toString(QUuid::WithoutBraces))) {
    window_->installEventFilter(this);
    recall();
    connect(jobs_, &JobsModel::ended, this, [this](qint64 id) {
        keep();
        if (const JobRow* job = jobs_->find(id)) tell(*job);
    });
    connect(jobs_, &JobsModel::cleared, this, &JobEnds::forget);
}

void JobEnds::recall() {
    std::vector<JobRow> rows;
    const QDateTime now = QDateTime::currentDateTime();
    for (const QString& key : Preferences::ofApplication().keys(QLatin1String(kKey))) {
        const std::size_t before = rows.size();
        for (const QVariant& kept : preference(key).toList()) {
            const QVariantMap facts = kept.toMap();
            JobRow row;
            row.title = facts.value(QStringLiteral("title")).toString();
            row.state = static_cast<JobRow::State>(std::clamp(facts.value(QStringLiteral("state")).toInt(),
                                                              static_cast<int>(JobRow::State::Finished),
                                                              static_cast<int>(JobRow::State::Cancelled)));
            row.error.message = facts.value(QStringLiteral("problem")).toString().toStdString();
            row.ended = QDateTime::fromString(facts.value(QStringLiteral("ended")).toString(), Qt::ISODate);
            if (row.ended.isValid() && row.ended.secsTo(now) < kDay) rows.push_back(std::move(row));
        }
        if (rows.size() > before)
            recalled_ << key;
        else
            setPreference(key, {});
    }
    std::ranges::stable_sort(rows, std::greater{}, &JobRow::ended);
    jobs_->restore(std::move(rows));
}

void JobEnds::keep() const {
    QVariantList all;
    const QDateTime now = QDateTime::currentDateTime();
    for (const JobRow& row : jobs_->rows()) {
        const bool earlier = row.id < 0;  // kept where it was found
        if (earlier || !row.over() || row.ended.secsTo(now) >= kDay || all.size() >= kMostKept) continue;
        all << QVariantMap{{QStringLiteral("title"), row.title},
                           {QStringLiteral("state"), static_cast<int>(row.state)},
                           {QStringLiteral("problem"), QString::fromStdString(row.error.message)},
                           {QStringLiteral("ended"), row.ended.toString(Qt::ISODate)}};
    }
    setPreference(key_, all);
}

void JobEnds::forget() const {
    for (const QString& key : recalled_) setPreference(key, {});
    setPreference(key_, {});
}

void JobEnds::tell(const JobRow& job) {
    if (window_->isActiveWindow() || job.state == JobRow::State::Cancelled) return;
    if (!job.started.isValid() || job.started.secsTo(job.ended) < kLong) return;
    untold_ << textOf(job);
    QApplication::alert(window_);
    notify(textOf(job));
}

void JobEnds::notify(const QString& text) {
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
    if (!tray_) {
        tray_ = new QSystemTrayIcon(window_->windowIcon(), this);
        connect(tray_, &QSystemTrayIcon::messageClicked, window_, [window = window_] {
            window->raise();
            window->activateWindow();
        });
    }
    tray_->show();
    tray_->showMessage(window_->windowTitle(), text, window_->windowIcon());
}

bool JobEnds::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::WindowActivate && !untold_.isEmpty()) {
        Toast::show(window_, untold_.join(QLatin1Char('\n')));
        untold_.clear();
        if (tray_) tray_->hide();
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace legenda::ui
