// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/human_captions.h"

#include <algorithm>

namespace legenda::evaluation {

using metrics::CaptionItem;
using metrics::Tokens;

namespace {

std::vector<Tokens> others(const std::vector<Tokens>& texts, std::size_t but) {
    std::vector<Tokens> rest;
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (i != but) rest.push_back(texts[i]);
    return rest;
}

}  // namespace

LeaveOneOut leaveOneOut(const std::vector<std::vector<Tokens>>& texts, const std::vector<Tokens>& model,
                        const metrics::Meteor& meteor, const std::vector<std::size_t>& imageOf,
                        const std::stop_token& stop) {
    std::size_t most = 0, takingPart = 0;
    for (const auto& item : texts) most = std::max(most, item.size()), takingPart += item.size() >= 2;
    std::vector<metrics::CaptionFigures> humans, models;
    std::vector<metrics::ImageStatistics> ofHumans, ofModels;
    for (std::size_t k = 0; k < most; ++k) {
        std::vector<CaptionItem> human, machine;
        std::vector<std::size_t> images;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (texts[i].size() < 2 || k >= texts[i].size()) continue;
            auto references = others(texts[i], k);
            machine.push_back({model[i], references});
            human.push_back({texts[i][k], std::move(references)});
            images.push_back(imageOf.at(i));
        }
        if (human.empty()) continue;
        humans.push_back(metrics::captionFigures(human, &meteor, {stop, {}}));
        models.push_back(metrics::captionFigures(machine, &meteor, {stop, {}}));
        ofHumans.push_back(metrics::captionStatistics(humans.back().each, images, true));
        ofModels.push_back(metrics::captionStatistics(models.back().each, images, true));
    }
    LeaveOneOut result{metrics::meanFigures(humans), metrics::meanFigures(models), metrics::meanStatistics(ofHumans),
                       metrics::meanStatistics(ofModels)};
    result.human.items = result.model.items = takingPart;
    return result;
}

LeaveOneOut pooledLeaveOneOut(const std::vector<std::vector<Tokens>>& texts, const std::vector<Tokens>& model,
                              const metrics::Meteor& meteor, const std::vector<std::size_t>& imageOf,
                              const std::stop_token& stop) {
    std::vector<CaptionItem> human, machine;
    std::vector<std::size_t> images;
    std::size_t takingPart = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].size() < 2) continue;
        ++takingPart;
        for (std::size_t k = 0; k < texts[i].size(); ++k) {
            auto references = others(texts[i], k);
            machine.push_back({model[i], references});
            human.push_back({texts[i][k], std::move(references)});
            images.push_back(imageOf.at(i));
        }
    }
    LeaveOneOut result{metrics::captionFigures(human, &meteor, {stop, {}}),
                       metrics::captionFigures(machine, &meteor, {stop, {}}),
                       {},
                       {}};
    result.humanStatistics = metrics::captionStatistics(result.human.each, images, true);
    result.modelStatistics = metrics::captionStatistics(result.model.each, images, true);
    result.human.items = result.model.items = takingPart;
    return result;
}

}  // namespace legenda::evaluation
