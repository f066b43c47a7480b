// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/beam_search_impl.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace legenda::model {

// The constrained beam search of one image, a word at a time. A state is a number whose bit s says that a word of set s
// has been said; each state has a beam of its own, and only the state of all sets may end.
class ConstrainedSearch {
 public:
    // options and neverLast [V] outlive the search.
    ConstrainedSearch(const DecodeOptions& options, const std::vector<char>& neverLast,
                      const std::vector<std::vector<int>>& sets);

    bool done() const { return live_.empty(); }
    // The next word of all live hypotheses. logProbs [live, V] of all words; allowed: -infinity where a word may not
    // follow. last: all that may end do.
    void advance(const at::Tensor& logProbs, const at::Tensor& allowed, bool last);
    // Of the live hypotheses: the row of the one that each continues, and its last word; START at first.
    const std::vector<std::int64_t>& parents() const { return parents_; }
    const std::vector<std::int64_t>& words() const { return words_; }
    std::vector<Hypothesis> takeFinished() { return std::move(finished_); }  // best first

 private:
    struct Said {  // a live hypothesis
        Hypothesis until;
        std::uint32_t state = 0;
    };
    struct Step {  // one of its continuations
        double total = 0;
        std::size_t live = 0;
        int word = 0;
        double logProb = 0;
    };

    static bool before(const Step& a, const Step& b);
    bool mayEnd(const Said& of, bool last) const;
    // The best `beam` continuations into each state.
    std::vector<std::vector<Step>> steps(const at::Tensor& logProbs, const at::Tensor& allowed, bool last) const;
    // An upper bound of the score of any continuation: no further loss, and the greatest length.
    double bound() const;

    const DecodeOptions& options_;
    const std::vector<char>& neverLast_;
    std::vector<std::uint32_t> setsOf_;  // of each word: the sets that hold it
    std::uint32_t all_ = 0;              // the state that may end
    std::vector<Said> live_ = std::vector<Said>(1);
    std::vector<Hypothesis> finished_;
    std::vector<std::int64_t> parents_, words_;
};

}  // namespace legenda::model
