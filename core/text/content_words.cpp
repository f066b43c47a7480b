// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/content_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace legenda::text {

namespace {

// As text::tokenize leaves them: in lower case, without apostrophes.
constexpr std::string_view kClosedClasses =
    // Determiners.
    "a an the this that these those each every either neither some any no all both another other others such what "
    "which whose whatever whichever "
    // Pronouns.
    "i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we "
    "us our ours ourselves they them their theirs themselves who whom whoever anything everything something nothing "
    "none anyone everyone anybody everybody nobody ones there "
    // Prepositions and the particles of verbs.
    "about above across after against along alongside amid amidst among amongst around as at atop away before behind "
    "below beneath beside besides between beyond by despite down during except for from in into like near of off on "
    "onto out over past per through throughout to toward towards under underneath until till unto up upon via with "
    "within without "
    // Conjunctions.
    "and or but nor so yet if because although though while whilst when whenever where wherever whereas since unless "
    "whether than "
    // Auxiliary verbs and their contractions.
    "am is are was were be been being has have had having do does did can could will would shall should may might must "
    "im youre hes shes its were theyre ive youve weve theyve isnt arent wasnt werent hasnt havent hadnt dont doesnt "
    "didnt cant couldnt wont wouldnt shouldnt not "
    // Degree words and the letters that tokens of contractions leave.
    "also just only too very quite rather s t";

// Prepositions of several words, which hold a noun or an adverb.
constexpr std::array<std::array<std::string_view, 3>, 5> kPrepositions{
    {{"in", "front", "of"}, {"on", "top", "of"}, {"next", "to", ""}, {"close", "to", ""}, {"because", "of", ""}}};

std::unordered_set<std::string_view> closedClasses() {
    std::unordered_set<std::string_view> words;
    for (std::size_t at = 0; at < kClosedClasses.size();) {
        const auto end = std::min(kClosedClasses.find(' ', at), kClosedClasses.size());
        words.insert(kClosedClasses.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

}  // namespace

std::vector<bool> contentWords(const std::vector<std::string>& tokens) {
    static const auto kClosed = closedClasses();
    std::vector<bool> content(tokens.size());
    for (std::size_t t = 0; t < tokens.size(); ++t) content[t] = !kClosed.contains(tokens[t]);
    for (std::size_t t = 0; t < tokens.size(); ++t)
        for (const auto& words : kPrepositions) {
            const std::size_t count = words[2].empty() ? 2 : 3;
            if (t + count > tokens.size()) continue;
            if (!std::equal(words.begin(), words.begin() + count, tokens.begin() + static_cast<std::ptrdiff_t>(t)))
                continue;
            for (std::size_t w = 0; w < count; ++w) content[t + w] = false;
        }
    return content;
}

}  // namespace legenda::text
