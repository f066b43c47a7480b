// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/predicted_phrases.h"

#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

namespace legenda::evaluation {

using store::PredictionItem;

namespace {

// The words of a sentence as tokens. Empty: it has no such words.
std::string tokenKey(const std::string& sentence, int start, int end) {
    const auto spans = text::tokenSpansOfWords(sentence);
    if (start < 0 || end > static_cast<int>(spans.size()) || start >= end) return {};
    return fmt::format("{}\n{}\n{}", sentenceTokens(sentence), spans[static_cast<std::size_t>(start)].first,
                       spans[static_cast<std::size_t>(end - 1)].second);
}

}  // namespace

std::string sentenceTokens(const std::string& sentence) {
    return fmt::format("{}", fmt::join(text::tokenize(sentence), " "));
}

PredictedPhrases::PredictedPhrases(std::vector<PredictionItem> items) : items_(std::move(items)) {
    for (const auto& item : items_) {
        if (item.part == PredictionItem::Part::Skipped) skipped_ = &item;
        if (item.part != PredictionItem::Part::Prediction) continue;
        // Without a sentence and a box it is said of the whole image, and of no phrase.
        if (item.sentence.empty() && item.boxes.empty()) continue;
        if (item.sentence.empty())
            byText_[sentenceTokens(item.text)].push_back(&item);
        else
            byWords_[tokenKey(item.sentence, item.start, item.end)].push_back(&item);
    }
}

const PredictionItem* PredictedPhrases::take(const std::string& sentence, int start, int end, const std::string& text) {
    if (const auto found = byWords_.find(tokenKey(sentence, start, end)); found != byWords_.end()) {
        const auto* item = found->second.front();
        if (found->second.size() > 1) found->second.pop_front();
        return item;
    }
    const auto found = byText_.find(sentenceTokens(text));
    if (found == byText_.end()) return nullptr;
    // The most confident of several boxes with the same text.
    return *std::ranges::max_element(found->second, {}, [](const PredictionItem* item) {
        return store::bestBox(*item)->score.value_or(-std::numeric_limits<double>::infinity());
    });
}

}  // namespace legenda::evaluation
