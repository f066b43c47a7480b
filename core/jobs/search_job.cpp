// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/search_job.h"

#include "core/features/feature_store.h"
#include "core/jobs/feature_job.h"
#include "core/model/aligner.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace legenda::jobs {

using base::ErrorCode;
using base::Result;

namespace {

double dot(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

// The hits of one image: itself by the sum of its words' best regions, or each of its regions by the sum over the
// words.
void addHits(std::vector<SearchHit>& hits, const store::ImageRecord& image, const features::ImageFeatures& found,
             const base::Matrix& regions, const base::Matrix& words, bool single) {
    double whole = 0;
    std::vector<double> sums(regions.rows, 0);
    for (std::size_t t = 0; t < words.rows; ++t) {
        double best = -INFINITY;
        for (std::size_t r = 0; r < regions.rows; ++r) {
            const double score = dot(regions.row(r), words.row(t));
            sums[r] += score;
            best = std::max(best, score);
        }
        whole += best;
    }
    if (!single) {
        hits.push_back({image, whole, {}});
        return;
    }
    for (std::size_t r = 0; r < regions.rows; ++r) hits.push_back({image, sums[r], found.boxes[r]});
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
    for (std::size_t i = 0; i < images->size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto* found = store->find((*images)[i].uuid);
        if (!found) continue;
        addHits(hits, (*images)[i], *found, aligner->embedRegions(found->toFloat()), words.vectors, options.regions);
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
