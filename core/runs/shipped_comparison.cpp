// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/shipped_comparison.h"

#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/region_pairs.h"

#include <algorithm>
#include <map>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::Result;
using features::FeatureStore;
using features::ImageFeatures;

namespace {

constexpr std::size_t kAtOnce = 100;

// The dev images' vectors by a recipe: those of the run, or of another feature file of the project that holds them all.
class DevVectors {
 public:
    static std::optional<DevVectors> of(const LoadedData& loaded, const features::Recipe& recipe,
                                        const fs::path& project) {
        DevVectors dev;
        if (recipe.hash() != loaded.data.recipe.hash()) {
            auto opened = FeatureStore::open(FeatureStore::fileFor(project, recipe));
            if (!opened) return {};
            dev.store_.emplace(std::move(*opened));
        }
        for (const auto& image : loaded.data.dev) {
            const auto* found = dev.store_ ? dev.store_->find(image.features->image) : image.features;
            if (!found) return {};
            dev.images_.push_back(found);
        }
        return dev;
    }
    const ImageFeatures& operator[](std::size_t image) const { return *images_[image]; }

 private:
    std::optional<FeatureStore> store_;
    std::vector<const ImageFeatures*> images_;
};

void append(base::Matrix& to, std::span<const float> row) {
    to.cols = row.size();
    to.data.insert(to.data.end(), row.begin(), row.end());
    ++to.rows;
}

double recallSum(const metrics::RecallFigures& f) {
    return f.r1 + f.r5 + f.r10;
}

Result<std::optional<double>> alignmentFigure(const LoadedData& loaded, const fs::path& shipped,
                                              const fs::path& project, const std::string& device,
                                              const base::JobContext& context) {
    LEGENDA_TRY(aligner, model::Aligner::load(shipped, device));
    const auto dev = DevVectors::of(loaded, aligner->info().recipe, project);
    if (!dev) return std::nullopt;
    const auto& images = loaded.data.dev;
    std::vector<base::Matrix> regions;
    base::Matrix frames;
    std::vector<std::string> sentences;
    std::vector<int> owner;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto vectors = (*dev)[i].toFloat();
        regions.push_back(aligner->embedRegions(vectors, (*dev)[i].scoredPlaces()));
        append(frames, vectors.row(0));
        sentences.insert(sentences.end(), images[i].sentences.begin(), images[i].sentences.end());
        owner.insert(owner.end(), images[i].sentences.size(), static_cast<int>(i));
    }
    const auto whole = aligner->embedFrames(frames);
    base::Matrix scores(images.size(), sentences.size());
    for (std::size_t s = 0; s < sentences.size(); s += kAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto end = std::min(s + kAtOnce, sentences.size());
        const auto block =
            aligner->scoreAll(regions, whole,
                              aligner->embedSentences({sentences.begin() + static_cast<std::ptrdiff_t>(s),
                                                       sentences.begin() + static_cast<std::ptrdiff_t>(end)}));
        for (std::size_t r = 0; r < block.rows; ++r)
            std::ranges::copy(block.row(r), scores.row(r).begin() + static_cast<std::ptrdiff_t>(s));
    }
    const auto figures = metrics::retrievalFigures(scores, owner);
    return recallSum(figures.imageAnnotation) + recallSum(figures.imageSearch);
}

// One thing to be described, and what people or the alignment said of it.
struct Item {
    std::size_t image = 0;
    int region = 0;
    std::vector<std::string> texts;
};

// As many as the run's own evaluations caption, spread evenly.
std::vector<Item> spread(std::vector<Item> items, std::size_t most) {
    const std::size_t all = items.size();
    if (all <= most) return items;
    std::vector<Item> kept;
    for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(items[i * all / most]));
    return kept;
}

Result<std::vector<Item>> regionItems(const RunPlan& plan, const LoadedData& loaded, const base::JobContext& context) {
    trainers::RegionOptions options;
    if (auto set = base::optionsFromJson(options, plan.options, "the options of the run"); !set) return base::pass(set);
    LEGENDA_TRY(aligner, model::Aligner::load(plan.alignment));
    LEGENDA_TRY(pairs, trainers::makeRegionPairs(*aligner, loaded.data.dev, options.pairs, context));
    std::vector<Item> items;
    std::map<std::pair<std::size_t, int>, std::size_t> numbers;
    for (auto& pair : *pairs) {
        if (pair.wholeFrame && !options.wholeFrame) continue;
        const auto [found, isNew] = numbers.try_emplace({pair.image, pair.region}, items.size());
        if (isNew) items.push_back({pair.image, pair.region, {}});
        items[found->second].texts.push_back(std::move(pair.text));
    }
    return items;
}

Result<std::optional<double>> captionFigure(std::vector<Item> items, const RunPlan& plan, const LoadedData& loaded,
                                            const fs::path& shipped, const fs::path& project, const std::string& device,
                                            const base::JobContext& context) {
    LEGENDA_TRY(captioner, model::Captioner::load(shipped, device));
    const bool ofRegions = plan.kind == "region";
    // Regions are numbered by the run's own recipe.
    if (ofRegions && captioner->info().recipe.hash() != loaded.data.recipe.hash()) return std::nullopt;
    const auto dev = DevVectors::of(loaded, captioner->info().recipe, project);
    if (!dev) return std::nullopt;
    items = spread(std::move(items), plan.options.value("evaluationItems", std::size_t{1000}));
    std::vector<std::string> captions;
    std::vector<std::vector<std::string>> references;
    for (std::size_t start = 0; start < items.size(); start += kAtOnce) {
        model::CaptionSource source;
        for (std::size_t i = start; i < std::min(start + kAtOnce, items.size()); ++i) {
            const auto& found = (*dev)[items[i].image];
            const auto vectors = found.toFloat();
            const auto own = vectors.row(static_cast<std::size_t>(items[i].region));
            std::vector<float> row(own.begin(), own.end());
            if (ofRegions && captioner->contextInput())
                row.insert(row.end(), vectors.row(0).begin(), vectors.row(0).end());
            append(source.vectors, row);
            if (captioner->attends()) {
                source.regions.push_back(vectors);
                source.places.push_back(found.places());
            }
            references.push_back(items[i].texts);
        }
        model::DecodeOptions greedy;
        greedy.beam = 1;
        LEGENDA_TRY(said, captioner->caption(source, greedy, context));
        for (const auto& best : *said) captions.push_back(best.front().text);
    }
    if (captions.empty()) return std::nullopt;
    return ciderOf(captions, references);
}

}  // namespace

Result<std::optional<double>> shippedFigure(const RunPlan& plan, const LoadedData& loaded, const fs::path& shipped,
                                            const fs::path& project, const std::string& device,
                                            const base::JobContext& context) {
    if (plan.kind == "align") return alignmentFigure(loaded, shipped, project, "cpu", context);
    std::vector<Item> items;
    if (plan.kind == "region") {
        LEGENDA_TRY(found, regionItems(plan, loaded, context));
        items = std::move(*found);
    } else {
        for (std::size_t i = 0; i < loaded.data.dev.size(); ++i) items.push_back({i, 0, loaded.data.dev[i].sentences});
    }
    return captionFigure(std::move(items), plan, loaded, shipped, project, device, context);
}

}  // namespace legenda::runs
