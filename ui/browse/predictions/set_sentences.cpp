// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/predictions/set_sentences.h"

#include "ui/browse/compare/same_words.h"

#include <algorithm>
#include <string>

namespace legenda::ui {

namespace {

using PredictedPhrase = evaluation::ImagePredictions::Phrase;

struct PhraseSpan {
    std::size_t start, end, region;
    double score;
};

bool hasPlace(const PredictedPhrase& phrase) {
    return !phrase.sentence.empty() && phrase.start >= 0 && phrase.start < phrase.end;
}

SetSentence withoutPhrases(const std::string& sentence) {
    SetSentence made;
    model::Alignment& alignment = made.alignment;
    alignment.sentence = sentence;
    alignment.tokens = wordsBetweenSpaces(sentence);
    const auto count = alignment.tokens.size();
    alignment.assignment.assign(count, -1);
    alignment.wordScores.assign(count, 0);
    alignment.wordNorms.assign(count, 0);
    alignment.known.assign(count, false);
    alignment.readAs.resize(count);
    return made;
}

void addSegments(model::Alignment& alignment, const std::vector<PhraseSpan>& spans) {
    // A phrase within another one keeps its words.
    auto longestFirst = spans;
    std::ranges::stable_sort(longestFirst, std::ranges::greater(),
                             [](const PhraseSpan& span) { return span.end - span.start; });
    for (const auto& span : longestFirst)
        for (auto word = span.start; word < span.end; ++word) {
            alignment.assignment[word] = static_cast<int>(span.region);
            alignment.wordScores[word] = span.score;
            alignment.known[word] = true;
        }
    alignment.segments = evaluation::assignedSegments(alignment);
    // The score is the phrase's, not a word's.
    for (auto& segment : alignment.segments)
        segment.score = alignment.wordScores[static_cast<std::size_t>(segment.start)];
}

SetSentence alignedPhrases(const std::string& sentence, const std::vector<const PredictedPhrase*>& phrases) {
    SetSentence made = withoutPhrases(sentence);
    const auto count = made.alignment.tokens.size();
    std::vector<PhraseSpan> spans;
    for (const PredictedPhrase* phrase : phrases) {
        const bool placed = hasPlace(*phrase);
        const auto end = placed ? std::min(count, static_cast<std::size_t>(phrase->end)) : count;
        const auto start = placed ? std::min(end, static_cast<std::size_t>(phrase->start)) : 0;
        const auto same =
            std::ranges::find_if(spans, [&](const PhraseSpan& span) { return span.start == start && span.end == end; });
        if (same != spans.end()) {
            auto& further = made.further[same->region];
            further.insert(further.end(), phrase->boxes.begin(), phrase->boxes.end());
            continue;
        }
        const auto& best = phrase->boxes.at(phrase->best);
        made.scored = made.scored || best.score;
        spans.push_back({start, end, made.alignment.regions.size(), best.score.value_or(0)});
        made.alignment.regions.push_back({best.box, 0, best.score.value_or(0)});
        auto& further = made.further.emplace_back(phrase->boxes);
        further.erase(further.begin() + static_cast<std::ptrdiff_t>(phrase->best));
    }
    addSegments(made.alignment, spans);
    return made;
}

}  // namespace

std::vector<SetSentence> sentencesOf(const evaluation::ImagePredictions& predictions) {
    std::vector<SetSentence> sentences;
    for (const auto& alignment : predictions.alignments)
        sentences.push_back(
            {alignment, std::ranges::any_of(alignment.wordScores, [](double score) { return score != 0; }), {}});
    std::vector<std::pair<std::string, std::vector<const PredictedPhrase*>>> gathered;  // in the order of the set
    for (const auto& phrase : predictions.phrases) {
        if (phrase.boxes.empty()) continue;
        const auto& sentence = hasPlace(phrase) ? phrase.sentence : phrase.text;
        auto found = std::ranges::find(gathered, sentence, [](const auto& each) { return each.first; });
        if (found == gathered.end()) found = gathered.insert(found, {sentence, {}});
        found->second.push_back(&phrase);
    }
    for (const auto& [sentence, phrases] : gathered) sentences.push_back(alignedPhrases(sentence, phrases));
    return sentences;
}

}  // namespace legenda::ui
