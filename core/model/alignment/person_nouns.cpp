// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/person_nouns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace legenda::model {

namespace {

struct PersonNouns {
    std::array<const char*, 4> sure;  // adults before children
    std::array<const char*, 2> safe;  // of the two adults, of the two children
};
constexpr PersonNouns kPersonNouns[] = {{{"man", "woman", "boy", "girl"}, {"person", "child"}},
                                        {{"men", "women", "boys", "girls"}, {"people", "children"}}};

struct PersonNoun {
    const PersonNouns* of = nullptr;
    std::size_t which = 0;
};

std::optional<PersonNoun> personNoun(const std::string& word) {
    for (const auto& nouns : kPersonNouns)
        for (std::size_t i = 0; i < nouns.sure.size(); ++i)
            if (word == nouns.sure[i]) return PersonNoun{&nouns, i};
    return {};
}

std::string joinedWords(const std::vector<CaptionWord>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word.text;
    return text;
}

const char* settled(const PersonNoun& noun, const std::vector<double>& scores, double margin) {
    const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
    double next = -INFINITY;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (i != best) next = std::max(next, scores[i]);
    return scores[best] - next >= margin ? noun.of->sure[best] : noun.of->safe[noun.which / 2];
}

}  // namespace

void settlePersonNouns(std::vector<Caption>& captions, const SentenceScores& scores, double margin) {
    std::vector<Caption> kept;
    for (Caption& caption : captions) {
        for (auto& word : caption.words) {
            const auto noun = personNoun(word.text);
            if (!noun) continue;
            std::vector<std::string> sentences;
            for (const char* other : noun->of->sure) {
                word.text = other;
                sentences.push_back(joinedWords(caption.words));
            }
            word.text = settled(*noun, scores(sentences), margin);
        }
        caption.text = joinedWords(caption.words);
        if (std::ranges::find(kept, caption.text, &Caption::text) == kept.end()) kept.push_back(std::move(caption));
    }
    captions = std::move(kept);
}

void settlePersonNouns(std::vector<Caption>& captions, const Aligner& aligner, const base::Matrix& regions,
                       const base::Matrix& frame, double margin) {
    settlePersonNouns(
        captions,
        [&](const std::vector<std::string>& sentences) {
            const auto all = aligner.scoreAll({&regions, 1}, frame, aligner.embedSentences(sentences));
            std::vector<double> scores;
            for (std::size_t i = 0; i < sentences.size(); ++i)
                scores.push_back(static_cast<double>(all(0, i)) / aligner.spread());
            return scores;
        },
        margin);
}

}  // namespace legenda::model
