// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/region_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/browse_proposals.h"
#include "ui/browse/panel/region_rows.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/predictions/set_sentences.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace legenda::ui {

RegionSection::RegionSection(BrowseState* state, BrowseProposals* proposals)
    : PanelSection(tr("Regions")), state_(state), rows_(new RegionRows) {
    rows_->setAccessibleName(tr("Regions"));
    box()->addWidget(rows_);
    proposals->setContentsMargins(TextRows::kInset, theme::kSpace2, TextRows::kInset, 0);
    box()->addWidget(proposals);
    connect(rows_, &RegionRows::regionHovered, this, [this](int region) { state_->light({region}); });
    connect(rows_, &RegionRows::regionClicked, this,
            [this](int region) { state_->pin({state_->pinned().region == region ? -1 : region}); });
    connect(state_, &BrowseState::imageChanged, this, [this] { rows_->setRows({}); });
    connect(state_, &BrowseState::alignmentChanged, this, &RegionSection::showAlignment);
    connect(state_, &BrowseState::litChanged, this, [this] { rows_->setLit(state_->lit().region); });
}

void RegionSection::showAlignment() {
    const model::Alignment& alignment = state_->alignment();
    const auto* set = state_->bySet();
    rows_->setFigures(!state_->asGiven() || set->scored, !set);
    std::vector<RegionRows::Row> rows(alignment.regions.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = {static_cast<int>(i),
                   state_->numbers()[i],
                   i == 0 && !(set && set->ofPhrases()) ? tr("whole image") : QString(),
                   0,
                   alignment.regions[i].norm,
                   false};
    for (const model::Segment& segment : state_->segments()) {
        RegionRows::Row& row = rows[static_cast<std::size_t>(segment.region)];
        row.words = row.won ? row.words + QStringLiteral(" … ") + QString::fromStdString(segment.text)
                            : QString::fromStdString(segment.text);
        row.score += segment.score;
        row.won = true;
    }
    std::ranges::sort(rows, [](const auto& a, const auto& b) { return a.won != b.won ? a.won : a.number < b.number; });
    rows_->setRows(std::move(rows));
}

}  // namespace legenda::ui
