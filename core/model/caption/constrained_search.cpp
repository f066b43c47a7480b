// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/constrained_search_impl.h"

#include "core/text/vocabulary.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::model {

ConstrainedSearch::ConstrainedSearch(const DecodeOptions& options, const std::vector<char>& neverLast,
                                     const std::vector<std::vector<int>>& sets)
    : options_(options), neverLast_(neverLast), setsOf_(neverLast.size(), 0), words_{text::Vocabulary::kEnd} {
    for (std::size_t s = 0; s < sets.size(); ++s)
        for (const int word : sets[s]) setsOf_.at(static_cast<std::size_t>(word)) |= 1U << s;
    all_ = (1U << sets.size()) - 1;
}

bool ConstrainedSearch::before(const Step& a, const Step& b) {
    if (a.total != b.total) return a.total > b.total;
    return a.live != b.live ? a.live < b.live : a.word < b.word;
}

bool ConstrainedSearch::mayEnd(const Said& of, bool last) const {
    if (of.state != all_) return false;
    return last || of.until.words.empty() || !neverLast_[static_cast<std::size_t>(of.until.words.back())];
}

std::vector<std::vector<ConstrainedSearch::Step>> ConstrainedSearch::steps(const at::Tensor& logProbs,
                                                                           const at::Tensor& allowed, bool last) const {
    std::vector<std::vector<Step>> into(static_cast<std::size_t>(all_) + 1);
    const auto size = static_cast<int>(logProbs.size(1));
    for (std::size_t i = 0; i < live_.size(); ++i) {
        const auto offset = static_cast<std::int64_t>(i) * size;
        const float* values = logProbs.data_ptr<float>() + offset;
        const float* open = allowed.data_ptr<float>() + offset;
        const double until = live_[i].until.logProb;
        if (mayEnd(live_[i], last)) {
            const auto end = static_cast<double>(values[text::Vocabulary::kEnd]);
            into[all_].push_back({until + end, i, text::Vocabulary::kEnd, end});
        }
        if (last) continue;
        for (int w = 1; w < size; ++w) {
            if (std::isinf(open[w]) || std::isinf(values[w])) continue;
            const auto value = static_cast<double>(values[w]);
            into[live_[i].state | setsOf_[static_cast<std::size_t>(w)]].push_back({until + value, i, w, value});
        }
    }
    for (auto& list : into) {
        const auto keep = std::min(list.size(), static_cast<std::size_t>(options_.beam));
        std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(keep), list.end(), before);
        list.resize(keep);
    }
    return into;
}

double ConstrainedSearch::bound() const {
    double best = live_.front().until.logProb;
    for (const Said& each : live_) best = std::max(best, each.until.logProb);
    return options_.lengthNorm == 0 ? best : best / std::pow(options_.maxWords + 1.0, options_.lengthNorm);
}

void ConstrainedSearch::advance(const at::Tensor& logProbs, const at::Tensor& allowed, bool last) {
    parents_.clear();
    words_.clear();
    std::vector<Said> next;
    const auto into = steps(logProbs, allowed, last);
    for (std::size_t state = 0; state < into.size(); ++state)
        for (const Step& step : into[state]) {
            Hypothesis h = live_[step.live].until;
            h.logProbs.push_back(step.logProb);
            h.logProb = step.total;
            if (step.word == text::Vocabulary::kEnd) {
                finished_.push_back(std::move(h));
                continue;
            }
            h.words.push_back(step.word);
            next.push_back({std::move(h), static_cast<std::uint32_t>(state)});
            parents_.push_back(static_cast<std::int64_t>(step.live));
            words_.push_back(step.word);
        }
    live_ = std::move(next);
    std::ranges::stable_sort(finished_, [&](const auto& a, const auto& b) {
        return a.score(options_.lengthNorm) > b.score(options_.lengthNorm);
    });
    const auto count = static_cast<std::size_t>(options_.count);
    if (finished_.size() > count) finished_.resize(count);
    if (!live_.empty() && finished_.size() == count && bound() <= finished_.back().score(options_.lengthNorm))
        live_.clear();
}

}  // namespace legenda::model
