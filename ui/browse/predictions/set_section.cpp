// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/predictions/set_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/predictions/set_boxes.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/theme/theme.h"

#include <QLabel>

#include <utility>

namespace legenda::ui {

namespace {

using store::PredictionKind;

TextRows::Row scoredRow(const std::string& text, std::optional<double> score, const QString& what) {
    auto row = TextRows::plain(QString::fromStdString(text));
    if (row.words.empty()) row.words.push_back({SetSection::tr("(no words)"), 0, {}});
    if (!score) return row;
    row.trailing = QString::number(*score, 'f', 2);
    row.trailingTip = what.arg(row.trailing);
    return row;
}

QString titleOfSet(const ShownSet& set) {
    if (set.is(PredictionKind::Captions)) return SetSection::tr("Captions of “%1”").arg(set.name());
    if (set.is(PredictionKind::Regions)) return SetSection::tr("Regions of “%1”").arg(set.name());
    if (set.is(PredictionKind::Similarity)) return SetSection::tr("Similarities of “%1”").arg(set.name());
    return SetSection::tr("Sentences of “%1”").arg(set.name());
}

// The sentence that is shown, among those of the set; -1: none of these.
int shownRow(const BrowseState& state) {
    if (const auto* shown = state.bySet()) return static_cast<int>(shown - state.shownSet()->sentences().data());
    return state.sentence().ofSet;
}

}  // namespace

QString whoseOutput(const BrowseState& state, bool described) {
    if (state.set().isEmpty()) return {};
    if (described) return SetSection::tr("%1 · boxes: our model").arg(state.set());
    const bool ours = !state.sentence().text.isEmpty() && !state.bySet();
    return ours ? SetSection::tr("%1 · words and boxes: our model").arg(state.set()) : state.set();
}

SetSection::SetSection(BrowseState* state, SetBoxes* boxes)
    : PanelSection(tr("Predictions")), state_(state), boxes_(boxes), whose_(new QLabel), rows_(new TextRows) {
    setObjectName(QStringLiteral("setSection"));
    rows_->setObjectName(QStringLiteral("setRows"));
    rows_->setAccessibleName(tr("Predictions of the set"));
    whose_->setObjectName(QStringLiteral("setWhose"));
    whose_->setWordWrap(true);
    whose_->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, 0);
    whose_->setFont(theme::font(theme::Type::Small));
    whose_->setProperty("weak", true);
    box()->addWidget(whose_);
    box()->addWidget(rows_);
    hide();
    connect(state_, &BrowseState::setChanged, this, &SetSection::showSet);
    connect(state_, &BrowseState::imageChanged, this, &SetSection::showSet);
    connect(state_, &BrowseState::predictionsArrived, this, &SetSection::showSet);
    connect(state_->shownSet(), &ShownSet::setsChanged, this, &SetSection::showSet);
    connect(state_, &BrowseState::sentenceChanged, this, &SetSection::showCurrent);
    connect(boxes_, &SetBoxes::litChanged, this, &SetSection::showCurrent);
    connect(rows_, &TextRows::rowHovered, boxes_, [this](int row) {
        if (!boxes_->regions().empty()) boxes_->light(row);
    });
    connect(rows_, &TextRows::rowClicked, this, &SetSection::choose);
}

void SetSection::showSet() {
    const ShownSet& set = *state_->shownSet();
    setVisible(!set.name().isEmpty());
    if (set.name().isEmpty()) return rows_->setRows({});
    setTitle(titleOfSet(set));
    if (const QString none = set.whyNone(); !none.isEmpty())
        rows_->setNote(none);
    else
        showRows();
    showCurrent();
}

void SetSection::showRows() {
    std::vector<TextRows::Row> rows;
    const auto& predictions = state_->predictions();
    for (const auto& caption : predictions.captions)
        rows.push_back(scoredRow(caption.text, caption.logProb, tr("Log-probability %1, as the set gives it")));
    for (const auto& sentence : state_->shownSet()->sentences()) {
        const auto& alignment = sentence.alignment;
        rows.push_back(scoredRow(alignment.sentence,
                                 alignment.score != 0 ? std::optional(alignment.score) : std::nullopt,
                                 tr("Score %1 of the sentence with the photograph, as the set gives it")));
    }
    for (const auto& region : boxes_->regions())
        rows.push_back(scoredRow(region.text, region.box ? region.box->score : std::nullopt,
                                 tr("Score %1 of the region, as the set gives it")));
    rows_->setRows(std::move(rows));
}

void SetSection::showCurrent() {
    const bool regions = !boxes_->regions().empty();
    rows_->setCurrent(!regions ? shownRow(*state_) : state_->sentence().text.isEmpty() ? boxes_->lit() : -1);
    const bool ours = !state_->sentence().text.isEmpty() && !state_->bySet() && !state_->set().isEmpty();
    whose_->setVisible(ours);
    whose_->setText(tr("The words and boxes shown are our alignment model's."));
}

void SetSection::choose(int row) {
    if (boxes_->regions().empty()) {
        state_->setSentenceOfSet(row);
        return;
    }
    if (!state_->sentence().text.isEmpty()) state_->setSentence({});  // the regions come back
    boxes_->pin(row);
}

}  // namespace legenda::ui
