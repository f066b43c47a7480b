// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench_clock.h"
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/store/project_store.h"
#include "core/trainers/brnn_trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include <unistd.h>

namespace legenda::bench {

struct TemporaryFile {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("bench-align-{}.safetensors", ::getpid());
    TemporaryFile() = default;
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path); }
};

// What is trained on and scored: the options are the paper's preset.
struct Input {
    std::string description;
    std::optional<features::FeatureStore> store;
    std::vector<std::uint16_t> noise;  // what drawn vectors are cut from
    std::vector<std::vector<std::uint16_t>> vectors;
    std::vector<features::ImageFeatures> images;
    trainers::TrainingData data;
    trainers::BrnnOptions options;
};

inline constexpr std::size_t kTrain = 6000, kDev = 1000, kRegions = 20, kDimension = 1280, kSentences = 5;

// A sentence of known words as Flickr8K has them: lengths by their frequency in its training sentences (a thousandth
// each, from no word on), words by Zipf's law.
inline std::string drawSentence(base::Random& draws) {
    static constexpr int kLengths[] = {0,  0,  1,  6,  14, 34, 69, 91, 103, 113, 111, 104, 89,
                                       72, 58, 41, 29, 21, 14, 11, 6,  4,   3,   2,   1,   1};
    static constexpr double kWords = 2537;
    auto ticket = static_cast<int>(draws.below(998));
    std::size_t length = 0;
    while (length + 1 < std::size(kLengths) && (ticket -= kLengths[length]) >= 0) ++length;
    std::string sentence;
    for (std::size_t t = 0; t < length; ++t) {
        const double rank = std::exp(draws.uniform() * std::log(kWords + 1));
        for (auto n = static_cast<std::size_t>(rank); n > 0; n /= 26) sentence += static_cast<char>('a' + n % 26);
        sentence += ' ';
    }
    return sentence;
}

// Rectified noise, as a network's last layer gives it.
inline void drawVectors(Input& input, base::Random& draws) {
    if (input.noise.empty()) {
        input.noise.resize(1 << 20);
        for (auto& value : input.noise) value = base::floatToHalf(static_cast<float>(std::max(0.0, draws.normal())));
    }
    auto& own = input.vectors.emplace_back();
    while (own.size() < kRegions * kDimension) {
        const auto from = static_cast<std::ptrdiff_t>(draws.below(input.noise.size() - kDimension));
        own.insert(own.end(), input.noise.begin() + from, input.noise.begin() + from + kDimension);
    }
    auto& image = input.images.emplace_back();
    image.image = fmt::format("image{}", input.images.size());
    image.dimension = kDimension;
    image.vectors = own;
}

inline void drawAll(Input& input) {
    base::Random draws(1, "bench");
    input.description = "drawn sentences and vectors";
    for (std::size_t k = 0; k < kTrain + kDev; ++k) {
        drawVectors(input, draws);
        trainers::TrainingImage image{&input.images.back(), {}};
        for (std::size_t s = 0; s < kSentences; ++s) image.sentences.push_back(drawSentence(draws));
        (k < kTrain ? input.data.train : input.data.dev).push_back(std::move(image));
    }
}

// The first feature file that holds all images.
inline std::optional<features::FeatureStore> openFeatures(const std::filesystem::path& project,
                                                          const std::vector<store::ImageRecord>& images) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(project / "features", ignored)) {
        auto opened = features::FeatureStore::open(entry.path());
        if (opened && std::ranges::all_of(images, [&](const auto& i) { return opened->contains(i.uuid); }))
            return std::move(*opened);
    }
    return std::nullopt;
}

inline void readProject(Input& input, const std::string& folder) {
    const auto project = must(store::ProjectStore::open(folder, store::ProjectStore::Mode::Read));
    auto images = must(project.images("train"));
    const auto trainCount = images.size();
    for (auto& image : must(project.images("dev"))) images.push_back(std::move(image));
    input.store = openFeatures(folder, images);
    input.description =
        input.store ? fmt::format("sentences of {}, vectors of the recipe {}", folder, input.store->recipe().hash())
                    : fmt::format("sentences of {}, drawn vectors", folder);
    input.images.reserve(images.size());
    base::Random draws(1, "bench");
    for (std::size_t k = 0; k < images.size(); ++k) {
        trainers::TrainingImage image;
        if (!input.store) drawVectors(input, draws);
        image.features = input.store ? input.store->find(images[k].uuid) : &input.images.back();
        for (auto& caption : must(project.captions(images[k].id))) image.sentences.push_back(std::move(caption.text));
        (k < trainCount ? input.data.train : input.data.dev).push_back(std::move(image));
    }
}

inline std::unique_ptr<Input> makeInput(const std::string& project) {
    auto input = std::make_unique<Input>();
    input->options.dropout = 0.1;  // as resources/presets/align-paper.json; the other defaults are the same
    input->images.reserve(kTrain + kDev);
    input->vectors.reserve(kTrain + kDev);
    if (project.empty())
        drawAll(*input);
    else
        readProject(*input, project);
    return input;
}

}  // namespace legenda::bench
