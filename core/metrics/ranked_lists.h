// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace legenda::metrics {

// The beginning of each query's ranked list, both ways, gathered from blocks of the scores: the best sentences of every
// image and the best images of every sentence. The order is that of the ranks in retrieval.h: the highest score first,
// of equals the items of other images before the own ones, then as they are numbered; a score that is not a number
// counts against the model. So the best own item, where it is among them, stands at its rank.
class RankedLists {
 public:
    struct Entry {
        double score = 0;
        std::uint32_t place = 0;  // of a sentence or an image
        bool own = false;         // the sentence is the image's
        bool operator==(const Entry&) const = default;
    };
    static constexpr std::size_t kMost = 10;  // entries a query

    // owner[s]: the image of sentence s, as in retrieval.h. 16 bytes an entry are held, and no scores.
    RankedLists(std::size_t images, std::vector<int> owner, std::size_t most = kMost);

    // Every pair once, in any order. scores [images from `image` on, sentences from `sentence` on]
    void take(const base::Matrix& scores, std::size_t image, std::size_t sentence);
    // Of one image with all sentences.
    void take(std::span<const double> scores, std::size_t image);

    std::span<const Entry> sentences(std::size_t image) const { return sentences_.of(image); }  // the best first
    std::span<const Entry> images(std::size_t sentence) const { return images_.of(sentence); }

 private:
    // The lists of one way.
    class Lists {
     public:
        Lists(std::size_t queries, std::size_t most);
        void take(std::size_t query, const Entry& entry) {
            if (!(entry.score < least_[query])) insert(query, entry);
        }
        std::span<const Entry> of(std::size_t query) const {
            return std::span(entries_).subspan(query * most_, counts_[query]);
        }

     private:
        void insert(std::size_t query, const Entry& entry);

        std::size_t most_;
        std::vector<Entry> entries_;       // [queries, most]
        std::vector<std::size_t> counts_;  // entries that each query has
        std::vector<double> least_;        // what scores less than this does not enter the query's list
    };
    template <class Number>
    void takeRow(std::span<const Number> scores, std::size_t image, std::size_t sentence);

    std::vector<int> owner_;
    Lists sentences_, images_;
};

}  // namespace legenda::metrics
