// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench_align_data.h"
#include "core/model/alignment/alignment_impl.h"
#include "core/text/tokenizer.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/data/batch_data_impl.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>

namespace legenda::bench {

// The alignment model as one writes it first: sentences padded to the longest, dense scores of all pairs, autograd.
class PlainAligner {
 public:
    // Starts with the weights, vocabulary and statistics of `start`.
    PlainAligner(const model::TensorFile& start, const trainers::TrainingData& data,
                 const trainers::BrnnOptions& options)
        : options_(options) {
        auto statistics = must(model::takeStandardisation(start, "start"));
        const auto vocabulary = must(model::takeVocabulary(start, "start"));
        weights_ = must(model::takeAlignmentWeights(start, "start"));
        for (auto& [name, tensor] : weights_.named()) {
            *tensor = tensor->clone().requires_grad_(true);
            velocities_.push_back(at::zeros_like(*tensor));
        }
        const auto length = static_cast<std::int64_t>(statistics.mean.size());
        mean_ = at::from_blob(statistics.mean.data(), {length}, at::kFloat).clone();
        deviation_ = at::from_blob(statistics.deviation.data(), {length}, at::kFloat).clone();
        std::vector<std::size_t> counts;
        for (const auto& image : data.train) {
            std::vector<std::vector<int>> sentences;
            for (const auto& sentence : image.sentences)
                if (auto words = vocabulary.encode(text::tokenize(sentence)); !words.empty())
                    sentences.push_back(std::move(words));
            if (sentences.empty()) continue;
            counts.push_back(sentences.size());
            sentences_.push_back(std::move(sentences));
            images_.push_back(image.features);
        }
        batches_ = trainers::alignBatches(counts, static_cast<std::size_t>(options.batch),
                                          static_cast<std::uint64_t>(options.seed), 0);
    }

    struct Batch {
        std::vector<const features::ImageFeatures*> images;
        std::vector<std::vector<int>> sentences;
    };
    Batch batch(std::size_t number) const {
        Batch made;
        for (const auto& pair : batches_.at(number)) {
            made.images.push_back(images_[pair.image]);
            made.sentences.push_back(sentences_[pair.image][pair.sentence]);
        }
        return made;
    }

    // The loss averaged over the batch; its gradients are left in the weights.
    at::Tensor lossOf(std::size_t number, double dropout) {
        const auto given = batch(number);
        const auto count = static_cast<std::int64_t>(given.images.size());
        std::vector<at::Tensor> rows;
        for (const auto* image : given.images) {
            const auto dimension = static_cast<std::int64_t>(image->dimension);
            rows.push_back(at::from_blob(const_cast<std::uint16_t*>(image->vectors.data()),
                                         {static_cast<std::int64_t>(image->vectors.size()) / dimension, dimension},
                                         at::kHalf));
        }
        const auto regions = rows.front().size(0);
        auto x = (at::stack(rows).to(at::kFloat) - mean_) / deviation_;  // [B, R, D]
        if (dropout > 0) x = at::dropout(x, dropout, true);

        std::size_t longest = 0;
        for (const auto& sentence : given.sentences) longest = std::max(longest, sentence.size());
        const auto words = at::zeros({count, static_cast<std::int64_t>(longest)}, at::kLong);
        const auto mask = at::zeros({count, static_cast<std::int64_t>(longest)});
        for (std::size_t l = 0; l < given.sentences.size(); ++l)
            for (std::size_t t = 0; t < given.sentences[l].size(); ++t) {
                words.data_ptr<std::int64_t>()[l * longest + t] = given.sentences[l][t];
                mask.data_ptr<float>()[l * longest + t] = 1;
            }
        const auto v = at::linear(x.flatten(0, 1), weights_.W_m, weights_.b_m);  // [B R, h]
        const auto s = encode(words, mask, dropout).flatten(0, 1);               // [B T, h]
        const auto scores = at::mm(v, s.t()).reshape({count, regions, count, words.size(1)});
        const auto pairScores = (std::get<0>(scores.max(1)) * mask).sum(2);  // S [B, B]
        const auto own = pairScores.diagonal();
        const auto others = 1 - at::eye(count);
        return (at::relu(pairScores - own.unsqueeze(1) + options_.margin) * others +
                at::relu(pairScores - own.unsqueeze(0) + options_.margin) * others)
                   .sum() /
               count;
    }

    // One step of stochastic gradient descent as our trainer makes it, at a rate without schedule.
    double step(std::size_t batch, double rate, double dropout) {
        const auto loss = lossOf(batch, dropout);
        loss.backward();
        const c10::NoGradGuard noGradients;
        const auto named = weights_.named();
        for (std::size_t i = 0; i < named.size(); ++i) {
            auto& weight = *named[i].second;
            const double bound = options_.clip / options_.batch;
            auto gradient = weight.grad().clamp(-bound, bound);
            if (weight.dim() > 1) gradient.add_(weight, options_.weightDecay);
            velocities_[i].mul_(options_.momentum).add_(gradient);
            weight.add_(velocities_[i], -rate / 100);
            weight.mutable_grad().reset();
        }
        return loss.item<double>();
    }

    model::AlignmentWeights& weights() { return weights_; }
    const trainers::BrnnOptions& options() const { return options_; }

 private:
    at::Tensor encode(const at::Tensor& words, const at::Tensor& mask, double dropout) const {
        const auto& w = weights_;
        auto x = at::embedding(w.W_w, words);  // [B, T, d]
        if (dropout > 0) x = at::dropout(x, dropout, true);
        const auto e = at::relu(at::linear(x, w.W_e, w.b_e));
        const auto length = words.size(1);
        std::vector<at::Tensor> forward(static_cast<std::size_t>(length)), backward(forward);
        auto state = at::zeros({words.size(0), w.W_f.size(0)});
        for (std::int64_t t = 0; t < length; ++t)
            state = forward[static_cast<std::size_t>(t)] = at::relu(e.select(1, t) + at::linear(state, w.W_f, w.b_f));
        state = at::zeros({words.size(0), w.W_f.size(0)});
        for (std::int64_t t = length; t-- > 0;)
            state = backward[static_cast<std::size_t>(t)] =
                at::relu(e.select(1, t) + at::linear(state, w.W_b, w.b_b)) * mask.select(1, t).unsqueeze(1);
        auto both = at::stack(forward, 1) + at::stack(backward, 1);
        if (dropout > 0) both = at::dropout(both, dropout, true);
        return at::relu(at::linear(both, w.W_d, w.b_d));
    }

    trainers::BrnnOptions options_;
    model::AlignmentWeights weights_;
    std::vector<at::Tensor> velocities_;
    at::Tensor mean_, deviation_;
    std::vector<const features::ImageFeatures*> images_;
    std::vector<std::vector<std::vector<int>>> sentences_;
    std::vector<std::vector<trainers::Pair>> batches_;
};

}  // namespace legenda::bench
