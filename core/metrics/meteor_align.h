// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <stop_token>
#include <vector>

namespace legenda::metrics {

// Words of a test sentence and of a reference that a module of METEOR matches.
struct MeteorMatch {
    std::size_t reference = 0, test = 0;  // places of the first
    std::size_t module = 0;
    std::size_t referenceWords = 1, testWords = 1;
};

// All matches of two sentences. The matches of a word of the reference are stored once however often it occurs: a word
// that occurs a thousand times on both sides has a million matches.
struct MeteorCandidates {
    struct Run {
        std::size_t module = 0;
        std::vector<std::uint32_t> test;  // places in the test sentence, ascending
    };
    using Word = std::vector<Run>;  // in the modules' order
    static constexpr std::size_t kNoWord = static_cast<std::size_t>(-1);

    // A reference of so many words, whose places have no matches yet.
    MeteorCandidates(std::size_t referenceWords, std::size_t testWords)
        : test(testWords), wordAt(referenceWords, kNoWord), others(referenceWords) {}
    std::size_t size() const { return wordAt.size(); }

    std::size_t test;                              // words of the test sentence
    std::deque<Word> words;                        // the different words of the reference
    std::vector<std::size_t> wordAt;               // of each place in the reference: its word, or kNoWord
    std::vector<std::vector<MeteorMatch>> others;  // that begin at each place, after those of its word
};

struct MeteorAlignment {
    std::vector<MeteorMatch> matches;  // by place in the reference; no word twice
    int chunks = 0;                    // runs of matches that are adjacent in both sentences
};

// Chooses among all matches as METEOR 1.5 does: unambiguous matches are used, the others are found by a beam search
// over the reference's words that prefers most matches (by the modules' weights, each sum truncated to an integer as in
// METEOR), then fewest chunks, then the least sum of distances. A stopped search returns its best partial result.
MeteorAlignment alignMeteor(const MeteorCandidates& candidates, const std::vector<double>& weights,
                            const std::stop_token& stop = {});

}  // namespace legenda::metrics
