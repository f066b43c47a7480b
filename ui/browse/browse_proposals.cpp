// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_proposals.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <numeric>

namespace legenda::ui {

namespace {

constexpr int kValueWidth = 56;

QString count(double mentions) {
    return QString::number(mentions, 'f', 0);
}

}  // namespace

BrowseProposals::BrowseProposals(QWidget* parent)
    : QWidget(parent),
      slider_(new QSlider(Qt::Horizontal)),
      value_(new QLabel),
      held_(new QLabel),
      measure_(new QPushButton(tr("What do they hold?"))) {
    auto* line = new QHBoxLayout;
    line->setSpacing(theme::kSpace2);
    auto* title = new QLabel(tr("Proposals shown"));
    title->setProperty("weak", true);
    slider_->setObjectName(QStringLiteral("proposals"));
    slider_->setRange(0, 0);
    slider_->setEnabled(false);
    slider_->setAccessibleName(title->text());
    slider_->setToolTip(
        tr("The best proposals of this image by their own score, dashed, whether they won words or not"));
    value_->setMinimumWidth(kValueWidth);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(title);
    line->addWidget(slider_, 1);
    line->addWidget(value_);
    held_->setObjectName(QStringLiteral("proposalsHeld"));
    held_->setFont(theme::font(theme::Type::Small));
    held_->setProperty("weak", true);
    held_->setWordWrap(true);
    measure_->setObjectName(QStringLiteral("measureProposals"));
    measure_->setProperty("chip", true);
    measure_->setToolTip(
        tr("Counts for how much of what people named on the dev split the whole image or one of the proposals shown "
           "overlaps by half or more: the most that grounding can score on them"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::kSpace1);
    column->addLayout(line);
    column->addWidget(held_);
    column->addWidget(measure_, 0, Qt::AlignLeft);
    connect(slider_, &QSlider::valueChanged, this, [this](int shown) {
        showTexts();
        Q_EMIT shownChanged(shown);
    });
    connect(measure_, &QPushButton::clicked, this, &BrowseProposals::boundWanted);
    showTexts();
}

void BrowseProposals::setImage(std::int64_t image, int proposals) {
    image_ = image;
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, proposals);
    slider_->setEnabled(proposals > 0);
    showTexts();
}

void BrowseProposals::clear() {
    slider_->setEnabled(false);
}

void BrowseProposals::setMeasuring() {
    measure_->setEnabled(false);
    measure_->setText(tr("Measuring…"));
}

void BrowseProposals::setBound(std::optional<inference::BoundReport> report) {
    report_ = std::move(report);
    measure_->setEnabled(true);
    measure_->setText(tr("What do they hold?"));
    showTexts();
}

int BrowseProposals::shown() const {
    return slider_->value();
}

const std::vector<double>* BrowseProposals::gained() const {
    if (!report_) return nullptr;
    const auto found = report_->gained.find(image_);
    return found == report_->gained.end() ? nullptr : &found->second;
}

std::optional<double> BrowseProposals::gainOf(int region) const {
    const auto* own = gained();
    if (!own || region < 0 || static_cast<std::size_t>(region) + 1 >= own->size()) return {};
    return (*own)[static_cast<std::size_t>(region)];
}

void BrowseProposals::showTexts() {
    const auto k = static_cast<std::size_t>(slider_->value());
    value_->setText(slider_->maximum() == 0 ? QString() : tr("%1 of %2").arg(k).arg(slider_->maximum()));
    measure_->setVisible(!report_);
    held_->setVisible(report_.has_value());
    if (!report_ || report_->held.empty()) return;
    const auto& held = report_->held;
    const auto last = std::min(k, held.size() - 1);
    QString text = k == 0 ? tr("The whole image alone holds %1 % of the %2 mentions on %3.")
                          : tr("These and the whole image hold %1 % of the %2 mentions on %3.");
    text = text.arg(held[last], 0, 'f', 1).arg(count(report_->mentions), QString::fromStdString(report_->split));
    if (last > 0) text += tr(" The last one gains %1.").arg(held[last] - held[last - 1], 0, 'f', 1);
    if (const auto* own = gained()) {
        const auto end = own->begin() + static_cast<std::ptrdiff_t>(std::min(k + 1, own->size() - 1));
        text += tr(" Here: %1 of %2.")
                    .arg(count(std::accumulate(own->begin(), end, 0.0)),
                         count(std::accumulate(own->begin(), own->end(), 0.0)));
    }
    if (report_->imagesWithout > 0)
        text += tr(" Left out, having no features: %n image(s).", nullptr, static_cast<int>(report_->imagesWithout));
    held_->setText(text);
}

}  // namespace legenda::ui
