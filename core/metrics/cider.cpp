// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/cider.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace legenda::metrics {

namespace {

constexpr double kSigma = 6;

// A sentence as weighted n-grams. The public code uses the number of its bigrams as its length.
struct Weighted {
    std::vector<CountedNGram> grams;
    std::vector<double> weights;  // of each
    std::array<double, 4> norms{};
    double length = 0;
};

// Document frequencies of n-grams: the number of items whose references hold each.
struct Documents {
    std::vector<int> counts;  // by number; n-grams beyond the list are in none
    double logItems = 0;

    double weight(std::uint32_t gram) const {
        return gram < counts.size() && counts[gram] > 1 ? logItems - std::log(counts[gram]) : logItems;
    }
};

Weighted weigh(const std::vector<CountedNGram>& grams, const NGramNumbers& numbers, const Documents& documents) {
    Weighted result;
    result.grams = grams;
    result.weights.reserve(grams.size());
    for (const auto& [gram, count] : grams) {
        const double weight = count * documents.weight(gram);
        const auto n = static_cast<std::size_t>(numbers.length(gram)) - 1;
        result.weights.push_back(weight);
        result.norms[n] += weight * weight;
        if (n == 1) result.length += count;
    }
    for (auto& norm : result.norms) norm = std::sqrt(norm);
    return result;
}

double similarity(const Weighted& hypothesis, const Weighted& reference, const NGramNumbers& numbers) {
    std::array<double, 4> products{};
    eachShared(hypothesis.grams, reference.grams, [&](std::size_t said, std::size_t told) {
        const double weight = reference.weights[told];
        products[static_cast<std::size_t>(numbers.length(reference.grams[told].number)) - 1] +=
            std::min(hypothesis.weights[said], weight) * weight;
    });
    const double difference = hypothesis.length - reference.length;
    const double penalty = std::exp(-difference * difference / (2 * kSigma * kSigma));
    double sum = 0;
    for (std::size_t n = 0; n < 4; ++n) {
        const double norms = hypothesis.norms[n] * reference.norms[n];
        sum += (norms != 0 ? products[n] / norms : products[n]) * penalty;
    }
    return sum / 4;
}

double scoreOf(const Weighted& hypothesis, const std::vector<Weighted>& references, const NGramNumbers& numbers) {
    if (references.empty()) return 0;
    double sum = 0;
    for (const auto& reference : references) sum += similarity(hypothesis, reference, numbers);
    return 10 * sum / static_cast<double>(references.size());
}

Documents documentsOf(const std::vector<std::vector<NumberedSentence>>& references, const NGramNumbers& numbers) {
    Documents documents;
    documents.counts.assign(numbers.size(), 0);
    std::vector<std::size_t> seen(numbers.size(), 0);  // the last item that held it, from 1
    for (std::size_t i = 0; i < references.size(); ++i)
        for (const auto& reference : references[i])
            for (const auto& [gram, count] : reference.grams) {
                documents.counts[gram] += seen[gram] != i + 1;
                seen[gram] = i + 1;
            }
    documents.logItems = std::log(static_cast<double>(std::max<std::size_t>(references.size(), 1)));
    return documents;
}

std::vector<Weighted> weighAll(const std::vector<NumberedSentence>& sentences, const NGramNumbers& numbers,
                               const Documents& documents) {
    std::vector<Weighted> all;
    for (const auto& sentence : sentences) all.push_back(weigh(sentence.grams, numbers, documents));
    return all;
}

}  // namespace

struct CiderTable::Impl {
    NGramNumbers numbers;
    Documents documents;
    std::vector<std::vector<Weighted>> references;
};

CiderTable::CiderTable(const std::vector<std::vector<Tokens>>& references) : impl_(std::make_unique<Impl>()) {
    std::vector<std::vector<NumberedSentence>> all;
    for (const auto& own : references) {
        auto& sentences = all.emplace_back();
        for (const auto& reference : own) sentences.push_back(impl_->numbers.sentence(reference));
    }
    impl_->documents = documentsOf(all, impl_->numbers);
    for (const auto& own : all) impl_->references.push_back(weighAll(own, impl_->numbers, impl_->documents));
}
CiderTable::CiderTable(CiderTable&&) noexcept = default;
CiderTable::~CiderTable() = default;

double CiderTable::score(std::size_t item, const Tokens& hypothesis) {
    auto numbers = NGramNumbers::above(impl_->numbers);
    const auto grams = numbers.sentence(hypothesis).grams;
    return scoreOf(weigh(grams, numbers, impl_->documents), impl_->references.at(item), numbers);
}

CiderScores ciderD(const NumberedItems& items) {
    const auto documents = documentsOf(items.references, items.numbers);
    CiderScores result;
    double total = 0;
    for (std::size_t i = 0; i < items.hypotheses.size(); ++i)
        total +=
            result.items.emplace_back(scoreOf(weigh(items.hypotheses[i].grams, items.numbers, documents),
                                              weighAll(items.references[i], items.numbers, documents), items.numbers));
    if (!result.items.empty()) result.corpus = total / static_cast<double>(result.items.size());
    return result;
}

CiderScores ciderD(const std::vector<CaptionItem>& items) {
    return ciderD(numbered(items));
}

}  // namespace legenda::metrics
