// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/phrase_proposals.h"

#include "core/model/phrase_region.h"
#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <set>

namespace legenda::inference {

namespace {

constexpr double kPeopleIou = 0.5, kAnyNounIou = 0.9;

bool meansPeople(const std::string& noun) {
    static const std::set<std::string> words{
        "adult",   "adults",  "athlete",      "baby",    "biker",   "boy",    "boys",        "child",    "children",
        "climber", "couple",  "crowd",        "cyclist", "friends", "girl",   "girls",       "group",    "guy",
        "guys",    "he",      "her",          "hiker",   "him",     "kid",    "kids",        "ladies",   "lady",
        "male",    "man",     "men",          "one",     "people",  "person", "player",      "players",  "rider",
        "runner",  "she",     "skateboarder", "skier",   "someone", "surfer", "snowboarder", "teenager", "them",
        "they",    "toddler", "woman",        "women"};
    return words.contains(noun);
}

// The noun that a phrase is about: its last word, of "a group of people" the one before "of"; empty: none.
std::string nounOfPhrase(const std::string& phrase) {
    const auto tokens = text::tokenize(phrase);
    const auto of = std::find(tokens.begin(), tokens.end(), "of");
    return of == tokens.begin() ? std::string() : *std::prev(of);
}

}  // namespace

std::vector<PhraseBox> groundPhrases(const model::Alignment& alignment,
                                     const std::vector<std::pair<int, int>>& phrases) {
    std::vector<PhraseBox> found;
    if (alignment.regions.empty()) return found;
    const auto spans = text::tokenSpansOfWords(alignment.sentence);
    for (const auto& [start, end] : phrases) {
        const auto words = model::knownTokens(spans, start, end, alignment.known);
        const int region = model::bestRegion(alignment.scores, words);
        found.push_back({start, end, alignment.regions[static_cast<std::size_t>(region)].box, !words.empty()});
    }
    return found;
}

int entityOfPhrase(const std::string& phrase, const base::Box& box, const std::vector<KnownEntity>& entities) {
    const std::string noun = nounOfPhrase(phrase);
    int best = -1;
    double most = 0;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const auto& entity = entities[i];
        if (entity.boxes.empty()) continue;
        base::Box around = entity.boxes.front();
        for (const auto& each : entity.boxes) around = base::enclosing(around, each);
        const auto anyNoun = [&](const auto& test) {
            return std::ranges::any_of(entity.phrases, [&](const auto& other) { return test(nounOfPhrase(other)); });
        };
        const bool named = !noun.empty() && anyNoun([&](const auto& other) { return other == noun; });
        const bool people = meansPeople(noun) && anyNoun(meansPeople);
        const double overlap = base::iou(around, box);
        // A namesake goes before people, and these before any other.
        const double rank = overlap + (named ? 2 : people ? 1 : 0);
        if (overlap >= (named ? 0 : people ? kPeopleIou : kAnyNounIou) && rank > most) {
            most = rank;
            best = static_cast<int>(i);
        }
    }
    return best;
}

}  // namespace legenda::inference
