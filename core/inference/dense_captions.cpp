// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/dense_captions.h"

#include "core/base/files.h"

#include "core/base/json.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::inference {

namespace {

// A program may give no log-probabilities: those come last.
double perWord(const CaptionResult& described) {
    const double found = described.captions.front().logProbAWord();
    return std::isnan(found) ? -std::numeric_limits<double>::infinity() : found;
}

bool repeats(const CaptionResult& described, const CaptionResult& kept, double nmsThreshold) {
    return described.captions.front().text == kept.captions.front().text ||
           base::iou(*kept.box, *described.box) >= nmsThreshold;
}

}  // namespace

std::vector<CaptionResult> bestDescriptions(std::vector<CaptionResult> all, std::size_t most, double nmsThreshold) {
    std::erase_if(all, [](const auto& d) { return !d.box || d.captions.empty() || d.captions.front().text.empty(); });
    std::ranges::stable_sort(all, std::greater{}, perWord);
    std::vector<CaptionResult> kept;
    for (auto& described : all) {
        if (kept.size() == most) break;
        if (std::ranges::none_of(kept, [&](const auto& k) { return repeats(described, k, nmsThreshold); }))
            kept.push_back(std::move(described));
    }
    return kept;
}

nlohmann::json denseCapImage(const std::string& image, const std::vector<CaptionResult>& described) {
    auto boxes = nlohmann::json::array(), scores = nlohmann::json::array(), texts = nlohmann::json::array();
    for (const auto& region : described) {
        boxes.push_back(base::boxToJson(*region.box));
        const double score = region.captions.front().logProb;
        scores.push_back(std::isnan(score) ? nlohmann::json() : nlohmann::json(score));
        texts.push_back(region.captions.front().text);
    }
    return {{"img_name", image},
            {"boxes", std::move(boxes)},
            {"scores", std::move(scores)},
            {"captions", std::move(texts)}};
}

nlohmann::json denseCapFile(nlohmann::json images) {
    return {{"opt", nlohmann::json::object()}, {"results", std::move(images)}};
}

base::Result<std::filesystem::path> writeDenseCapFile(const std::filesystem::path& file, const std::string& image,
                                                      const std::vector<CaptionResult>& described) {
    const auto document = denseCapFile(nlohmann::json::array({denseCapImage(image, described)}));
    LEGENDA_TRY(written, base::writeFileAtomically(file, document.dump()));
    return file;
}

}  // namespace legenda::inference
