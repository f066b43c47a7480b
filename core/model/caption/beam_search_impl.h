// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"
#include "core/model/captioner.h"

#include <vector>

namespace legenda::model {

// One decoded caption as word numbers. logProbs has one entry per word and END's last; logProb is their sum.
struct Hypothesis {
    std::vector<int> words;
    std::vector<double> logProbs;
    double logProb = 0;

    // logProb / length^norm, END counted in the length.
    double score(double lengthNorm) const;
};

// Decodes many images at once: one product a time step for all live hypotheses of all images of a block. Holds what is
// the same at every step (W_hx x + b_h of each word). The networks must not change while a decoder of them is used. Not
// thread-safe.
//
// An ensemble of networks with one vocabulary: the mean of their probabilities of each word.
//
// Beam search: at each step the best `beam` continuations of an image's hypotheses are kept; those that end are
// finished and leave the beam; an image is done when no live hypothesis can still enter its `count` best. A caption of
// maxWords words is ended (its END counts with its probability). Beam 1 is argmax. Ties: the better rank of the parent,
// then the lower number.
//
// neverLast: the end-of-sentence constraint, words after which a caption does not end unless it reaches maxWords ("a
// dog with a"). Probabilities are unchanged: END is not chosen.
//
// bigrams: the bigram constraint, the pairs of words that may stand side by side, first * V + second. Any word may
// follow START, and a word that no pair begins with. Probabilities are unchanged here too.
class RnnDecoder {
 public:
    explicit RnnDecoder(const Rnn& rnn, const std::vector<int>& neverLast = {},
                        const std::vector<std::int64_t>& bigrams = {})
        : RnnDecoder(std::vector{&rnn}, neverLast, bigrams) {}
    explicit RnnDecoder(std::vector<const Rnn*> networks, const std::vector<int>& neverLast = {},
                        const std::vector<std::int64_t>& bigrams = {});

    // N images, standardised for each network -> the best number of captions per image or box, best first, at most
    // options.count. Usage for options out of range; Cancelled.
    base::Result<std::vector<std::vector<Hypothesis>>> decode(const std::vector<RnnInput>& inputs,
                                                              const DecodeOptions& options,
                                                              const base::JobContext& context) const;
    base::Result<std::vector<std::vector<Hypothesis>>> decode(const RnnInput& input, const DecodeOptions& options,
                                                              const base::JobContext& context) const {
        return decode(std::vector{input}, options, context);
    }

    // Constrained beam search (Anderson et al. 2017): the captions that have a word of each of the sets, of one image.
    // Each subset of the sets is a state of the search with a beam of its own: a hypothesis is in the state of those
    // that it has a word of already, and only one that has all may end. Fewer than options.count, or none, where that
    // many have not ended. Usage also for sampling and for more than kMostSets sets.
    static constexpr std::size_t kMostSets = 4;
    base::Result<std::vector<Hypothesis>> decodeWith(const std::vector<std::vector<int>>& sets,
                                                     const std::vector<RnnInput>& inputs, const DecodeOptions& options,
                                                     const base::JobContext& context) const;

 private:
    struct Search;
    // The rows of live hypotheses, whose images' regions are looked up by number.
    struct Rows {
        std::vector<RnnState> states;  // of each network
        at::Tensor image;              // [n]
    };
    using Memories = std::vector<RegionMemory>;  // of each network
    static base::Status check(const DecodeOptions& options);
    // The images [start, start + count) after START.
    struct Beginning {
        Rows rows;
        Memories memories;
    };
    Beginning begin(const std::vector<RnnInput>& inputs, std::int64_t start, std::int64_t count) const;
    base::Status search(Rows rows, const Memories& memories, const DecodeOptions& options,
                        const base::JobContext& context, std::vector<std::vector<Hypothesis>>& out) const;
    base::Status sample(Rows rows, const Memories& memories, std::int64_t firstImage, const DecodeOptions& options,
                        const base::JobContext& context, std::vector<std::vector<Hypothesis>>& out) const;
    Rows next(const Rows& rows, const Memories& memories, const std::vector<std::int64_t>& parents,
              const std::vector<std::int64_t>& words) const;
    at::Tensor logits(const Rows& rows) const;  // [n, V], up to what is the same for all words of a row
    // -infinity for words that may not follow the last one of their row.
    at::Tensor constrained(const at::Tensor& logits, const std::vector<std::int64_t>& lastWords) const;

    std::vector<const Rnn*> networks_;
    std::vector<at::Tensor> driven_;  // of each [V, P] W_hx x_w + b_h
    std::vector<char> neverLast_;     // [V]
    at::Tensor unseen_;               // [V, V] bool, on the networks' device; undefined where all pairs may follow
};

}  // namespace legenda::model
