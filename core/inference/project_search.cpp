// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/project_search.h"

#include "core/extraction/extract_features.h"
#include "core/features/earlier_features.h"
#include "core/features/mapped_file.h"
#include "core/project/models_in_use.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace legenda::inference {

using base::Result;

namespace {

// The number of images whose features would have to be computed.
std::int64_t toCompute(const features::FeatureStore* store, const features::Recipe& recipe,
                       const std::filesystem::path& project, const std::vector<store::ImageRecord>& images) {
    const auto earlier = features::EarlierFeatures::open(project, recipe);
    return std::ranges::count_if(images, [&](const auto& image) {
        return !(store && store->contains(image.uuid)) && !(earlier && earlier->find(image.uuid) != nullptr);
    });
}

// A note on the words that the model does not know; empty without any.
std::string unknownWords(const model::Aligner::Words& words) {
    std::string list;
    for (std::size_t t = 0; t < words.tokens.size(); ++t) {
        const auto& other = words.readAs[t];
        if (words.known[t] && other.empty()) continue;
        list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", words.tokens[t],
                            other.empty() ? "left out" : "read as " + other);
    }
    return list.empty() ? list : fmt::format("Words that the model does not know: {}.", list);
}

}  // namespace

Result<std::vector<SearchHit>> runSearch(const SearchOptions& options, const project::Resources& resources,
                                         const base::JobContext& context) {
    Predictor predictor(resources, options.project, {options.model, {}, {}}, options.device);
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, project->images());
    LEGENDA_TRY(hits, searchOver(predictor, *images, options, resources, context));
    LEGENDA_TRY(aligner, predictor.aligner(context));
    context.say(unknownWords((*aligner)->embedSentence(options.text)));
    return std::move(*hits);
}

Result<std::vector<SearchHit>> searchOver(Predictor& predictor, const std::vector<store::ImageRecord>& images,
                                          const SearchOptions& options, const project::Resources& resources,
                                          const base::JobContext& context) {
    LEGENDA_TRY(aligner, predictor.aligner(context));
    const SearchQuestion question{options.text, options.regions, options.top};
    if (auto known = checkQuestion(**aligner, question); !known) return base::pass(known);
    const auto& recipe = (*aligner)->info().recipe;
    auto stored = recipe;
    const auto* store = predictor.featuresOf(stored);
    const auto missing = missingFeatures(store, images);
    if (missing > 0 &&
        (options.mostNewFeatures < 0 || toCompute(store, recipe, options.project, images) <= options.mostNewFeatures)) {
        extraction::FeatureOptions wanted;
        wanted.project = options.project;
        wanted.recipe = recipe;
        wanted.device = options.device;
        // The window uses the features that exist; a command waits until the missing ones are computed.
        wanted.waitForWriter = options.mostNewFeatures < 0;
        auto made = extraction::runFeatures(wanted, resources, context);
        if (!made && made.error().key != features::kFileBusy) return base::pass(made);
        predictor.forgetFeatures();
        if (made) stored = made->holds;
        store = predictor.featuresOf(stored);
    }
    if (!store || (!images.empty() && missingFeatures(store, images) == std::ssize(images)))
        return extraction::noFeatures(options.project);
    return search(**aligner, *store, predictor.keptOf(stored), images, question, context);
}

}  // namespace legenda::inference
