// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/search.h"

#include "core/base/half.h"
#include "core/base/vector_clones.h"
#include "core/project/model_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

namespace legenda::inference {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kImagesAtOnce = 32;  // between two polls of the stop token
constexpr std::size_t kLanes = 8;          // words are padded to a multiple of these

// Like base::halfToFloat for finite values, without a branch: vectorised.
inline float finiteToFloat(std::uint16_t half) {
    const float magnitude = std::bit_cast<float>((half & 0x7fffu) << 13) * 0x1p112f;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | (half & 0x8000u) << 16);
}

// out[t] += x . column t of `weights` [D, T].
LEGENDA_VECTOR_CLONES void addProducts(const std::uint16_t* x, std::size_t dimension, const float* weights,
                                       std::size_t width, float* out) {
    constexpr std::size_t kAtOnce = 256;
    float values[kAtOnce];
    for (std::size_t begin = 0; begin < dimension; begin += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, dimension - begin);
        for (std::size_t d = 0; d < count; ++d) values[d] = finiteToFloat(x[begin + d]);
        for (std::size_t d = 0; d < count; ++d) {
            const float* row = weights + (begin + d) * width;
            for (std::size_t t = 0; t < width; ++t) out[t] += values[d] * row[t];
        }
    }
}

double dot(std::span<const std::uint16_t> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        sum += double(base::halfToFloat(a[i])) * double(b[i]);
    return sum;
}

// [rows, words, padded]
base::Matrix padded(const base::Matrix& matrix, std::size_t width) {
    base::Matrix wide(matrix.rows, width);
    for (std::size_t r = 0; r < matrix.rows; ++r) std::ranges::copy(matrix.row(r), wide.row(r).begin());
    return wide;
}

struct ImageScores {
    base::Matrix regions;  // v . s_t, [R, words, padded]
    double frame = 0;      // g . q
};

// The model's affine map is applied once to the words (Aligner::probe) instead of to all regions of the project, a
// hundredth of the work for a sentence of ten words; hidden units and global embeddings of the images are cached.
class Scorer {
 public:
    Scorer(const model::Aligner& aligner, const model::Aligner::Words& words, KeptVectors& kept)
        : aligner_(aligner),
          words_(words),
          kept_(kept),
          width_((words.vectors.rows + kLanes - 1) / kLanes * kLanes),
          probe_(aligner.probe(words.vectors)),
          vectors_(padded(probe_.vectors, width_)),
          units_(padded(probe_.units, width_)) {}

    std::vector<ImageScores> score(std::span<const features::ImageFeatures* const> images) const {
        std::vector<const KeptVectors::Image*> made;
        if (units_.rows > 0 || !words_.sentence.empty()) made = kept_.of(aligner_, images);
        std::vector<ImageScores> all;
        for (std::size_t k = 0; k < images.size(); ++k) {
            auto& scores = all.emplace_back(ImageScores{base::Matrix(images[k]->boxes.size(), width_), 0});
            for (std::size_t r = 0; r < scores.regions.rows; ++r) {
                auto* const row = scores.regions.row(r).data();
                std::ranges::copy(probe_.bias, row);
                addProducts(images[k]->vectors.data() + r * vectors_.rows, vectors_.rows, vectors_.data.data(), width_,
                            row);
                if (units_.rows > 0)
                    addProducts(made[k]->units.data() + r * units_.rows, units_.rows, units_.data.data(), width_, row);
            }
            if (!made.empty()) scores.frame = dot(made[k]->frame, words_.sentence);
        }
        return all;
    }

 private:
    const model::Aligner& aligner_;
    const model::Aligner::Words& words_;
    KeptVectors& kept_;
    std::size_t width_;
    model::Aligner::Probe probe_;
    base::Matrix vectors_, units_;  // [D, words, padded], [P, words, padded]
};

// One image, or one of its regions.
struct Found {
    const store::ImageRecord* image = nullptr;
    const features::ImageFeatures* features = nullptr;
    double score = 0;
    std::size_t region = 0;
};

// Scores one image: by the sum over the words of their best regions plus the global similarity, or each of its regions
// by the sum over the words.
void add(std::vector<Found>& all, const store::ImageRecord& image, const features::ImageFeatures& features,
         const ImageScores& scores, std::size_t words, bool single) {
    double whole = scores.frame;
    std::vector<double> sums(scores.regions.rows, 0);
    for (std::size_t t = 0; t < words; ++t) {
        double best = -INFINITY;
        for (std::size_t r = 0; r < sums.size(); ++r) {
            const double score = scores.regions(r, t);
            sums[r] += score;
            best = std::max(best, score);
        }
        whole += best;
    }
    if (!single) {
        all.push_back({&image, &features, whole});
        return;
    }
    for (std::size_t r = 0; r < sums.size(); ++r) all.push_back({&image, &features, sums[r], r});
}

}  // namespace

base::Status checkQuestion(const model::Aligner& aligner, const SearchQuestion& question) {
    if (aligner.embedSentence(question.text).vectors.rows > 0) return {};
    return base::fail(ErrorCode::BadInput, fmt::format("\"{}\" has no word that the model {} knows.", question.text,
                                                       project::modelName(aligner.info().path, aligner.info().kind)));
}

Result<std::vector<SearchHit>> search(const model::Aligner& aligner, const features::FeatureStore& store,
                                      KeptVectors& kept, const std::vector<store::ImageRecord>& images,
                                      const SearchQuestion& question, const base::JobContext& context) {
    if (auto known = checkQuestion(aligner, question); !known) return base::pass(known);
    const auto words = aligner.embedSentence(question.text);
    const Scorer scorer(aligner, words, kept);
    std::vector<Found> all;
    for (std::size_t begin = 0; begin < images.size(); begin += kImagesAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::vector<const features::ImageFeatures*> found;
        std::vector<std::size_t> owners;
        for (std::size_t i = begin; i < std::min(begin + kImagesAtOnce, images.size()); ++i)
            if (const auto* own = store.find(images[i].uuid)) found.push_back(own), owners.push_back(i);
        const auto scores = scorer.score(found);
        for (std::size_t k = 0; k < found.size(); ++k)
            add(all, images[owners[k]], *found[k], scores[k], words.vectors.rows, question.regions);
        context.report({"searching", static_cast<std::int64_t>(begin), static_cast<std::int64_t>(images.size()), {}});
    }
    const auto most = std::min<std::size_t>(all.size(), static_cast<std::size_t>(std::max(0, question.top)));
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(most),
                              [](const auto& a, const auto& b) { return a.score > b.score; });
    std::vector<SearchHit> hits;
    for (const auto& one : std::span(all).first(most)) {
        hits.push_back({*one.image, one.score, {}});
        if (question.regions) hits.back().box = one.features->boxes[one.region];
    }
    return hits;
}

std::int64_t missingFeatures(const features::FeatureStore* store, const std::vector<store::ImageRecord>& images) {
    if (!store) return static_cast<std::int64_t>(images.size());
    return std::ranges::count_if(images, [&](const auto& image) { return !store->contains(image.uuid); });
}

}  // namespace legenda::inference
