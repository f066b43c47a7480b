// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/caption_judges.h"

#include "core/metrics/cider.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace legenda::runs {

namespace {

constexpr const char* kEnd = "<end>";

// CIDEr-D with the training split's document frequencies. The end of a sentence counts as a word: otherwise captions
// that break off are not penalised.
trainers::CaptionReward ciderReward(const std::vector<std::vector<std::string>>& texts) {
    std::vector<std::vector<metrics::Tokens>> references;
    for (const auto& own : texts) {
        auto& tokens = references.emplace_back();
        for (const auto& text : own) {
            tokens.push_back(text::tokenize(text));
            tokens.back().emplace_back(kEnd);
        }
    }
    return [table = std::make_shared<metrics::CiderTable>(references)](std::size_t item,
                                                                       const std::vector<std::string>& words) {
        auto ended = words;
        ended.emplace_back(kEnd);
        return table->score(item, ended);
    };
}

}  // namespace

double ciderOf(const std::vector<std::string>& captions, const std::vector<std::vector<std::string>>& references) {
    std::vector<metrics::CaptionItem> items(captions.size());
    for (std::size_t i = 0; i < captions.size(); ++i) {
        items[i].hypothesis = text::tokenize(captions[i]);
        for (const auto& reference : references[i]) items[i].references.push_back(text::tokenize(reference));
    }
    return metrics::ciderD(items).corpus;
}

trainers::CaptionJudges ciderJudges() {
    return {ciderOf, ciderReward};
}

}  // namespace legenda::runs
