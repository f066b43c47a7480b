// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/half.h"
#include "core/base/random.h"
#include "core/trainers/training_data.h"

#include <string>
#include <vector>

namespace legenda::tests {

inline constexpr std::size_t kWorldDimension = 16;

// Images that show three of eight things, each in a region of its own, and sentences that name them.
struct AlignWorld {
    std::vector<std::vector<std::uint16_t>> vectors;
    std::vector<features::ImageFeatures> images;
    trainers::TrainingData data;

    explicit AlignWorld(std::size_t train = 40, std::size_t dev = 12) {
        static const char* const kThings[] = {"dog", "ball", "grass", "boy", "water", "car", "tree", "hat"};
        base::Random draws(21);
        vectors.resize(train + dev);
        images.resize(train + dev);
        for (std::size_t k = 0; k < images.size(); ++k) {
            std::vector<std::size_t> things{0, 1, 2, 3, 4, 5, 6, 7};
            draws.shuffle(things);
            const std::size_t regions = 3 + k % 2;  // not all the same number
            for (std::size_t i = 0; i < regions; ++i)
                for (std::size_t d = 0; d < kWorldDimension; ++d) {
                    double value = 0.1 * draws.normal();
                    for (std::size_t n = 0; n < 3; ++n)
                        if (i == 0 ? true : things[i - 1] == things[n] && i - 1 == n)
                            value += d == things[n] ? (i == 0 ? 0.5 : 1.0) : 0.0;
                    vectors[k].push_back(base::floatToHalf(static_cast<float>(value)));
                }
            images[k].image = "image" + std::to_string(k);
            images[k].dimension = kWorldDimension;
            images[k].vectors = vectors[k];
            images[k].boxes.push_back({0, 0, 60, 40});
            images[k].scores.push_back(1);
            for (std::size_t i = 1; i < regions; ++i) {
                images[k].boxes.push_back({5.0 * static_cast<double>(i), 3.0, 10.0, 20.0});
                images[k].scores.push_back(0.1F / static_cast<float>(i));
            }
            trainers::TrainingImage image{&images[k], {}};
            for (std::size_t s = 0; s < 3; ++s)
                image.sentences.push_back(std::string("a ") + kThings[things[s]] + " and a " +
                                          kThings[things[(s + 1) % 3]]);
            (k < train ? data.train : data.dev).push_back(std::move(image));
        }
        data.datasetName = "world train";
        data.splitHash = "hash";
    }
};

}  // namespace legenda::tests
