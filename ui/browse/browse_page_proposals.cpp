// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Browse that shows proposals, and what they hold of what people named.
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_panel.h"
#include "ui/browse/browse_proposals.h"

#include <algorithm>

namespace legenda::ui {

namespace {

std::filesystem::path alignmentOf(const project::ProjectInfo& project) {
    const auto used = project.inUse.find("alignment");
    return used == project.inUse.end() ? std::filesystem::path{} : used->second;
}

}  // namespace

// The first regions after the whole frame, in the order in which they were proposed, with the score of each and, where
// it is known, what it gained.
void BrowsePage::addProposals(std::vector<Overlay>& overlays) const {
    const auto* proposals = panel_->proposals();
    for (int region = 1; region <= proposals->shown() && static_cast<std::size_t>(region) < alignment_.regions.size();
         ++region) {
        const auto id = OverlayId::region(region);
        if (std::ranges::any_of(overlays, [&](const Overlay& o) { return o.id == id; })) continue;
        Overlay overlay = overlayOf(region);
        overlay.grey = overlay.dashed = true;
        overlay.label = QString::number(alignment_.regions[static_cast<std::size_t>(region)].score, 'f', 2);
        if (const auto gain = proposals->gainOf(region)) overlay.label += QStringLiteral(" · +%1").arg(*gain);
        overlays.push_back(std::move(overlay));
    }
}

void BrowsePage::askBound() {
    panel_->proposals()->setMeasuring();
    const auto measured = bridge()->project() ? alignmentOf(*bridge()->project()) : std::filesystem::path{};
    bridge()->jobs().bound(this, QStringLiteral("dev"), {},
                           [this, measured](base::Result<inference::BoundReport> report) {
                               if (!report) {
                                   panel_->proposals()->setBound({});
                                   if (dropped(report.error())) return;
                                   if (report.error().key != extraction::kFeaturesMissing)
                                       return showError(report.error());
                                   return showError(report.error(), tr("Compute the features"),
                                                    [this] { makeFeatures([this] { askBound(); }); });
                               }
                               boundOf_ = measured;
                               panel_->proposals()->setBound(std::move(*report));
                               showOverlays();
                           });
}

void BrowsePage::forgetBound(const project::ProjectInfo& project) {
    if (alignmentOf(project) == boundOf_) return;
    boundOf_.clear();
    panel_->proposals()->setBound({});
}

}  // namespace legenda::ui
