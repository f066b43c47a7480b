// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/search.h"

#include "core/base/half.h"
#include "core/base/vector_clones.h"
#include "core/project/model_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace legenda::inference {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kImagesAtOnce = 100;
constexpr std::size_t kLanes = 8;  // words are padded to a multiple of these

// out[t] += x . column t of `weights` [D, T].
LEGENDA_VECTOR_CLONES void addProducts(const std::uint16_t* x, std::size_t dimension, const float* weights,
                                       std::size_t width, float* out) {
    for (std::size_t d = 0; d < dimension; ++d) {
        const float value = base::halfToFloat(x[d]);
        const float* row = weights + d * width;
        for (std::size_t t = 0; t < width; ++t) out[t] += value * row[t];
    }
}

double dot(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
    return sum;
}

// v . s_t for stored vectors x at places p: the words go through the model's map once (Aligner::probe) instead of all
// regions of the project, a hundredth of the work for a sentence of ten words.
class RegionScorer {
 public:
    RegionScorer(const model::Aligner& aligner, const base::Matrix& words, std::size_t dimension)
        : aligner_(aligner),
          probe_(aligner.probe(words)),
          width_((words.rows + kLanes - 1) / kLanes * kLanes),
          weights_(dimension, width_) {
        for (std::size_t d = 0; d < dimension; ++d) std::ranges::copy(probe_.vectors.row(d), weights_.row(d).begin());
    }

    // Of each image [R, words, padded].
    std::vector<base::Matrix> score(std::span<const features::ImageFeatures* const> images) const {
        const auto units = unitsOf(images);
        std::vector<base::Matrix> all;
        std::size_t at = 0;  // row of units
        for (const auto* image : images) {
            auto& scores = all.emplace_back(image->boxes.size(), width_);
            for (std::size_t r = 0; r < scores.rows; ++r, ++at) {
                const auto row = scores.row(r);
                std::ranges::copy(probe_.bias, row.begin());
                addProducts(image->vectors.data() + r * image->dimension, image->dimension, weights_.data.data(),
                            width_, row.data());
                for (std::size_t u = 0; u < units.cols; ++u)
                    for (std::size_t t = 0; t < probe_.bias.size(); ++t) row[t] += units(at, u) * probe_.units(u, t);
            }
        }
        return all;
    }

 private:
    base::Matrix unitsOf(std::span<const features::ImageFeatures* const> images) const {
        if (probe_.units.rows == 0) return {};
        base::Matrix vectors(0, weights_.rows), places(0, 5);
        for (const auto* image : images)
            for (const auto& [to, from] :
                 {std::pair(&vectors, image->toFloat()), std::pair(&places, image->scoredPlaces())}) {
                to->data.insert(to->data.end(), from.data.begin(), from.data.end());
                to->rows += from.rows;
            }
        return aligner_.unitsOf(vectors, places);
    }

    const model::Aligner& aligner_;
    model::Aligner::Probe probe_;
    std::size_t width_;
    base::Matrix weights_;
};

// The hits of one image: itself by the sum of its words' best regions and what its frame adds, or each of its regions
// by the sum over the words.
void addHits(std::vector<SearchHit>& hits, const store::ImageRecord& image, const features::ImageFeatures& found,
             const base::Matrix& scores, double frame, std::size_t words, bool single) {
    double whole = frame;
    std::vector<double> sums(scores.rows, 0);
    for (std::size_t t = 0; t < words; ++t) {
        double best = -INFINITY;
        for (std::size_t r = 0; r < scores.rows; ++r) {
            const double score = scores(r, t);
            sums[r] += score;
            best = std::max(best, score);
        }
        whole += best;
    }
    if (!single) {
        hits.push_back({image, whole, {}});
        return;
    }
    for (std::size_t r = 0; r < scores.rows; ++r) hits.push_back({image, sums[r], found.boxes[r]});
}

// g . q of every image: what the whole frame adds to its score; 0 for one without features.
std::vector<double> frameScores(const model::Aligner& aligner, const std::vector<store::ImageRecord>& images,
                                const features::FeatureStore& store, std::span<const float> sentence) {
    base::Matrix whole(0, store.dimension());
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < images.size() && !sentence.empty(); ++i) {
        const auto* found = store.find(images[i].uuid);
        if (!found) continue;
        for (const auto half : found->vectors.first(store.dimension())) whole.data.push_back(base::halfToFloat(half));
        ++whole.rows;
        rows.push_back(i);
    }
    std::vector<double> scores(images.size(), 0);
    const auto frames = aligner.embedFrames(whole);
    for (std::size_t k = 0; k < rows.size(); ++k) scores[rows[k]] = dot(frames.row(k), sentence);
    return scores;
}

}  // namespace

base::Status checkQuestion(const model::Aligner& aligner, const SearchQuestion& question) {
    if (aligner.embedSentence(question.text).vectors.rows > 0) return {};
    return base::fail(ErrorCode::BadInput, fmt::format("\"{}\" has no word that the model {} knows.", question.text,
                                                       project::modelName(aligner.info().path, aligner.info().kind)));
}

Result<std::vector<SearchHit>> search(const model::Aligner& aligner, const features::FeatureStore& store,
                                      const std::vector<store::ImageRecord>& images, const SearchQuestion& question,
                                      const base::JobContext& context) {
    if (auto known = checkQuestion(aligner, question); !known) return base::pass(known);
    const auto words = aligner.embedSentence(question.text);
    std::vector<SearchHit> hits;
    const auto frames = frameScores(aligner, images, store, words.sentence);
    RegionScorer scorer(aligner, words.vectors, store.dimension());
    for (std::size_t begin = 0; begin < images.size(); begin += kImagesAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::vector<const features::ImageFeatures*> found;
        std::vector<std::size_t> owners;
        for (std::size_t i = begin; i < std::min(begin + kImagesAtOnce, images.size()); ++i)
            if (const auto* own = store.find(images[i].uuid)) found.push_back(own), owners.push_back(i);
        const auto scores = scorer.score(found);
        for (std::size_t k = 0; k < found.size(); ++k)
            addHits(hits, images[owners[k]], *found[k], scores[k], frames[owners[k]], words.vectors.rows,
                    question.regions);
        context.report({"searching", static_cast<std::int64_t>(begin), static_cast<std::int64_t>(images.size()), {}});
    }
    const auto most = std::min<std::size_t>(hits.size(), static_cast<std::size_t>(std::max(0, question.top)));
    std::ranges::partial_sort(hits, hits.begin() + static_cast<std::ptrdiff_t>(most),
                              [](const auto& a, const auto& b) { return a.score > b.score; });
    hits.resize(most);
    return hits;
}

std::int64_t missingFeatures(const features::FeatureStore* store, const std::vector<store::ImageRecord>& images) {
    if (!store) return static_cast<std::int64_t>(images.size());
    return std::ranges::count_if(images, [&](const auto& image) { return !store->contains(image.uuid); });
}

}  // namespace legenda::inference
