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
    std::vector<std::optional<MeteorMatch>> matches;  // of each word of the reference
    std::vector<bool> usedTest;
    int weighed = 0;  // whole numbers of weighted matches
    int chunks = 0;
    long distance = 0;
    long lastTest = kNone;  // place after the last match in the test sentence

    void take(const MeteorMatch& match, double weight) {
        weighed = static_cast<int>(weighed + weight);
        const auto test = static_cast<long>(match.test);
        if (lastTest != kNone && test != lastTest) ++chunks;
        lastTest = test + 1;
    }
    void skip() {
        if (lastTest == kNone) return;
        ++chunks;
        lastTest = kNone;
    }
};

bool better(const Path& a, const Path& b) {
    if (a.weighed != b.weighed) return a.weighed > b.weighed;
    if (a.chunks != b.chunks) return a.chunks < b.chunks;
    return a.distance < b.distance;
}

long distanceOf(const MeteorMatch& match) {
    return std::labs(static_cast<long>(match.reference) - static_cast<long>(match.test));
}

// Words that have but one match each, of each other, are settled before the search.
Path settled(const std::vector<std::vector<MeteorMatch>>& candidates, std::size_t testWords) {
    std::vector<int> ofTest(testWords);
    for (const auto& own : candidates)
        for (const auto& match : own) ++ofTest[match.test];
    Path path;
    path.matches.resize(candidates.size());
    path.usedTest.resize(testWords);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i].size() != 1 || ofTest[candidates[i].front().test] != 1) continue;
        path.matches[i] = candidates[i].front();
        path.usedTest[candidates[i].front().test] = true;
    }
    return path;
}

// The paths one word further. The distance of a match taken in the search is added to the path that it leaves, whose
// later branches have it: so does METEOR 1.5, and its choices among equals depend on it.
void extend(Path path, std::size_t word, const std::vector<MeteorMatch>& candidates, const std::vector<double>& weights,
            std::vector<Path>& to) {
    if (path.matches[word]) {
        const MeteorMatch match = *path.matches[word];
        path.take(match, weights[match.module]);
        path.distance += distanceOf(match);
        to.push_back(std::move(path));
        return;
    }
    for (const auto& match : candidates) {
        if (path.usedTest[match.test]) continue;
        Path taken = path;
        taken.usedTest[match.test] = true;
        taken.matches[word] = match;
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
