// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/entities.h"

namespace legenda::project {

// The annotated boxes of the images of a split, with their numbers of mentions: those of Entities with
// their mentions, regions with their snippets (once where there is none).
class DrawnBoxes {
 public:
    static base::Result<DrawnBoxes> read(const store::ProjectStore& project, const std::string& split);

    bool has(std::int64_t image) const { return regions_.contains(image) || entities_.hasBoxes(image); }

    struct OfImage {
        std::vector<base::Box> boxes;  // relative to the image's size, inside it, none without area
        std::vector<double> mentions;  // number of mentions of each; 0: one box of an entity that has several
        bool entities = false;         // true: some are boxes of Entities
    };
    // Nothing where the size, in pixels, is unknown.
    OfImage of(std::int64_t image, double width, double height) const;

 private:
    Entities entities_;
    std::map<std::int64_t, std::vector<store::RegionRecord>> regions_;  // by image, without those of the whole image
};

}  // namespace legenda::project
