// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_forecast.h"

#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

constexpr int kAfterTyping = 200;  // ms

}  // namespace

RunForecast::RunForecast(Bridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
    setObjectName(QStringLiteral("forecast"));
    setAccessibleName(tr("What the training will do"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::kSpace1);
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(theme::kSpace3);
    grid_->setVerticalSpacing(2);
    grid_->setColumnMinimumWidth(0, 44);
    grid_->setColumnStretch(1, 1);
    column->addLayout(grid_);
    warning_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Warning, this);
    warning_->setObjectName(QStringLiteral("forecastWarning"));
    warning_->setWordWrap(true);
    warning_->hide();
    column->addWidget(warning_);
    mend_ = new QPushButton(this);
    mend_->setObjectName(QStringLiteral("forecastMend"));
    mend_->hide();
    column->addWidget(mend_, 0, Qt::AlignLeft);
    connect(mend_, &QPushButton::clicked, this, [this] {
        if (mending_) mending_();
    });
    soon_.setSingleShot(true);
    soon_.setInterval(kAfterTyping);
    connect(&soon_, &QTimer::timeout, this, &RunForecast::send);
}

void RunForecast::ask(const std::optional<runs::TrainRequest>& request) {
    request_ = request;
    soon_.stop();
    if (request_) return soon_.start();
    fill({});
    warn({}, false);
}

void RunForecast::send() {
    if (!request_) return;
    ++waiting_;
    bridge_->records().forecast(this, *request_, [this](const base::Result<runs::Forecast>& answer) {
        // An answer to a request that has been changed since is not shown.
        if (--waiting_ == 0 && request_ && !soon_.isActive()) take(answer);
    });
}

void RunForecast::take(const base::Result<runs::Forecast>& answer) {
    if (!answer) {
        if (dropped(answer.error())) return;
        fill({});
        return warn(QString::fromStdString(answer.error().message), true, mendingOf(answer.error(), window()));
    }
    fill(runs::linesOf(*answer));
    QStringList sentences;
    for (const auto& each : answer->warnings) {
        QString sentence = QString::fromStdString(each);
        if (!sentence.isEmpty()) sentence[0] = sentence[0].toUpper();
        sentences << sentence;
    }
    warn(sentences.join(QLatin1Char(' ')), false);
}

void RunForecast::fill(const std::vector<runs::ForecastLine>& lines) {
    while (rows_.size() < lines.size()) {
        const auto label = [this](ToneLabel::Tone tone) { return new ToneLabel({}, theme::Type::Small, tone, this); };
        const Row row{label(ToneLabel::Tone::Weak), label(ToneLabel::Tone::Normal)};
        row.says->setWordWrap(true);
        const int at = static_cast<int>(rows_.size());
        grid_->addWidget(row.what, at, 0, Qt::AlignTop);
        grid_->addWidget(row.says, at, 1);
        rows_.push_back(row);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const bool shown = i < lines.size();
        rows_[i].what->setText(shown ? QString::fromStdString(lines[i].what) : QString());
        rows_[i].says->setText(shown ? QString::fromStdString(lines[i].says) : QString());
        rows_[i].what->setVisible(shown);
        rows_[i].says->setVisible(shown);
    }
}

void RunForecast::warn(const QString& text, bool refused, std::optional<Mending> mending) {
    warning_->setTone(refused ? ToneLabel::Tone::Error : ToneLabel::Tone::Warning);
    warning_->setText(text);
    warning_->setVisible(!text.isEmpty());
    mend_->setText(mending ? mending->text : QString());
    mend_->setVisible(mending.has_value());
    mending_ = mending ? std::move(mending->act) : nullptr;
}

QString RunForecast::text() const {
    QStringList lines;
    for (const auto& row : rows_)
        if (!row.what->isHidden()) lines << row.what->text() + QStringLiteral(": ") + row.says->text();
    if (!warning_->isHidden()) lines << warning_->text();
    return lines.join(QLatin1Char('\n'));
}

}  // namespace legenda::ui
