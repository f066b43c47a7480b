// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/region_overlays.h"

#include "ui/bridge/convert.h"

#include <QCoreApplication>

#include <algorithm>

namespace legenda::ui {

Overlay regionOverlay(const model::Alignment& alignment, const std::vector<int>& numbers, int region, int lit) {
    const auto i = static_cast<std::size_t>(region);
    Overlay overlay;
    overlay.id = OverlayId::region(region);
    overlay.box = toQt(alignment.regions[i].box);
    overlay.colour = numbers[i];
    overlay.number = numbers[i] + 1;
    overlay.name = QCoreApplication::translate("RegionOverlay", "Region %1").arg(overlay.number);
    overlay.emphasis = lit < 0         ? Overlay::Emphasis::Normal
                       : region == lit ? Overlay::Emphasis::Highlight
                                       : Overlay::Emphasis::Dim;
    return overlay;
}

std::vector<Overlay> wonOverlays(const model::Alignment& alignment, const std::vector<model::Segment>& segments,
                                 const std::vector<int>& numbers, int lit) {
    std::vector<Overlay> overlays;
    for (const model::Segment& segment : segments) {
        const QString words = QString::fromStdString(segment.text);
        const auto id = OverlayId::region(segment.region);
        const auto same = std::ranges::find_if(overlays, [&](const Overlay& o) { return o.id == id; });
        if (same != overlays.end()) {
            same->label += QStringLiteral(" … ") + words;
            continue;
        }
        overlays.push_back(regionOverlay(alignment, numbers, segment.region, lit));
        overlays.back().label = words;
    }
    return overlays;
}

}  // namespace legenda::ui
