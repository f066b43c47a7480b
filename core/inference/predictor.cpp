// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/predictor.h"

#include "core/base/file_hashes.h"
#include "core/base/waiting.h"
#include "core/image/decode.h"
#include "core/project/models_in_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

namespace {

// What is known of the image looked at last, so that a second sentence or box on it costs no decoding.
struct ImageAtHand {
    fs::path file;
    fs::file_time_type changed{};
    std::map<int, base::Picture> pictures;                    // as networks are shown it, by the recipe's longestSide
    std::map<std::string, extraction::ImageRegions> regions;  // by recipe hash
    std::map<std::string, base::Matrix> frames;               // [1, D] of the whole frame, by recipe hash
    std::map<std::string, base::Matrix> regionVectors;        // v, by hash of the alignment checkpoint
    std::map<std::string, base::Matrix> frameVectors;         // g of the whole frame, likewise
    std::map<std::string, std::shared_ptr<const extraction::RegionExtractor::PictureMap>> maps;  // by recipe hash
};

std::string boxText(const base::Box& box) {
    return fmt::format("{:g},{:g},{:g},{:g}", box.x, box.y, box.w, box.h);
}

base::Status checkBox(const base::Box& box, const base::Picture& picture, const fs::path& file) {
    const base::Box frame{0, 0, double(picture.fullWidth), double(picture.fullHeight)};
    if (!(box.w > 0) || !(box.h > 0))
        return base::fail(ErrorCode::BadInput, fmt::format("Box {} has no area.", boxText(box)));
    if (base::intersection(box, frame).area() <= 0)
        return base::failWithKey(ErrorCode::BadInput, kImageFault,
                                 fmt::format("Box {} lies outside {}, which has {} x {} pixels.", boxText(box),
                                             file.string(), picture.fullWidth, picture.fullHeight));
    return {};
}

// Each region's vector with the whole frame's appended.
base::Matrix withContext(const base::Matrix& regions, std::span<const float> frame) {
    base::Matrix joined(regions.rows, regions.cols + frame.size());
    for (std::size_t r = 0; r < regions.rows; ++r) {
        std::ranges::copy(regions.row(r), joined.row(r).begin());
        std::ranges::copy(frame, joined.row(r).begin() + static_cast<std::ptrdiff_t>(regions.cols));
    }
    return joined;
}

// Between two looks at a feature file that another job may be filling: opening it means reading it whole.
constexpr auto kLookAgain = std::chrono::seconds(2);

struct OpenStore {
    struct State {
        std::uintmax_t bytes = 0;
        fs::file_time_type changed{};
        bool operator==(const State&) const = default;
    };
    features::FeatureStore store;
    State state;
    std::string source;  // differs from that of the file's other states
    std::chrono::steady_clock::time_point opened;
};

}  // namespace

struct Predictor::Impl {
    project::Resources resources;
    fs::path project;
    Models models;
    std::string device;
    int networkThreads;

    std::optional<model::Aligner> aligner;
    std::map<project::ModelKind, model::Captioner> captioners;
    std::map<project::ModelKind, std::string> stamps;               // of the files that were loaded
    std::map<std::string, extraction::RegionExtractor> extractors;  // by recipe hash
    std::map<std::string, OpenStore> stores;                        // by recipe hash; only files that were there
    ImageAtHand atHand;
    KeptVectors kept;
    int opened = 0;  // feature files

    Result<model::Aligner*> alignerInUse(const base::JobContext& context) {
        if (!aligner) {
            auto path =
                project::chooseCheckpoint(resources, project, project::ModelKind::Alignment, models.alignment, context);
            if (!path) return base::pass(path);
            stamps[project::ModelKind::Alignment] = base::fileStamp(*path);
            auto loaded = model::Aligner::load(*path, device);
            if (!loaded) return base::pass(loaded);
            aligner.emplace(std::move(*loaded));
        }
        return &*aligner;
    }

    const fs::path& named(project::ModelKind kind) const {
        return kind == project::ModelKind::Alignment ? models.alignment
               : kind == project::ModelKind::Caption ? models.caption
                                                     : models.region;
    }

    features::Recipe recipeOf(const model::Aligner& of) const {
        auto recipe = of.info().recipe;
        if (!models.proposals.empty() && models.proposals != recipe.proposals) {
            recipe.proposals = models.proposals;
            recipe.proposalsHash.clear();
            recipe.proposer.clear();
        }
        return recipe;
    }

    Result<model::Captioner*> captionerInUse(project::ModelKind kind, const base::JobContext& context) {
        auto found = captioners.find(kind);
        if (found == captioners.end()) {
            auto path = project::chooseCheckpoint(resources, project, kind, named(kind), context);
            if (!path) return base::pass(path);
            stamps[kind] = base::fileStamp(*path);
            auto loaded = model::Captioner::load(*path, device);
            if (!loaded) return base::pass(loaded);
            found = captioners.emplace(kind, std::move(*loaded)).first;
        }
        return &found->second;
    }

    Result<extraction::RegionExtractor*> extractor(const features::Recipe& recipe) {
        auto found = extractors.find(recipe.hash());
        if (found == extractors.end()) {
            auto made = extraction::RegionExtractor::create(recipe, resources, device);
            if (!made) return base::pass(made);
            made->setNetworkThreads(networkThreads);
            found = extractors.emplace(recipe.hash(), std::move(*made)).first;
        }
        return &found->second;
    }

    void take(const fs::path& file) {
        std::error_code ignored;
        const auto changed = fs::last_write_time(file, ignored);
        if (atHand.file == file && atHand.changed == changed) return;
        atHand = {};
        atHand.file = file;
        atHand.changed = changed;
    }

    Result<const base::Picture*> picture(const features::Recipe& recipe) {
        auto known = atHand.pictures.find(recipe.longestSide);
        if (known == atHand.pictures.end()) {
            auto decoded = image::networkPicture(atHand.file, recipe.longestSide);
            if (!decoded) {
                decoded.error().key = kImageFault;
                return base::pass(decoded);
            }
            known = atHand.pictures.emplace(recipe.longestSide, std::move(*decoded)).first;
        }
        return &known->second;
    }

    // Regions of the image at hand by a recipe: from the project's feature file where it holds them, else computed.
    Result<const extraction::ImageRegions*> regions(const features::Recipe& recipe, const std::string& uuid) {
        if (const auto* known = knownRegions(recipe, uuid)) return known;
        auto decoded = picture(recipe);
        if (!decoded) return base::pass(decoded);
        auto network = extractor(recipe);
        if (!network) return base::pass(network);
        auto computed = (*network)->regions(**decoded);
        if (!computed) return base::pass(computed);
        return &atHand.regions.emplace(recipe.hash(), std::move(*computed)).first->second;
    }

    // Those computed or read before, or of the project's feature file; nullptr: they would have to be computed.
    const extraction::ImageRegions* knownRegions(const features::Recipe& recipe, const std::string& uuid) {
        const std::string hash = recipe.hash();
        if (auto known = atHand.regions.find(hash); known != atHand.regions.end()) return &known->second;
        if (auto stored = storedRegions(recipe, uuid))
            return &atHand.regions.emplace(hash, std::move(*stored)).first->second;
        return nullptr;
    }

    // Of the recipe's feature file or, where the picture fits within longestSide, of the one made before there was any.
    std::optional<extraction::ImageRegions> storedRegions(const features::Recipe& recipe, const std::string& uuid) {
        auto stored = regionsOfFile(recipe, uuid);
        if (stored || recipe.longestSide == 0) return stored;
        stored = regionsOfFile(features::withoutLongestSide(recipe), uuid);
        if (stored && std::max(stored->boxes.front().w, stored->boxes.front().h) > recipe.longestSide) stored.reset();
        return stored;
    }

    std::optional<extraction::ImageRegions> regionsOfFile(const features::Recipe& recipe, const std::string& uuid) {
        if (uuid.empty() || project.empty()) return {};
        const auto* store = storeOf(recipe);
        const auto* found = store ? store->find(uuid) : nullptr;
        if (!found) return {};
        return extraction::ImageRegions{found->boxes, found->scores, found->toFloat()};
    }

    // The project's feature file, opened once and again when it has changed since: a job of any program may fill it.
    const features::FeatureStore* storeOf(const features::Recipe& recipe) {
        if (project.empty()) return nullptr;
        const std::string hash = recipe.hash();
        const fs::path file = features::FeatureStore::fileFor(project, recipe);
        const auto known = stores.find(hash);
        const auto now = std::chrono::steady_clock::now();
        if (known != stores.end() && now - known->second.opened < kLookAgain) return &known->second.store;
        std::error_code missing;
        const OpenStore::State state{fs::file_size(file, missing), fs::last_write_time(file, missing)};
        if (missing) return nullptr;
        if (known != stores.end() && known->second.state == state) {
            known->second.opened = now;
            return &known->second.store;
        }
        // Taken before the file is read; written so lately that a further change might not show, it has none.
        auto source = base::fileStamp(file);
        if (source.empty()) source = fmt::format("opened {}", ++opened);
        auto found = features::FeatureStore::open(file);
        if (!found) return nullptr;
        return &stores.insert_or_assign(hash, OpenStore{std::move(*found), state, std::move(source), now})
                    .first->second.store;
    }

    // [1, D] as the features have it, without a search for regions.
    Result<base::Matrix> frameVector(const features::Recipe& recipe, const std::string& uuid) {
        if (const auto* known = knownRegions(recipe, uuid)) {
            base::Matrix row(1, known->vectors.cols);
            std::ranges::copy(known->vectors.row(0), row.data.begin());
            return row;
        }
        auto& row = atHand.frames[recipe.hash()];
        if (row.rows > 0) return row;
        auto decoded = picture(recipe);
        if (!decoded) return base::pass(decoded);
        auto network = extractor(recipe);
        if (!network) return base::pass(network);
        auto computed = (*network)->frameVector(**decoded, &atHand.maps[recipe.hash()]);
        if (computed) row = *computed;
        return computed;
    }

    // Appends what the captioner reads of the image at hand.
    base::Status addWhole(const model::Captioner& captioner, const std::string& uuid, model::CaptionSource& to) {
        const auto& recipe = captioner.info().recipe;
        if (captioner.attends()) {
            auto known = regions(recipe, uuid);
            if (!known) return base::pass(known);
            to.regions.push_back((*known)->vectors);
            to.places.push_back(base::placesOf((*known)->boxes, (*known)->boxes.front()));
        }
        auto frame = frameVector(recipe, uuid);
        if (!frame) return base::pass(frame);
        to.vectors.data.insert(to.vectors.data.end(), frame->data.begin(), frame->data.end());
        to.vectors.cols = frame->cols;
        ++to.vectors.rows;
        return {};
    }

    // What a region captioner reads of the recipe's own regions, whose boxes are handed out.
    Result<base::Matrix> regionVectors(const features::Recipe& recipe, const std::string& uuid, bool withFrame,
                                       std::vector<base::Box>& boxes) {
        auto known = regions(recipe, uuid);
        if (!known) return base::pass(known);
        boxes = (*known)->boxes;
        return withFrame ? withContext((*known)->vectors, (*known)->vectors.row(0)) : (*known)->vectors;
    }

    // The same of any boxes. The image's regions are not searched for.
    Result<base::Matrix> boxVectors(const features::Recipe& recipe, const std::string& uuid, bool withFrame,
                                    const std::vector<base::Box>& boxes) {
        auto decoded = picture(recipe);
        if (!decoded) return base::pass(decoded);
        for (const auto& box : boxes)
            if (auto fits = checkBox(box, **decoded, atHand.file); !fits) return base::pass(fits);
        auto network = extractor(recipe);
        if (!network) return base::pass(network);
        auto own = (*network)->boxVectors(**decoded, boxes, &atHand.maps[recipe.hash()]);
        if (!own || !withFrame) return own;
        auto frame = frameVector(recipe, uuid);
        if (!frame) return frame;
        return withContext(*own, frame->row(0));
    }

    Result<std::vector<CaptionResult>> captionBoxes(const std::string& uuid, std::vector<base::Box> boxes,
                                                    bool allRegions, const model::DecodeOptions& options,
                                                    const base::JobContext& context) {
        auto captioner = captionerInUse(project::ModelKind::Region, context);
        if (!captioner) return base::pass(captioner);
        const auto& recipe = (*captioner)->info().recipe;
        auto vectors = allRegions ? regionVectors(recipe, uuid, (*captioner)->contextInput(), boxes)
                                  : boxVectors(recipe, uuid, (*captioner)->contextInput(), boxes);
        if (!vectors) return base::pass(vectors);
        auto captions = (*captioner)->caption({std::move(*vectors)}, options, context);
        if (!captions) return base::pass(captions);
        std::vector<CaptionResult> results;
        for (std::size_t i = 0; i < boxes.size(); ++i)
            results.push_back({atHand.file.string(), boxes[i], std::move((*captions)[i])});
        return results;
    }
};

Predictor::Predictor(project::Resources resources, fs::path project, Models models, std::string device,
                     int networkThreads)
    : impl_(new Impl{std::move(resources),
                     std::move(project),
                     std::move(models),
                     std::move(device),
                     networkThreads,
                     {},
                     {},
                     {},
                     {},
                     {},
                     {},
                     {},
                     0}) {}
Predictor::~Predictor() = default;

void Predictor::use(Models models) {
    auto& impl = *impl_;
    const auto before = std::exchange(impl.models, std::move(models));
    const auto stays = [&](project::ModelKind kind, const fs::path& file) {
        const auto stamp = impl.stamps.find(kind);
        return file == impl.named(kind) &&
               (stamp == impl.stamps.end() || stamp->second.empty() || stamp->second == base::fileStamp(file));
    };
    if (!stays(project::ModelKind::Alignment, before.alignment)) impl.aligner.reset();
    if (!stays(project::ModelKind::Caption, before.caption)) impl.captioners.erase(project::ModelKind::Caption);
    if (!stays(project::ModelKind::Region, before.region)) impl.captioners.erase(project::ModelKind::Region);
}

void Predictor::forgetFeatures() {
    impl_->stores.clear();
    impl_->atHand = {};
}

Result<const model::Aligner*> Predictor::aligner(const base::JobContext& context) {
    auto aligner = impl_->alignerInUse(context);
    if (!aligner) return base::pass(aligner);
    return *aligner;
}

const features::FeatureStore* Predictor::featuresOf(const features::Recipe& recipe) {
    return impl_->storeOf(recipe);
}

KeptVectors& Predictor::keptOf(const features::Recipe& recipe) {
    auto& impl = *impl_;
    const std::string hash = recipe.hash();
    const auto open = impl.stores.find(hash);
    impl.kept.keepFor(fmt::format("{} {} {}", impl.aligner ? impl.aligner->info().hash : "", hash,
                                  open == impl.stores.end() ? "" : open->second.source));
    return impl.kept;
}

Result<model::Alignment> Predictor::align(const fs::path& file, const std::string& imageUuid,
                                          const std::string& sentence, double beta, const base::JobContext& context) {
    base::mayWait("a model", file);
    auto aligner = impl_->alignerInUse(context);
    if (!aligner) return base::pass(aligner);
    impl_->take(file);
    auto known = impl_->regions(impl_->recipeOf(**aligner), imageUuid);
    if (!known) return base::pass(known);
    if (context.stopped()) return base::JobContext::cancelled();
    auto& vectors = impl_->atHand.regionVectors[(*aligner)->info().hash];
    if (vectors.rows == 0)
        vectors = (*aligner)->embedRegions((*known)->vectors,
                                           base::placesOf((*known)->boxes, (*known)->boxes.front(), (*known)->scores));

    auto& whole = impl_->atHand.frameVectors[(*aligner)->info().hash];
    if (whole.rows == 0) {
        base::Matrix first(1, (*known)->vectors.cols);
        std::ranges::copy((*known)->vectors.row(0), first.data.begin());
        whole = (*aligner)->embedFrames(first);
    }

    auto alignment = (*aligner)->align(vectors, whole.row(0), sentence, beta);
    const auto& frame = (*known)->boxes.front();
    alignment.image = file.filename().string();
    alignment.width = static_cast<int>(frame.w + 0.5);
    alignment.height = static_cast<int>(frame.h + 0.5);
    for (std::size_t r = 0; r < alignment.regions.size(); ++r) {
        alignment.regions[r].box = (*known)->boxes[r];
        alignment.regions[r].score = (*known)->scores[r];
    }
    return alignment;
}

Result<std::vector<CaptionResult>> Predictor::caption(const fs::path& file, const std::string& imageUuid,
                                                      const std::vector<base::Box>& boxes, bool allRegions,
                                                      const model::DecodeOptions& options,
                                                      const base::JobContext& context) {
    base::mayWait("a model", file);
    impl_->take(file);
    if (!boxes.empty() || allRegions) return impl_->captionBoxes(imageUuid, boxes, allRegions, options, context);
    const ImageFile only{file, imageUuid};
    return captionWhole({&only, 1}, options, context);
}

Result<std::vector<CaptionResult>> Predictor::captionWhole(
    std::span<const ImageFile> images, const model::DecodeOptions& options, const base::JobContext& context,
    const std::function<void(std::size_t)>& gathered,
    const std::function<bool(std::size_t, const base::Error&)>& passOver) {
    auto captioner = impl_->captionerInUse(project::ModelKind::Caption, context);
    if (!captioner) return base::pass(captioner);
    model::CaptionSource source;
    std::vector<std::size_t> read;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        impl_->take(images[i].file);
        if (auto added = impl_->addWhole(**captioner, images[i].uuid, source); added)
            read.push_back(i);
        else if (!passOver || !passOver(i, added.error()))
            return base::pass(added);
        if (gathered) gathered(i + 1);
    }
    std::vector<CaptionResult> results;
    for (const auto& image : images) results.push_back({image.file.string(), {}, {}});
    if (read.empty()) return results;
    auto captions = (*captioner)->caption(source, options, context);
    if (!captions) return base::pass(captions);
    for (std::size_t k = 0; k < read.size(); ++k) results[read[k]].captions = std::move((*captions)[k]);
    return results;
}

}  // namespace legenda::inference
