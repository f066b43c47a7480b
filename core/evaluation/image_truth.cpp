// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/image_truth.h"

#include "core/project/entities.h"

namespace legenda::evaluation {

base::Result<ImagePredictions> imageTruth(const store::ProjectStore& project, std::int64_t image) {
    LEGENDA_TRY(known, project.image(image));
    LEGENDA_TRY(entities, project::Entities::readImage(project, image));
    LEGENDA_TRY(regions, project.trueRegionsOf(image));
    ImagePredictions truth;
    truth.image = image;
    if (const auto* captions = entities->captions(image))
        for (const auto& text : *captions) truth.captions.push_back({text, std::nullopt});
    if (const auto* phrases = entities->find(image))
        for (const auto& sentence : phrases->sentences)
            for (const auto& mention : sentence.mentions)
                if (phrases->boxes.contains(mention.chain))
                    truth.phrases.push_back({sentence.text,
                                             mention.start,
                                             mention.end,
                                             mention.text,
                                             {{phrases->around(mention.chain), std::nullopt}},
                                             0});
    for (auto& region : *regions)
        for (auto& text : region.snippets) {
            ImagePredictions::Region shown{std::nullopt, std::move(text.text)};
            if (!region.whole) shown.box = {region.box, std::nullopt};
            truth.regions.push_back(std::move(shown));
        }
    return truth;
}

}  // namespace legenda::evaluation
