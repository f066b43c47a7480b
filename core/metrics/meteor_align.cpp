// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_align.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace legenda::metrics {

namespace {

constexpr std::size_t kBeam = 40;
constexpr long kNone = -1;

struct Path {
    std::vector<std::optional<MeteorMatch>> matches;  // that begin at each word of the reference
    std::vector<bool> usedReference, usedTest;
    int weighedReference = 0, weighedTest = 0;  // whole numbers of weighted words
    int chunks = 0;
    long distance = 0;
    long lastTest = kNone;  // place after the last match in the test sentence
    std::size_t next = 0;   // word of the reference that is not settled yet

    void use(const MeteorMatch& match) {
        std::fill_n(usedReference.begin() + static_cast<long>(match.reference), match.referenceWords, true);
        std::fill_n(usedTest.begin() + static_cast<long>(match.test), match.testWords, true);
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
        if (lastTest != kNone && test != lastTest) ++chunks;
        lastTest = test + static_cast<long>(match.testWords);
        next = match.reference + match.referenceWords;
    }
    void skip() {
        ++next;
        if (lastTest == kNone) return;
        ++chunks;
        lastTest = kNone;
    }
};

bool better(const Path& a, const Path& b) {
    const int ofA = a.weighedReference + a.weighedTest, ofB = b.weighedReference + b.weighedTest;
    if (ofA != ofB) return ofA > ofB;
    if (a.chunks != b.chunks) return a.chunks < b.chunks;
    return a.distance < b.distance;
}

long distanceOf(const MeteorMatch& match) {
    return std::labs(static_cast<long>(match.reference) - static_cast<long>(match.test));
}

// Words that have but one match each, of each other, are settled before the search.
Path settled(const std::vector<std::vector<MeteorMatch>>& candidates, std::size_t testWords) {
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

// The paths one word further. The distance of a match taken in the search is added to the path that it leaves, whose
// later branches have it: so does METEOR 1.5, and its choices among equals depend on it.
void extend(Path path, std::size_t word, const std::vector<MeteorMatch>& candidates, const std::vector<double>& weights,
            std::vector<Path>& to) {
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

}  // namespace

MeteorAlignment alignMeteor(const std::vector<std::vector<MeteorMatch>>& candidates, std::size_t testWords,
                            const std::vector<double>& weights) {
    std::vector<Path> paths{settled(candidates, testWords)};
    for (std::size_t word = 0; word < candidates.size(); ++word) {
        std::ranges::stable_sort(paths, better);
        if (paths.size() > kBeam) paths.resize(kBeam);
        std::vector<Path> next;
        for (auto& path : paths) extend(std::move(path), word, candidates[word], weights, next);
        paths = std::move(next);
    }
    std::ranges::stable_sort(paths, better);
    if (paths.size() > kBeam) paths.resize(kBeam);
    for (auto& path : paths) path.skip();
    const auto best = std::ranges::min_element(paths, better);
    MeteorAlignment alignment;
    alignment.chunks = best->chunks;
    for (const auto& match : best->matches)
        if (match) alignment.matches.push_back(*match);
    return alignment;
}

}  // namespace legenda::metrics
