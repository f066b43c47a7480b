// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/result_json.h"

#include "core/base/json.h"

namespace legenda::inference {

using nlohmann::json;

json alignmentToJson(const model::Alignment& a) {
    json regions = json::array();
    for (const auto& region : a.regions)
        regions.push_back({{"box", base::boxToJson(region.box)}, {"norm", region.norm}, {"score", region.score}});
    json segments = json::array();
    for (const auto& s : a.segments)
        segments.push_back(
            {{"region", s.region}, {"start", s.start}, {"end", s.end}, {"text", s.text}, {"score", s.score}});
    json readAs = json::object();
    for (std::size_t t = 0; t < a.readAs.size(); ++t)
        if (!a.readAs[t].empty()) readAs[a.tokens[t]] = a.readAs[t];
    json out{{"image", a.image},
             {"width", a.width},
             {"height", a.height},
             {"sentence", a.sentence},
             {"tokens", a.tokens},
             {"read_as", readAs},
             {"regions", regions},
             {"assignment", a.assignment},
             {"word_scores", a.wordScores},
             {"segments", segments},
             {"score", std::isfinite(a.score) ? json(a.score) : json()},
             {"beta", a.beta}};
    json seen = json::array();  // positions in tokens
    for (std::size_t t = 0; t < a.fromClassifier.size(); ++t)
        if (a.fromClassifier[t]) seen.push_back(t);
    if (!seen.empty()) out["from_classifier"] = seen;
    return out;
}

json captionToJson(const CaptionResult& result) {
    json captions = json::array();
    for (const auto& caption : result.captions) {
        json words = json::array();
        for (const auto& word : caption.words) {
            words.push_back({{"text", word.text}, {"log_prob", word.logProb}});
            if (word.fromClassifier) words.back()["from_classifier"] = true;
        }
        captions.push_back(
            {{"text", caption.text}, {"log_prob", caption.logProb}, {"rank", caption.rank}, {"words", words}});
    }
    json out{
        {"image", result.image}, {"box", result.box ? base::boxToJson(*result.box) : json()}, {"captions", captions}};
    if (const auto& training = result.training)
        out["training"] = {
            {"distance", training->distance}, {"limit", training->limit}, {"unlike", training->unlike()}};
    return out;
}

json searchHitToJson(const SearchHit& hit) {
    return {{"image", hit.image.path}, {"score", hit.score}, {"box", hit.box ? base::boxToJson(*hit.box) : json()}};
}

}  // namespace legenda::inference
