// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/class_sight.h"

#include <algorithm>
#include <utility>

namespace legenda::inference {

namespace {

constexpr int kClassifierSide = 448;

// nullptr: the model knows the token, or no class is called that.
const text::ClassWords::Synset* synsetOfToken(const text::ClassWords& words, const model::Alignment& alignment,
                                              std::size_t token) {
    const bool itself = alignment.known[token] && alignment.readAs[token].empty();
    return itself ? nullptr : words.find(alignment.tokens[token]);
}

bool says(const model::Caption& caption, const std::vector<model::SayableWord>& set) {
    return std::ranges::any_of(set, [&](const auto& sayable) {
        return std::ranges::find(caption.words, sayable.text, &model::CaptionWord::text) != caption.words.end();
    });
}

bool sharesAWord(const std::vector<std::vector<model::SayableWord>>& sets, const std::vector<model::SayableWord>& set) {
    return std::ranges::any_of(sets, [&](const auto& other) {
        return std::ranges::any_of(set, [&](const auto& word) {
            return std::ranges::find(other, word.text, &model::SayableWord::text) != other.end();
        });
    });
}

}  // namespace

features::Recipe classifierRecipe() {
    features::Recipe recipe;
    recipe.backbone = "efficientnet-lite2";
    recipe.inputSize = recipe.longestSide = kClassifierSide;
    recipe.proposals = "whole";
    recipe.regions = 0;
    return recipe;
}

std::vector<std::vector<model::SayableWord>> wordsToSay(const text::ClassWords& words, const base::Matrix& classes,
                                                        const text::Lexicon* lexicon,
                                                        const std::function<bool(const std::string&)>& knows,
                                                        const model::Caption& caption) {
    std::vector<std::vector<model::SayableWord>> sets;
    for (const auto* synset : words.sure(classes, kSureToSay)) {
        if (sets.size() == kMostClasses) break;
        std::vector<model::SayableWord> set;
        for (const auto& names : {synset->words, synset->plurals})
            for (const auto& name : names) {
                const auto* reading = lexicon && !knows(name) ? lexicon->find(name) : nullptr;
                if (knows(name))
                    set.push_back({name, name});
                else if (reading && knows(reading->word))
                    set.push_back({name, reading->word});
            }
        for (const auto& above : synset->hypernyms)
            if (knows(above)) set.push_back({above, above});
        if (!set.empty() && !says(caption, set) && !sharesAWord(sets, set)) sets.push_back(std::move(set));
    }
    return sets;
}

std::map<std::size_t, std::vector<float>> classScores(const text::ClassWords& words, const base::Matrix& classes,
                                                      const model::Alignment& alignment) {
    std::map<std::size_t, std::vector<float>> scores;
    for (std::size_t t = 0; t < alignment.tokens.size(); ++t) {
        const auto* synset = synsetOfToken(words, alignment, t);
        if (!synset) continue;
        auto seen = text::ClassWords::probabilities(*synset, classes);
        if (seen.empty() || static_cast<double>(std::ranges::max(seen)) < kSure) continue;
        for (float& value : seen)
            value = static_cast<float>(kClassScore * alignment.spread * static_cast<double>(value));
        scores[t] = std::move(seen);
    }
    return scores;
}

bool asksForClasses(const text::ClassWords& words, const model::Alignment& alignment) {
    for (std::size_t t = 0; t < alignment.tokens.size(); ++t)
        if (synsetOfToken(words, alignment, t)) return true;
    return false;
}

}  // namespace legenda::inference
