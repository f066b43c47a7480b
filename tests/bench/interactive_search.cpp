// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/inference/project_search.h"
#include "core/model/aligner.h"
#include "core/store/project_store.h"
#include "tests/bench/interactive_setup.h"

namespace legenda::bench {

namespace {

const char* const kQuestions[] = {"a black dog runs on the beach", "two children play in water", "a man climbs a rock"};
constexpr std::size_t kRegions = 20;

// How long a search takes does not hang on the values.
void makeUp(const Setup& setup) {
    const auto aligner = must(model::Aligner::load(setup.checkpoint("alignment")));
    const auto& recipe = aligner.info().recipe;
    const auto file = features::FeatureStore::fileFor(setup.project, recipe);
    if (std::filesystem::exists(file)) return;
    const auto extractor = must(extraction::RegionExtractor::create(recipe, setup.resources));
    const auto dimension = static_cast<std::size_t>(extractor.dimension());
    const auto project = must(store::ProjectStore::open(setup.project, store::ProjectStore::Mode::Read));
    auto features = must(features::FeatureStore::openForAppend(file, recipe, dimension));
    base::Random random(6, "vectors");
    for (const auto& image : must(project.images())) {
        base::Matrix vectors(kRegions, dimension);
        for (auto& value : vectors.data) value = static_cast<float>(random.uniform());
        std::vector<base::Box> boxes(kRegions, {0, 0, double(image.width), double(image.height)});
        must(features.append(image.uuid, "made up", boxes, std::vector<float>(kRegions, 1), vectors));
    }
}

}  // namespace

void measureSearch(const Setup& setup, Report& report) {
    if (setup.madeUp) makeUp(setup);
    Series again{"search, the session's next ones", {}, 0}, alone{"search that loads and reads everything", {}, 0};
    double first = 0;
    session::Session session(setup.config());
    open(session, setup);
    for (int i = 0; i <= setup.searches; ++i) {
        const double ms = waitFor<std::vector<inference::SearchHit>>([&](auto done) {
            session.models().ask(inference::ImageSearchQuestion{kQuestions[i % 3], false, 100}, done);
        });
        if (i == 0)
            first = ms;
        else
            again.values.push_back(ms);
    }
    inference::SearchOptions options;
    options.project = setup.project;
    options.top = 100;
    options.model = setup.checkpoint("alignment");
    options.mostNewFeatures = 0;
    for (int i = 0; i < setup.searches; ++i) {
        options.text = kQuestions[i % 3];
        const auto start = Clock::now();
        must(inference::runSearch(options, setup.resources, {}));
        alone.values.push_back(since(start));
    }
    report.add("search, the first of a session", first);
    report.add(again);
    report.add(alone);
}

}  // namespace legenda::bench
