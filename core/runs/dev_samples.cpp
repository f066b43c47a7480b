// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/dev_samples.h"

#include "core/base/random.h"
#include "core/model/aligner.h"
#include "core/model/safetensors.h"
#include "core/runs/dev_vectors.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

namespace legenda::runs {

using base::Result;

namespace {

constexpr std::size_t kSamples = 12;
constexpr std::uint64_t kSeed = 12;
constexpr const char* kModel = "the model under training";

// Relative to the image's size, which region 0 has.
base::Box shareOf(const features::ImageFeatures& image, std::size_t region) {
    const auto &frame = image.boxes.front(), &box = image.boxes.at(region);
    return {(box.x - frame.x) / frame.w, (box.y - frame.y) / frame.h, box.w / frame.w, box.h / frame.h};
}

}  // namespace

std::vector<const trainers::TrainingImage*> sampledImages(const std::vector<trainers::TrainingImage>& dev) {
    std::vector<std::pair<std::uint64_t, const trainers::TrainingImage*>> drawn;
    for (const auto& image : dev) drawn.emplace_back(base::Random(kSeed, image.features->image).next(), &image);
    const auto count = std::min(kSamples, drawn.size());
    std::ranges::partial_sort(drawn, drawn.begin() + static_cast<std::ptrdiff_t>(count), {}, [](const auto& each) {
        return std::pair(each.first, std::string_view(each.second->features->image));
    });
    std::vector<const trainers::TrainingImage*> images;
    for (std::size_t i = 0; i < count; ++i) images.push_back(drawn[i].second);
    return images;
}

void addRegion(model::CaptionSource& source, const model::Captioner& captioner, const features::ImageFeatures& image,
               std::size_t region) {
    const auto vectors = image.toFloat();
    const auto own = vectors.row(region), whole = vectors.row(0);
    std::vector<float> row(own.begin(), own.end());
    if (captioner.contextInput()) row.insert(row.end(), whole.begin(), whole.end());
    appendRow(source.vectors, row);
    if (!captioner.attends()) return;
    source.regions.push_back(vectors);
    source.places.push_back(image.places());
}

Result<std::vector<RunSample>> captionSamples(const model::TensorFile& model,
                                              const std::vector<const trainers::TrainingImage*>& images,
                                              std::size_t region) {
    LEGENDA_TRY(captioner, model::Captioner::of(model, kModel));
    model::CaptionSource source;
    std::vector<RunSample> samples;
    for (const auto* image : images) {
        const auto described = std::min(region, image->features->boxes.size() - 1);
        addRegion(source, *captioner, *image->features, described);
        samples.push_back({image->features->image, shareOf(*image->features, described), {}});
    }
    model::DecodeOptions greedy;
    greedy.beam = 1;
    LEGENDA_TRY(said, captioner->caption(source, greedy));
    for (std::size_t i = 0; i < samples.size(); ++i)
        for (const auto& word : (*said)[i].front().words) samples[i].words.push_back({word.text});
    return samples;
}

Result<std::vector<RunSample>> alignmentSamples(const model::TensorFile& model,
                                                const std::vector<const trainers::TrainingImage*>& images) try {
    LEGENDA_TRY(aligner, model::Aligner::of(model, kModel));
    std::vector<RunSample> samples;
    for (const auto* image : images) {
        const auto& features = *image->features;
        const auto vectors = features.toFloat();
        base::Matrix frame;
        appendRow(frame, vectors.row(0));
        const auto whole = aligner->embedFrames(frame);
        const auto alignment = aligner->align(aligner->embedRegions(vectors, features.scoredPlaces()), whole.row(0),
                                              image->sentences.front(), model::kDefaultBeta);
        RunSample sample{features.image};
        for (std::size_t t = 0; t < alignment.tokens.size(); ++t) {
            const int region = alignment.assignment[t];
            sample.words.push_back({alignment.tokens[t], region,
                                    region < 0 ? base::Box{} : shareOf(features, static_cast<std::size_t>(region))});
        }
        samples.push_back(std::move(sample));
    }
    return samples;
} catch (const std::exception& problem) {
    return base::fail(base::ErrorCode::Internal, "The alignments of the sampled images failed.", problem.what());
}

}  // namespace legenda::runs
