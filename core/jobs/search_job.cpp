// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/search_job.h"

#include "core/base/half.h"
#include "core/base/vector_clones.h"
#include "core/features/feature_store.h"
#include "core/jobs/feature_job.h"
#include "core/model/aligner.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace legenda::jobs {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kLanes = 8;  // words are padded to a multiple of these
constexpr float kProbe = 1024;     // large against the bias, so that little is lost when that is taken off

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

// v . s_t for stored vectors x at places p. With v = A x + b + c(p) the words go through A once, v . s_t = x . (A' s_t)
// + b . s_t + c(p) . s_t, instead of all regions of the project: a hundredth of the work for a sentence of ten words. A
// and b are read off the model by what it makes of a basis.
class RegionScorer {
 public:
    RegionScorer(const model::Aligner& aligner, const base::Matrix& words, std::size_t dimension)
        : aligner_(aligner),
          words_(words),
          width_((words.rows + kLanes - 1) / kLanes * kLanes),
          weights_(dimension, width_),
          bias_(width_) {
        base::Matrix basis(dimension + 1, dimension);  // and the origin
        for (std::size_t d = 0; d < dimension; ++d) basis(d, d) = kProbe;
        const base::Matrix nowhere(1, 4), places(dimension + 1, 4);
        const auto images = aligner.embedRegions(basis, places), added = aligner.embedPlaces(nowhere);
        for (std::size_t t = 0; t < words.rows; ++t) {
            const double origin = dot(words.row(t), images.row(dimension));
            bias_[t] = static_cast<float>(origin - (added.cols > 0 ? dot(words.row(t), added.row(0)) : 0));
            for (std::size_t d = 0; d < dimension; ++d)
                weights_(d, t) = static_cast<float>((dot(words.row(t), images.row(d)) - origin) / kProbe);
        }
    }

    // [R, words, padded]
    base::Matrix score(const features::ImageFeatures& image) const {
        base::Matrix scores(image.boxes.size(), width_);
        const auto added = aligner_.embedPlaces(image.places());
        for (std::size_t r = 0; r < scores.rows; ++r) {
            std::ranges::copy(bias_, scores.row(r).begin());
            addProducts(image.vectors.data() + r * image.dimension, image.dimension, weights_.data.data(), width_,
                        scores.row(r).data());
            for (std::size_t t = 0; t < words_.rows && added.cols > 0; ++t)
                scores(r, t) += static_cast<float>(dot(added.row(r), words_.row(t)));
        }
        return scores;
    }

 private:
    const model::Aligner& aligner_;
    const base::Matrix& words_;
    std::size_t width_;
    base::Matrix weights_;
    std::vector<float> bias_;
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

// How many of the images have no features in the file yet.
std::int64_t missingFeatures(const std::filesystem::path& file, const std::vector<store::ImageRecord>& images) {
    auto store = features::FeatureStore::open(file);
    if (!store) return static_cast<std::int64_t>(images.size());
    return std::ranges::count_if(images, [&](const auto& image) { return !store->contains(image.uuid); });
}

}  // namespace

Result<std::vector<SearchHit>> runSearch(const SearchOptions& options, const Resources& resources,
                                         const base::JobContext& context) {
    auto path = chooseCheckpoint(resources, options.project, "alignment", options.model);
    if (!path) return base::pass(path);
    auto aligner = model::Aligner::load(*path, options.device);
    if (!aligner) return base::pass(aligner);
    const auto words = aligner->embedSentence(options.text);
    if (words.vectors.rows == 0)
        return base::fail(ErrorCode::BadInput, fmt::format("\"{}\" has no word that the model {} knows.", options.text,
                                                           path->filename().string()));

    auto project = store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read);
    if (!project) return base::pass(project);
    auto images = project->images();
    if (!images) return base::pass(images);

    const auto& recipe = aligner->info().recipe;
    const auto file = features::FeatureStore::fileFor(options.project, recipe);
    if (options.mostNewFeatures < 0 || missingFeatures(file, *images) <= options.mostNewFeatures) {
        FeatureOptions wanted;
        wanted.project = options.project;
        wanted.recipe = recipe;
        if (auto made = runFeatures(wanted, resources, context); !made) return base::pass(made);
    }
    auto store = features::FeatureStore::open(file);
    if (!store)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} has no features for this model yet; `legenda-cli features` makes them.",
                                      options.project.string()),
                          store.error().message);
    std::vector<SearchHit> hits;
    const auto frames = frameScores(*aligner, *images, *store, words.sentence);
    RegionScorer scorer(*aligner, words.vectors, store->dimension());
    for (std::size_t i = 0; i < images->size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto* found = store->find((*images)[i].uuid);
        if (!found) continue;
        addHits(hits, (*images)[i], *found, scorer.score(*found), frames[i], words.vectors.rows, options.regions);
        if (i % 100 == 0)
            context.report({"searching", static_cast<std::int64_t>(i), static_cast<std::int64_t>(images->size()), {}});
    }
    const auto most = std::min<std::size_t>(hits.size(), static_cast<std::size_t>(std::max(0, options.top)));
    std::ranges::partial_sort(hits, hits.begin() + static_cast<std::ptrdiff_t>(most),
                              [](const auto& a, const auto& b) { return a.score > b.score; });
    hits.resize(most);
    return hits;
}

}  // namespace legenda::jobs
