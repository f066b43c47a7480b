// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/beam_search_impl.h"
#include "core/text/vocabulary.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace legenda::model {

// The search of one image. A state is a number whose bit s says that a word of set s has been said.
struct RnnDecoder::ConstrainedSearch {
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

    const DecodeOptions& options;
    const std::vector<char>& neverLast;
    std::vector<std::uint32_t> setsOf{};  // of each word: the sets that hold it
    std::uint32_t all = 0;                // the state that may end
    std::vector<Said> live = std::vector<Said>(1);
    std::vector<Hypothesis> finished{};
    std::vector<std::int64_t> parents{}, words{};  // of the next rows

    ConstrainedSearch(const DecodeOptions& o, const std::vector<char>& unfinished,
                      const std::vector<std::vector<int>>& sets)
        : options(o), neverLast(unfinished), setsOf(unfinished.size(), 0) {
        for (std::size_t s = 0; s < sets.size(); ++s)
            for (const int word : sets[s]) setsOf.at(static_cast<std::size_t>(word)) |= 1U << s;
        all = (1U << sets.size()) - 1;
    }

    bool mayEnd(const Said& of, bool last) const {
        if (of.state != all) return false;
        return last || of.until.words.empty() || !neverLast[static_cast<std::size_t>(of.until.words.back())];
    }

    static bool before(const Step& a, const Step& b) {
        if (a.total != b.total) return a.total > b.total;
        return a.live != b.live ? a.live < b.live : a.word < b.word;
    }

    // The best `beam` continuations into each state. logProbs [live, V] of all words, allowed: -infinity where a word
    // may not follow.
    std::vector<std::vector<Step>> steps(const at::Tensor& logProbs, const at::Tensor& allowed, bool last) const {
        std::vector<std::vector<Step>> into(static_cast<std::size_t>(all) + 1);
        const auto size = static_cast<int>(logProbs.size(1));
        for (std::size_t i = 0; i < live.size(); ++i) {
            const auto offset = static_cast<std::int64_t>(i) * size;
            const float* values = logProbs.data_ptr<float>() + offset;
            const float* open = allowed.data_ptr<float>() + offset;
            if (mayEnd(live[i], last))
                into[all].push_back({live[i].until.logProb + static_cast<double>(values[text::Vocabulary::kEnd]), i,
                                     text::Vocabulary::kEnd, static_cast<double>(values[text::Vocabulary::kEnd])});
            if (last) continue;
            for (int w = 1; w < size; ++w) {
                if (std::isinf(open[w]) || std::isinf(values[w])) continue;
                const auto value = static_cast<double>(values[w]);
                into[live[i].state | setsOf[static_cast<std::size_t>(w)]].push_back(
                    {live[i].until.logProb + value, i, w, value});
            }
        }
        for (auto& list : into) {
            const auto keep = std::min(list.size(), static_cast<std::size_t>(options.beam));
            std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(keep), list.end(), before);
            list.resize(keep);
        }
        return into;
    }

    // An upper bound of the score of any continuation: no further loss, and the greatest length.
    double bound() const {
        double best = live.front().until.logProb;
        for (const Said& each : live) best = std::max(best, each.until.logProb);
        return options.lengthNorm == 0 ? best : best / std::pow(options.maxWords + 1.0, options.lengthNorm);
    }

    void advance(const at::Tensor& logProbs, const at::Tensor& allowed, bool last) {
        parents.clear();
        words.clear();
        std::vector<Said> next;
        const auto into = steps(logProbs, allowed, last);
        for (std::size_t state = 0; state < into.size(); ++state)
            for (const Step& step : into[state]) {
                Hypothesis h = live[step.live].until;
                h.logProbs.push_back(step.logProb);
                h.logProb = step.total;
                if (step.word == text::Vocabulary::kEnd) {
                    finished.push_back(std::move(h));
                    continue;
                }
                h.words.push_back(step.word);
                next.push_back({std::move(h), static_cast<std::uint32_t>(state)});
                parents.push_back(static_cast<std::int64_t>(step.live));
                words.push_back(step.word);
            }
        live = std::move(next);
        std::ranges::stable_sort(finished, [&](const auto& a, const auto& b) {
            return a.score(options.lengthNorm) > b.score(options.lengthNorm);
        });
        const auto count = static_cast<std::size_t>(options.count);
        if (finished.size() > count) finished.resize(count);
        if (!live.empty() && finished.size() == count && bound() <= finished.back().score(options.lengthNorm))
            live.clear();
    }
};

base::Result<std::vector<Hypothesis>> RnnDecoder::decodeWith(const std::vector<std::vector<int>>& sets,
                                                             const std::vector<RnnInput>& inputs,
                                                             const DecodeOptions& options,
                                                             const base::JobContext& context) const {
    if (auto fine = check(options); !fine) return base::pass(fine);
    if (options.temperature > 0 || sets.size() > kMostSets)
        return base::fail(
            base::ErrorCode::Usage,
            fmt::format("A constrained search is a beam search with at most {} sets of words.", kMostSets));
    const c10::NoGradGuard noGrad;
    auto [rows, memories] = begin(inputs, 0, 1);
    ConstrainedSearch search(options, neverLast_, sets);
    search.words = {text::Vocabulary::kEnd};
    for (int length = 0; !search.live.empty(); ++length) {
        if (context.stopped()) return base::JobContext::cancelled();
        const at::Tensor open = logits(rows);
        search.advance(at::log_softmax(open, 1).to(at::kCPU).contiguous(),
                       constrained(open, search.words).to(at::kCPU).contiguous(), length == options.maxWords);
        if (!search.live.empty()) rows = next(rows, memories, search.parents, search.words);
    }
    return std::move(search.finished);
}

}  // namespace legenda::model
