// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_align.h"

#include "core/metrics/word_set.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace legenda::metrics {

namespace {

constexpr std::size_t kBeam = 40;
constexpr long kNone = -1;
constexpr std::size_t kNoTake = static_cast<std::size_t>(-1);

// What paths are compared by: most weighted words, then fewest chunks, then the least distance.
struct Rank {
    int weighedReference = 0, weighedTest = 0;  // whole numbers of weighted words
    int chunks = 0;
    long distance = 0;

    friend bool better(const Rank& a, const Rank& b) {
        const int ofA = a.weighedReference + a.weighedTest, ofB = b.weighedReference + b.weighedTest;
        if (ofA != ofB) return ofA > ofB;
        if (a.chunks != b.chunks) return a.chunks < b.chunks;
        return a.distance < b.distance;
    }
    Rank taking(std::size_t referenceWords, std::size_t testWords, double weight, bool neighbour) const {
        Rank rank = *this;
        rank.weighedTest = static_cast<int>(weighedTest + static_cast<double>(testWords) * weight);
        rank.weighedReference = static_cast<int>(weighedReference + static_cast<double>(referenceWords) * weight);
        if (!neighbour) ++rank.chunks;
        return rank;
    }
};

// A partial alignment of the reference's words before the current one.
struct Path {
    Rank rank;
    long lastTest = kNone;           // place after the last match in the test sentence
    std::size_t next = 0;            // word of the reference that is not settled yet
    std::size_t lastTake = kNoTake;  // of the takes
    WordSet used;                    // words of the test sentence

    bool neighbour(std::size_t test) const { return lastTest == kNone || static_cast<long>(test) == lastTest; }
    // The rank after leaving the word out.
    Rank skipping() const {
        Rank rank = this->rank;
        if (lastTest != kNone) ++rank.chunks;
        return rank;
    }
};

// A match of a path, linked to the one before it.
struct Take {
    MeteorMatch match;
    std::size_t before = kNoTake;
};

// The extension of a path by one word, not created yet.
struct Branch {
    enum class Kind { Take, Settled, Covered, Skip };
    Rank rank;
    std::size_t path = 0;
    Kind kind = Kind::Skip;
    MeteorMatch match{};
};

// The best branches in order; among equal ones the earlier.
class Best {
 public:
    bool wants(const Rank& rank) const { return branches_.size() < kBeam || better(rank, branches_.back().rank); }
    void offer(const Branch& branch) {
        if (!wants(branch.rank)) return;
        branches_.insert(std::upper_bound(branches_.begin(), branches_.end(), branch,
                                          [](const Branch& a, const Branch& b) { return better(a.rank, b.rank); }),
                         branch);
        if (branches_.size() > kBeam) branches_.pop_back();
    }
    const std::vector<Branch>& branches() const { return branches_; }

 private:
    std::vector<Branch> branches_;
};

long distanceOf(std::size_t reference, std::size_t test) {
    return std::labs(static_cast<long>(reference) - static_cast<long>(test));
}

class Search {
 public:
    Search(const MeteorCandidates& candidates, const std::vector<double>& weights)
        : candidates_(candidates),
          weights_(weights),
          settledAt_(candidates.size()),
          settledReference_(candidates.size(), false) {
        for (const auto& word : candidates.words) {
            lists_.emplace_back();
            for (const auto& run : word) lists_.back().emplace_back(run.test);
        }
        settle();
    }

    MeteorAlignment operator()(const std::stop_token& stop) {
        for (std::size_t word = 0; word < candidates_.size() && !stop.stop_requested(); ++word) {
            Best best;
            for (std::size_t p = 0; p < paths_.size(); ++p) extend(p, word, best);
            advance(best, word);
        }
        const Path* found = &paths_.front();
        for (const auto& path : paths_)
            if (better(path.skipping(), found->skipping())) found = &path;
        MeteorAlignment alignment;
        alignment.chunks = found->skipping().chunks;
        auto matches = settledAt_;
        for (auto take = found->lastTake; take != kNoTake; take = takes_[take].before)
            matches[takes_[take].match.reference] = takes_[take].match;
        for (const auto& match : matches)
            if (match) alignment.matches.push_back(*match);
        return alignment;
    }

 private:
    void settle();
    void extend(std::size_t path, std::size_t word, Best& best) const;
    void extendByWord(std::size_t path, std::size_t word, long& distance, Best& best) const;
    void advance(const Best& best, std::size_t word);
    bool free(const Path& path, const MeteorMatch& match) const {
        for (std::size_t i = 0; i < match.referenceWords; ++i)
            if (settledReference_[match.reference + i]) return false;
        for (std::size_t i = 0; i < match.testWords; ++i)
            if (path.used.contains(match.test + i)) return false;
        return true;
    }

    const MeteorCandidates& candidates_;
    const std::vector<double>& weights_;
    std::vector<std::vector<PlaceList>> lists_;          // of each word of the reference, of each of its runs
    std::vector<std::optional<MeteorMatch>> settledAt_;  // before the search, by their first word in the reference
    std::vector<bool> settledReference_;
    std::vector<Take> takes_;
    std::vector<Path> paths_;  // best first
};

// Words whose only match is each other are aligned before the search.
void Search::settle() {
    std::vector<std::size_t> ofReference(candidates_.size()), ofTest(candidates_.test);
    std::vector<std::size_t> often(candidates_.words.size());
    for (std::size_t r = 0; r < candidates_.size(); ++r) {
        if (const auto word = candidates_.wordAt[r]; word != MeteorCandidates::kNoWord) {
            ++often[word];
            for (const auto& run : candidates_.words[word]) ofReference[r] += run.test.size();
        }
        for (const auto& match : candidates_.others[r]) {
            for (std::size_t i = 0; i < match.referenceWords; ++i) ++ofReference[match.reference + i];
            for (std::size_t i = 0; i < match.testWords; ++i) ++ofTest[match.test + i];
        }
    }
    for (std::size_t word = 0; word < often.size(); ++word)
        for (const auto& run : candidates_.words[word])
            for (const auto test : run.test) ofTest[test] += often[word];

    Path first{{}, kNone, 0, kNoTake, WordSet(candidates_.test)};
    const auto settleIfAlone = [&](const MeteorMatch& match) {
        for (std::size_t i = 0; i < match.referenceWords; ++i)
            if (ofReference[match.reference + i] != 1) return;
        for (std::size_t i = 0; i < match.testWords; ++i)
            if (ofTest[match.test + i] != 1) return;
        settledAt_[match.reference] = match;
        std::fill_n(settledReference_.begin() + static_cast<long>(match.reference), match.referenceWords, true);
        for (std::size_t i = 0; i < match.testWords; ++i) first.used.insert(match.test + i);
    };
    for (std::size_t r = 0; r < candidates_.size(); ++r) {
        if (ofReference[r] != 1) continue;
        if (candidates_.others[r].size() == 1) settleIfAlone(candidates_.others[r].front());
        if (const auto word = candidates_.wordAt[r]; word != MeteorCandidates::kNoWord)
            for (const auto& run : candidates_.words[word])
                for (const auto test : run.test) settleIfAlone({r, test, run.module});
    }
    paths_.push_back(std::move(first));
}

// Offers the branches of a path at a word. The distance of a match taken in the search is added to the path that it
// leaves, whose later branches have it: so does METEOR 1.5, and its choices among equals depend on it.
void Search::extend(std::size_t p, std::size_t word, Best& best) const {
    const Path& path = paths_[p];
    if (word < path.next) return best.offer({path.rank, p, Branch::Kind::Covered});
    if (settledReference_[word]) {
        const MeteorMatch& match = *settledAt_[word];
        Rank rank =
            path.rank.taking(match.referenceWords, match.testWords, weights_[match.module], path.neighbour(match.test));
        rank.distance += distanceOf(match.reference, match.test);
        return best.offer({rank, p, Branch::Kind::Settled, match});
    }
    long distance = path.rank.distance;
    extendByWord(p, word, distance, best);
    for (const auto& match : candidates_.others[word]) {
        if (!free(path, match)) continue;
        Rank rank =
            path.rank.taking(match.referenceWords, match.testWords, weights_[match.module], path.neighbour(match.test));
        rank.distance = distance;
        best.offer({rank, p, Branch::Kind::Take, match});
        distance += distanceOf(match.reference, match.test);
    }
    Rank rank = path.skipping();
    rank.distance = distance;
    best.offer({rank, p, Branch::Kind::Skip});
}

// The branches by the matches of a single word. Their distances only grow, so that after one that is too far the only
// one of its run that may still count is the neighbour of the last match; the rest is passed over as soon as no later
// branch of the path, whose distance depends on it, can count either.
void Search::extendByWord(std::size_t p, std::size_t word, long& distance, Best& best) const {
    const std::size_t kind = candidates_.wordAt[word];
    if (kind == MeteorCandidates::kNoWord) return;
    const Path& path = paths_[p];
    const auto& runs = candidates_.words[kind];
    for (std::size_t k = 0; k < runs.size(); ++k) {
        Rank beside = path.rank.taking(1, 1, weights_[runs[k].module], true), apart = beside;
        if (path.lastTest != kNone) ++apart.chunks;
        const bool last = k + 1 == runs.size() && candidates_.others[word].empty();
        bool apartCounts = true;
        path.used.eachMissing(lists_[kind][k], [&](std::size_t test) {
            const bool neighbour = path.neighbour(test);
            if (neighbour || apartCounts) {
                Rank& rank = neighbour ? beside : apart;
                rank.distance = distance;
                if (best.wants(rank))
                    best.offer({rank, p, Branch::Kind::Take, {word, test, runs[k].module}});
                else if (!neighbour)
                    apartCounts = false;
            }
            distance += distanceOf(word, test);
            if (apartCounts && path.lastTest != kNone) return true;
            Rank skip = path.skipping();
            beside.distance = skip.distance = distance;
            const bool besideCounts =
                (path.lastTest == kNone || static_cast<long>(test) < path.lastTest) && best.wants(beside);
            return !last || besideCounts || best.wants(skip);
        });
    }
}

void Search::advance(const Best& best, std::size_t word) {
    std::vector<Path> further;
    further.reserve(best.branches().size());
    for (const auto& branch : best.branches()) {
        Path path = paths_[branch.path];
        path.rank = branch.rank;
        if (branch.kind == Branch::Kind::Skip) {
            path.next = word + 1;
            path.lastTest = kNone;
        } else if (branch.kind != Branch::Kind::Covered) {
            const auto& match = branch.match;
            path.next = match.reference + match.referenceWords;
            path.lastTest = static_cast<long>(match.test + match.testWords);
            if (branch.kind == Branch::Kind::Take) {
                for (std::size_t i = 0; i < match.testWords; ++i) path.used.insert(match.test + i);
                takes_.push_back({match, path.lastTake});
                path.lastTake = takes_.size() - 1;
            }
        }
        further.push_back(std::move(path));
    }
    paths_ = std::move(further);
}

}  // namespace

MeteorAlignment alignMeteor(const MeteorCandidates& candidates, const std::vector<double>& weights,
                            const std::stop_token& stop) {
    return Search(candidates, weights)(stop);
}

}  // namespace legenda::metrics
