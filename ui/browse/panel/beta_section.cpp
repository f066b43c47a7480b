// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/beta_section.h"

#include "ui/bridge/settings.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/predictions/set_sentences.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/marked_slider.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kSteps = 400;
constexpr int kBetaWidth = 44;

// Finer near 0, where beta matters for single words; the right end assigns the whole sentence to one region.
double betaOf(int step, double far) {
    return far * std::pow(step / double(kSteps), 2);
}
int stepOf(double beta, double far) {
    return far <= 0 ? 0 : static_cast<int>(std::lround(kSteps * std::sqrt(std::clamp(beta / far, 0.0, 1.0))));
}

}  // namespace

BetaSection::BetaSection(BrowseState* state)
    : PanelSection(tr("Smoothing β")),
      state_(state),
      slider_(new MarkedSlider),
      value_(new QLabel),
      note_(new QLabel),
      asGiven_(new QToolButton) {
    slider_->setObjectName(QStringLiteral("beta"));
    slider_->setRange(0, kSteps);
    slider_->setAccessibleName(tr("Smoothing beta"));
    takeUsual();
    slider_->setEnabled(false);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, 0);
    line->setSpacing(0);
    line->addWidget(slider_, 1);
    value_->setObjectName(QStringLiteral("betaValue"));
    value_->setFixedWidth(kBetaWidth);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value_->setToolTip(figureHelp("beta"));
    line->addWidget(value_);
    box()->addLayout(line);
    auto* ends = new QHBoxLayout;
    ends->setContentsMargins(TextRows::kInset, 0, TextRows::kInset + kBetaWidth, 0);
    auto* near = new QLabel(tr("each word alone"));
    auto* far = new QLabel(tr("one region for all"));
    for (auto* label : {near, far}) {
        label->setFont(theme::font(theme::Type::Small));
        label->setProperty("weak", true);
    }
    ends->addWidget(near);
    ends->addStretch();
    ends->addWidget(far);
    box()->addLayout(ends);
    note_->setObjectName(QStringLiteral("betaNote"));
    note_->setWordWrap(true);
    note_->setFont(theme::font(theme::Type::Small));
    note_->setProperty("weak", true);
    note_->hide();
    asGiven_->setObjectName(QStringLiteral("asGiven"));
    asGiven_->setText(tr("As given"));
    asGiven_->setAccessibleName(tr("The alignment as the set gives it"));
    asGiven_->setFont(theme::font(theme::Type::Small));
    asGiven_->setFocusPolicy(Qt::TabFocus);
    asGiven_->hide();
    connect(asGiven_, &QToolButton::clicked, state_, &BrowseState::takeAsGiven);
    auto* source = new QHBoxLayout;
    source->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, 0);
    source->addWidget(note_, 1);
    source->addWidget(asGiven_);
    box()->addLayout(source);
    connect(slider_, &MarkedSlider::reset, state_, &BrowseState::forgetBeta);
    connect(&Settings::ofApplication(), &Settings::changed, this, [this](Setting setting) {
        if (setting == Setting::Beta) takeUsual();
    });
    connect(slider_, &QSlider::valueChanged, this, [this](int step) {
        state_->chooseBeta(betaOf(step, far_));
        showValue();
    });
    connect(state_, &BrowseState::imageChanged, this, [this] { slider_->setEnabled(false); });
    connect(state_, &BrowseState::alignmentChanged, this, &BetaSection::follow);
}

void BetaSection::follow() {
    const model::Alignment& alignment = state_->alignment();
    tellSource();
    const auto* set = state_->bySet();
    if (alignment.tokens.empty() || (set && !set->decodable())) return slider_->setEnabled(false);
    const QSignalBlocker quiet(slider_);
    const double beta = state_->asGiven() ? state_->beta() : alignment.beta;
    far_ = std::max(alignment.betaFar, 1e-3);
    slider_->setMark(stepOf(BrowseState::usualBeta(), far_));
    slider_->setValue(stepOf(std::min(beta, alignment.betaFar), far_));
    slider_->setEnabled(true);
    showValue();
}

void BetaSection::tellSource() {
    const auto* set = state_->bySet();
    note_->setVisible(set != nullptr);
    asGiven_->setVisible(set != nullptr && !state_->asGiven());
    if (!set) return;
    note_->setText(!set->decodable() ? tr("“%1” gives no scores of all words with all regions.").arg(state_->set())
                   : state_->asGiven() ? tr("As “%1” gives it. The slider decodes its scores.").arg(state_->set())
                                       : tr("Decoded from the scores of “%1”.").arg(state_->set()));
}

void BetaSection::takeUsual() {
    const double usual = BrowseState::usualBeta();
    slider_->setToolTip(withFigureHelp(tr("A double click resets it to the default %1, the mark").arg(usual), "beta"));
    slider_->setMark(stepOf(usual, far_));
}

void BetaSection::showValue() {
    value_->setText(state_->asGiven() ? QStringLiteral("–") : QString::number(betaOf(slider_->value(), far_), 'f', 2));
}

}  // namespace legenda::ui
