// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/meteor_align.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

namespace legenda::tests {

// METEOR 1.5's beam search as its authors wrote it: every path is a copy of all it knows. What the product's search
// must give, word for word; its time and memory grow with the square of the words.
namespace plain {

using metrics::MeteorMatch;

struct Path {
    std::vector<std::optional<MeteorMatch>> matches;
    std::vector<bool> usedReference, usedTest;
    int weighedReference = 0, weighedTest = 0, chunks = 0;
    long distance = 0, lastTest = -1;
    std::size_t next = 0;

    void use(const MeteorMatch& match) {
        for (std::size_t i = 0; i < match.referenceWords; ++i) usedReference[match.reference + i] = true;
        for (std::size_t i = 0; i < match.testWords; ++i) usedTest[match.test + i] = true;
        matches[match.reference] = match;
    }
    bool free(const MeteorMatch& match) const {
        for (std::size_t i = 0; i < match.referenceWords; ++i)
            if (usedReference[match.reference + i]) return false;
        for (std::size_t i = 0; i < match.testWords; ++i)
            if (usedTest[match.test + i]) return false;
        return true;
    }
    void take(const MeteorMatch& match, double weight) {
        weighedTest = static_cast<int>(weighedTest + static_cast<double>(match.testWords) * weight);
        weighedReference = static_cast<int>(weighedReference + static_cast<double>(match.referenceWords) * weight);
        const auto test = static_cast<long>(match.test);
        if (lastTest != -1 && test != lastTest) ++chunks;
        lastTest = test + static_cast<long>(match.testWords);
        next = match.reference + match.referenceWords;
    }
    void skip() {
        ++next;
        if (lastTest == -1) return;
        ++chunks;
        lastTest = -1;
    }
};

inline bool better(const Path& a, const Path& b) {
    const int ofA = a.weighedReference + a.weighedTest, ofB = b.weighedReference + b.weighedTest;
    if (ofA != ofB) return ofA > ofB;
    if (a.chunks != b.chunks) return a.chunks < b.chunks;
    return a.distance < b.distance;
}

inline long distanceOf(const MeteorMatch& match) {
    return std::labs(static_cast<long>(match.reference) - static_cast<long>(match.test));
}

inline Path settled(const std::vector<std::vector<MeteorMatch>>& candidates, std::size_t testWords) {
    std::vector<int> ofReference(candidates.size()), ofTest(testWords);
    const auto forWords = [&](const MeteorMatch& match, const auto& use) {
        for (std::size_t i = 0; i < match.referenceWords; ++i) use(ofReference[match.reference + i]);
        for (std::size_t i = 0; i < match.testWords; ++i) use(ofTest[match.test + i]);
    };
    for (const auto& own : candidates)
        for (const auto& match : own) forWords(match, [](int& count) { ++count; });
    Path path;
    path.matches.resize(candidates.size());
    path.usedReference.resize(candidates.size());
    path.usedTest.resize(testWords);
    for (const auto& own : candidates) {
        if (own.size() != 1) continue;
        bool alone = true;
        forWords(own.front(), [&](int& count) { alone = alone && count == 1; });
        if (alone) path.use(own.front());
    }
    return path;
}

inline void extend(Path path, std::size_t word, const std::vector<MeteorMatch>& candidates,
                   const std::vector<double>& weights, std::vector<Path>& to) {
    if (path.usedReference[word]) {
        if (word >= path.next) {
            const MeteorMatch match = *path.matches[word];
            path.take(match, weights[match.module]);
            path.distance += distanceOf(match);
        }
        to.push_back(std::move(path));
        return;
    }
    for (const auto& match : candidates) {
        if (!path.free(match)) continue;
        Path taken = path;
        taken.use(match);
        taken.take(match, weights[match.module]);
        path.distance += distanceOf(match);
        to.push_back(std::move(taken));
    }
    path.skip();
    to.push_back(std::move(path));
}

}  // namespace plain

inline metrics::MeteorAlignment plainMeteor(const metrics::MeteorCandidates& all, const std::vector<double>& weights) {
    constexpr std::size_t kBeam = 40;
    std::vector<std::vector<metrics::MeteorMatch>> candidates(all.size());
    for (std::size_t r = 0; r < all.size(); ++r) {
        if (all.wordAt[r] != metrics::MeteorCandidates::kNoWord)
            for (const auto& run : all.words[all.wordAt[r]])
                for (const auto test : run.test) candidates[r].push_back({r, test, run.module});
        candidates[r].insert(candidates[r].end(), all.others[r].begin(), all.others[r].end());
    }
    std::vector<plain::Path> paths{plain::settled(candidates, all.test)};
    const auto cut = [&] {
        std::ranges::stable_sort(paths, plain::better);
        if (paths.size() > kBeam) paths.resize(kBeam);
    };
    for (std::size_t word = 0; word < candidates.size(); ++word) {
        cut();
        std::vector<plain::Path> next;
        for (auto& path : paths) plain::extend(std::move(path), word, candidates[word], weights, next);
        paths = std::move(next);
    }
    cut();
    for (auto& path : paths) path.skip();
    const auto best = std::ranges::min_element(paths, plain::better);
    metrics::MeteorAlignment alignment;
    alignment.chunks = best->chunks;
    for (const auto& match : best->matches)
        if (match) alignment.matches.push_back(*match);
    return alignment;
}

}  // namespace legenda::tests
