// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/drawn_boxes.h"

#include <algorithm>
#include <cmath>

namespace legenda::project {

namespace {

void add(DrawnBoxes::OfImage& drawn, const base::Box& share, double mentions) {
    if (!(share.area() > 0) || !std::isfinite(share.area())) return;
    drawn.boxes.push_back(share);
    drawn.mentions.push_back(mentions);
}

}  // namespace

base::Result<DrawnBoxes> DrawnBoxes::read(const store::ProjectStore& project, const std::string& split) {
    DrawnBoxes drawn;
    LEGENDA_TRY(entities, Entities::read(project, split));
    drawn.entities_ = std::move(*entities);
    LEGENDA_TRY(regions, project.trueRegions(split));
    for (auto& region : *regions)
        if (!region.whole) drawn.regions_[region.image].push_back(std::move(region));
    return drawn;
}

DrawnBoxes::OfImage DrawnBoxes::of(std::int64_t image, double width, double height) const {
    OfImage drawn;
    const auto entities = entities_.phrases(image, width, height);
    drawn.entities = !entities.boxes.empty();
    for (std::size_t b = 0; b < entities.boxes.size(); ++b) add(drawn, entities.boxes[b], entities.mentions[b]);
    for (const auto& part : entities.parts) add(drawn, part, 0);
    const auto regions = regions_.find(image);
    if (regions == regions_.end() || !(width > 0) || !(height > 0)) return drawn;
    for (const auto& region : regions->second) {
        const auto& box = region.box;
        add(drawn, base::intersection({box.x / width, box.y / height, box.w / width, box.h / height}, {0, 0, 1, 1}),
            std::max<double>(1, static_cast<double>(region.snippets.size())));
    }
    return drawn;
}

}  // namespace legenda::project
