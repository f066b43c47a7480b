// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/job_status.h"

#include "ui/controls/help/figure_help.h"
#include "ui/controls/tone_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <optional>

namespace legenda::ui {

namespace {

// "epoch 3 · step 1,240 · loss 2.314 · 31 steps/s · 2 min 05 s left"; while features are made "120 of 800 · 12 items/s
// · …".
QString jobFigures(const JobRow& job) {
    const auto& p = job.progress;
    const QLocale locale(QLocale::English);
    QStringList parts;
    const auto metric = [&](const char* name) -> std::optional<double> {
        const auto found = p.metrics.find(name);
        return found == p.metrics.end() ? std::nullopt : std::optional(found->second);
    };
    const auto step = metric("step");
    if (const auto epoch = metric("epoch")) parts << JobStatus::tr("epoch %1").arg(*epoch, 0, 'f', 2);
    if (step)
        parts << JobStatus::tr("step %1").arg(locale.toString(qRound64(*step)));
    else if (p.total > 0)
        parts << JobStatus::tr("%1 of %2").arg(locale.toString(qint64(p.done)), locale.toString(qint64(p.total)));
    if (const auto loss = metric("loss")) parts << JobStatus::tr("loss %1").arg(*loss, 0, 'f', 3);
    const char* unit = step ? QT_TR_NOOP("%1 steps/s") : QT_TR_NOOP("%1 items/s");
    if (job.rate > 0) parts << JobStatus::tr(unit).arg(job.rate, 0, 'g', 3);
    if (job.secondsLeft >= 0) parts << JobStatus::tr("%1 left").arg(durationText(job.secondsLeft));
    return parts.join(QStringLiteral("  ·  "));
}

// What the figures in the line are, a paragraph each.
QString figureTips(const JobRow& job) {
    QStringList tips;
    if (job.progress.metrics.contains("loss")) tips << figureHelp("loss");
    if (job.rate > 0) tips << figureHelp("job.rate");
    if (job.secondsLeft >= 0) tips << figureHelp("job.left");
    return tips.isEmpty() ? QString() : QLatin1Char('\n') + tips.join(QLatin1Char('\n'));
}

}  // namespace

JobStatus::JobStatus(QWidget* parent) : QFrame(parent) {
    setProperty("panel", true);
    setObjectName(QStringLiteral("trainStatus"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(theme::kSpace4, theme::kSpace2, theme::kSpace3, theme::kSpace2);
    line->setSpacing(theme::kSpace3);
    auto* column = new QVBoxLayout;
    column->setSpacing(5);
    auto* words = new QHBoxLayout;
    words->setSpacing(theme::kSpace3);
    what_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, this);
    what_->setType(theme::Type::Base, QFont::Medium);
    figures_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    figures_->setObjectName(QStringLiteral("figures"));
    figures_->setMinimumWidth(40);
    figures_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    figures_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    words->addWidget(what_);
    words->addWidget(figures_, 1);
    bar_ = new QProgressBar(this);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of the training"));
    column->addLayout(words);
    column->addWidget(bar_);
    line->addLayout(column, 1);
    cancel_ = new QPushButton(theme::icon(QStringLiteral("stop")), tr("Cancel"), this);
    cancel_->setObjectName(QStringLiteral("cancelTraining"));
    cancel_->setToolTip(tr("Stops at once; the run can be resumed"));
    line->addWidget(cancel_);
    connect(cancel_, &QPushButton::clicked, this, &JobStatus::cancelRequested);
}

void JobStatus::setCancelTip(const QString& tip) {
    cancel_->setToolTip(tip);
}

void JobStatus::show(const JobRow& job, bool cancelling) {
    QString what = QString::fromStdString(job.progress.stage);
    if (!what.isEmpty()) what[0] = what[0].toUpper();
    if (job.state == JobRow::State::Waiting)
        what = tr("Waiting for the job before it");
    else if (what.isEmpty())
        what = tr("Starting");
    what_->setText(cancelling ? tr("Stopping …") : what);
    figures_->setText(jobFigures(job));
    figures_->setToolTip(figures_->text() + figureTips(job));
    const auto& p = job.progress;
    bar_->setRange(0, p.total > 0 ? 1000 : 0);
    if (p.total > 0)
        bar_->setValue(static_cast<int>(1000.0 * static_cast<double>(p.done) / static_cast<double>(p.total)));
    cancel_->setEnabled(!cancelling);
    setVisible(true);
}

}  // namespace legenda::ui
