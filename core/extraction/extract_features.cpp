// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/extract_features.h"

#include "core/base/file_hashes.h"
#include "core/base/hash.h"
#include "core/extraction/given_boxes.h"
#include "core/extraction/picture_pipeline.h"
#include "core/extraction/region_extractor.h"
#include "core/features/earlier_features.h"
#include "core/features/feature_store.h"
#include "core/features/mapped_file.h"
#include "core/image/decode.h"
#include "core/model/checkpoint_info.h"
#include "core/project/models_in_use.h"
#include "core/runtime/compute_threads.h"
#include "core/store/project_store.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace legenda::extraction {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;
using base::Status;

namespace {

constexpr auto kBusyStep = std::chrono::milliseconds(200);

// The number of threads for decoding and proposals, so that all cores are busy: selective search takes several times as
// long as the forward pass.
struct Balance {
    int workers = 1, tensors = 1;
};
Balance balance(const features::Recipe& recipe, int threads) {
    const int cores = threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    if (recipe.proposals == "selective-search" && recipe.regions > 0) return {cores, std::max(1, cores / 4)};
    return {std::max(1, cores / 2), cores};
}

class Run {
 public:
    Run(const FeatureOptions& options, const project::Resources& resources, const base::JobContext& context)
        : options_(options), resources_(resources), context_(context), started_(std::chrono::steady_clock::now()) {}

    Result<FeatureReport> operator()() {
        LEGENDA_TRY(ready, open());
        if (auto done = compute(); !done) return pass(done);
        for (const auto& image : images_)
            if (const auto* found = features_ ? features_->find(image.uuid) : nullptr) {
                ++report_.images;
                report_.regions += static_cast<std::int64_t>(found->boxes.size());
            }
        report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
        return std::move(report_);
    }

 private:
    Status open() {
        LEGENDA_TRY(project, store::ProjectStore::open(options_.project, store::ProjectStore::Mode::Read));
        project_.emplace(std::move(*project));
        LEGENDA_TRY(images, project_->images(options_.split));
        images_ = std::move(*images);

        features::Recipe recipe = options_.recipe;
        if (recipe.proposals == "file" && (!options_.proposalsFile.empty() || recipe.proposalsHash.empty())) {
            LEGENDA_TRY(given, GivenBoxes::read(options_.proposalsFile));
            given_.emplace(std::move(*given));
            LEGENDA_TRY(all, project_->images());
            report_.problems = given_->match(*all);
            LEGENDA_TRY(hash, base::sha256OfFile(options_.proposalsFile));
            if (!recipe.proposalsHash.empty() && recipe.proposalsHash != *hash)
                return fail(ErrorCode::BadInput,
                            fmt::format("{} is not the proposals file of the recipe: its SHA-256 is {}, expected {}.",
                                        options_.proposalsFile.string(), *hash, recipe.proposalsHash));
            recipe.proposalsHash = *hash;
        }
        LEGENDA_TRY(extractor, RegionExtractor::create(recipe, resources_, options_.device));
        extractor_.emplace(std::move(*extractor));
        report_.recipe = extractor_->recipe().hash();
        report_.holds = extractor_->recipe();
        report_.file = features::FeatureStore::fileFor(options_.project, extractor_->recipe());
        hashes_.emplace(report_.file.parent_path() / "file-hashes.txt");
        return openFeatures();
    }

    // Where no feature is missing the file is only read, so that a read-only project can be used and no one waits for
    // another program that appends.
    Status openFeatures() {
        if (auto reader = features::FeatureStore::open(report_.file)) {
            features_.emplace(std::move(*reader));
            LEGENDA_TRY(missing, missingImages());
            report_.damaged = static_cast<std::int64_t>(features_->damaged());
            complete_ = missing->empty();
            if (complete_) return {};
            if (auto writable = store::ProjectStore::open(options_.project);
                !writable && writable.error().key == store::kReadOnly)
                return passOverUnreadable(*missing, writable.error());
            features_.reset();
        }
        if (images_.empty()) return {};
        auto writable = store::ProjectStore::open(options_.project);
        if (!writable && writable.error().key == store::kReadOnly && readEarlier()) return {};
        if (!writable) return pass(writable);
        project_.emplace(std::move(*writable));
        for (;;) {
            auto features = features::FeatureStore::openForAppend(report_.file, extractor_->recipe(),
                                                                  static_cast<std::size_t>(extractor_->dimension()));
            if (features) {
                features_.emplace(std::move(*features));
                report_.damaged = static_cast<std::int64_t>(features_->damaged());
                return {};
            }
            if (features.error().key != features::kFileBusy || !options_.waitForWriter) return pass(features);
            if (context_.stopped()) return base::JobContext::cancelled();
            context_.report({"waiting for another program that writes the features", 0, 0, {}});
            std::this_thread::sleep_for(kBusyStep);
        }
    }

    // For a read-only project: images that cannot be read are skipped, any other missing one is an error.
    Status passOverUnreadable(const std::vector<const store::ImageRecord*>& missing, const base::Error& readOnly) {
        for (const auto* image : missing) {
            if (context_.stopped()) return base::JobContext::cancelled();
            auto picture = image::decode(image->file);
            if (picture) return tl::unexpected<base::Error>(readOnly);
            report_.skipped.push_back({image->path, base::withoutPlace(picture.error().message, image->file.string())});
        }
        complete_ = true;
        return {};
    }

    // Images without features, or with features of an earlier content of the file.
    Result<std::vector<const store::ImageRecord*>> missingImages() {
        std::vector<const store::ImageRecord*> missing;
        for (const auto& image : images_) {
            if (context_.stopped()) return base::JobContext::cancelled();
            if (!features_->contains(image.uuid) || changed(image)) missing.push_back(&image);
        }
        return missing;
    }

    // Whether an image's features were computed from an earlier content of its file. An image whose file cannot be read
    // keeps its features.
    bool changed(const store::ImageRecord& image) {
        const auto* features = features_->find(image.uuid);
        if (features == nullptr || features->contentHash.empty()) return false;
        const auto hash = hashes_->hashOf(image.uuid, image.file);
        return hash && *hash != features->contentHash;
    }

    // A read-only project uses the earlier file where that holds all requested images.
    bool readEarlier() {
        auto earlier = features::EarlierFeatures::open(options_.project, extractor_->recipe());
        if (!earlier || !std::ranges::all_of(images_, [&](const auto& i) { return earlier->find(i.uuid) != nullptr; }))
            return false;
        const auto file = earlier->file();
        features_ = std::move(*earlier).takeStore();
        const auto missing = missingImages();
        complete_ = missing && missing->empty();
        if (!complete_) {
            features_.reset();
            return false;
        }
        report_.file = file;
        report_.holds = features::withoutLongestSide(extractor_->recipe());
        return true;
    }

    Status takeOver() {
        const auto earlier = features::EarlierFeatures::open(options_.project, extractor_->recipe());
        if (!earlier) return {};
        for (const auto& image : images_) {
            if (context_.stopped()) return base::JobContext::cancelled();
            if (features_->contains(image.uuid)) continue;
            const auto* found = earlier->find(image.uuid);
            if (found == nullptr || found->contentHash.empty() || found->dimension != features_->dimension()) continue;
            auto added =
                features_->append(image.uuid, found->contentHash, found->boxes, found->scores, found->toFloat());
            if (!added) return added;
            ++report_.takenOver;
        }
        return {};
    }

    Status compute() {
        if (!features_ || complete_) return {};
        if (auto taken = takeOver(); !taken) return taken;
        LEGENDA_TRY(found, missingImages());
        const auto& missing = *found;
        if (missing.empty()) return {};
        std::vector<std::filesystem::path> files;
        for (const auto* image : missing) files.push_back(image->file);
        if (extractor_->recipe().proposals == "file" && options_.proposalsFile.empty()) return passOver(missing);
        const auto total = static_cast<std::int64_t>(images_.size());
        std::int64_t done = total - static_cast<std::int64_t>(missing.size());
        const auto report = [&] { context_.report({"computing features", done, total, {}}); };
        report();
        const Balance threads = balance(extractor_->recipe(), options_.threads);
        const runtime::ScopedComputeThreads computeThreads(threads.tensors);
        PicturePipeline pipeline(std::move(files), extractor_->recipe(), threads.workers);
        std::vector<Result<PreparedImage>> block;
        for (std::size_t first = 0; first < missing.size(); first += block.size()) {
            block.clear();
            while (block.size() < std::min(extractor_->picturesAtOnce(), missing.size() - first)) {
                auto prepared = pipeline.take(context_.stop);
                if (!prepared || context_.stopped())
                    return fail(ErrorCode::Cancelled, fmt::format("Stopped: {} of {} images have their features. The "
                                                                  "same command goes on from there.",
                                                                  done, total));
                block.push_back(std::move(*prepared));
            }
            LEGENDA_TRY(regions, regionsOf(block));
            for (std::size_t i = 0; i < block.size(); ++i, ++done, report())
                if (auto added = add(*missing[first + i], block[i], std::move((*regions)[i])); !added) return added;
        }
        return {};
    }

    // What the extractor is best given together; an image that was not prepared has none.
    Result<std::vector<Result<ImageRegions>>> regionsOf(std::vector<Result<PreparedImage>>& block) {
        std::vector<Result<ImageRegions>> all(block.size());
        if (extractor_->picturesAtOnce() == 1) {
            if (block.front() && extractor_->recipe().proposals != "file")
                all.front() = extractor_->regionsFrom(block.front()->picture, std::move(block.front()->candidates));
            return all;
        }
        std::vector<const base::Picture*> pictures;
        for (const auto& prepared : block)
            if (prepared) pictures.push_back(&prepared->picture);
        LEGENDA_TRY(found, extractor_->regionsOfAll(pictures));
        auto next = found->begin();
        for (std::size_t i = 0; i < block.size(); ++i)
            if (block[i]) all[i] = std::move(*next++);
        return all;
    }

    // For a recipe whose boxes come from a file, when that file is not given.
    Status passOver(const std::vector<const store::ImageRecord*>& missing) {
        if (!missing.empty() && missing.size() == images_.size())
            return base::failWithRemedy(
                ErrorCode::BadInput, {},
                fmt::format("The boxes of these features come from a file of proposals (SHA-256 {}), and no image has "
                            "features by them.",
                            extractor_->recipe().proposalsHash),
                "\"legenda-cli features PROJECT --proposals FILE\" makes them.");
        for (const auto* image : missing)
            report_.skipped.push_back({image->path, "it has no features by the proposals file, which was not given"});
        return {};
    }

    // Appends the features of one image; a failure is noted and the image left out.
    Status add(const store::ImageRecord& image, const Result<PreparedImage>& prepared, Result<ImageRegions> regions) {
        if (!prepared) {
            report_.skipped.push_back({image.path, base::withoutPlace(prepared.error().message, image.file.string())});
            return {};
        }
        const auto& picture = prepared->picture;
        if (extractor_->recipe().proposals == "file") {
            auto given = given_->of(image.path, picture.fullWidth, picture.fullHeight, report_.problems);
            if (!given) {
                report_.skipped.push_back({image.path, given.error().message});
                return {};
            }
            regions = extractor_->regions(picture, &given->boxes, given->scores.empty() ? nullptr : &given->scores);
        }
        if (!regions) {
            if (regions.error().code == ErrorCode::Internal) return pass(regions);
            report_.skipped.push_back({image.path, regions.error().message});
            return {};
        }
        if (image.width != picture.fullWidth || image.height != picture.fullHeight ||
            image.sha256 != prepared->contentHash)
            if (auto set =
                    project_->setImageFacts(image.id, picture.fullWidth, picture.fullHeight, prepared->contentHash);
                !set)
                return set;
        const bool again = features_->contains(image.uuid);
        if (auto added =
                features_->append(image.uuid, prepared->contentHash, regions->boxes, regions->scores, regions->vectors);
            !added) {
            if (added.error().code != ErrorCode::BadInput) return added;
            report_.skipped.push_back({image.path, added.error().message});
            return {};
        }
        hashes_->remember(image.uuid, prepared->stamp, prepared->contentHash);
        report_.changed += again ? 1 : 0;
        ++report_.computed;
        return {};
    }

    const FeatureOptions& options_;
    const project::Resources& resources_;
    const base::JobContext& context_;
    std::chrono::steady_clock::time_point started_;
    std::optional<store::ProjectStore> project_;
    std::vector<store::ImageRecord> images_;
    std::optional<GivenBoxes> given_;
    std::optional<RegionExtractor> extractor_;
    std::optional<features::FeatureStore> features_;
    bool complete_ = false;  // no feature is missing
    std::optional<base::FileHashes> hashes_;
    FeatureReport report_;
};

}  // namespace

tl::unexpected<base::Error> noFeatures(const std::filesystem::path& project, std::string context) {
    return tl::unexpected<base::Error>({ErrorCode::BadInput,
                                        fmt::format("{} has no features for this model yet.", project.string()),
                                        std::move(context), kFeaturesMissing,
                                        fmt::format("\"legenda-cli features {}\" makes them.", project.string())});
}

Result<features::Recipe> recipeInUse(const project::Resources& resources, const std::filesystem::path& project,
                                     const base::JobContext& context) {
    auto checkpoint = project::chooseCheckpoint(resources, project, project::ModelKind::Alignment, {}, context);
    if (!checkpoint) {
        // BadInput: there is no checkpoint. Other errors (a project that cannot be read) are passed on.
        if (checkpoint.error().code == ErrorCode::BadInput) return features::newRecipe();
        return pass(checkpoint);
    }
    LEGENDA_TRY(info, model::readCheckpointInfo(*checkpoint));
    return info->recipe;
}

Result<FeatureReport> runFeatures(const FeatureOptions& options, const project::Resources& resources,
                                  const base::JobContext& context) {
    return Run(options, resources, context)();
}

}  // namespace legenda::extraction
