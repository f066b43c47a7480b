// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/trainers/picture_data.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace legenda::tests {

inline constexpr int kPictureSide = 48;

// Pictures made on the spot: on the left half one colour, on the right another, over noise. picture i shows left(i) and
// right(i); the one with the number `broken` cannot be read.
class ColourPixels : public features::PixelSource {
 public:
    explicit ColourPixels(std::size_t count) : count_(count) {}
    std::size_t size() const override { return count_; }
    int side() const override { return kPictureSide; }
    base::Status read(std::size_t i, std::uint8_t* rgb) const override {
        if (i == broken) return base::fail(base::ErrorCode::BadInput, "broken.jpg is not an image.");
        static constexpr int kColours[6][3] = {{230, 20, 20},  {20, 200, 20}, {30, 30, 230},
                                               {220, 220, 30}, {10, 10, 10},  {240, 240, 240}};
        base::Random noise(9, "pixels", i);
        for (int y = 0; y < kPictureSide; ++y)
            for (int x = 0; x < kPictureSide; ++x)
                for (int c = 0; c < 3; ++c) {
                    const int base = kColours[x < kPictureSide / 2 ? left(i) : right(i)][c];
                    *rgb++ =
                        static_cast<std::uint8_t>(std::clamp(base + static_cast<int>(noise.below(20)) - 10, 0, 255));
                }
        return {};
    }
    static std::size_t left(std::size_t i) { return i % 6; }
    static std::size_t right(std::size_t i) { return (i % 6 + 1 + i / 6 % 5) % 6; }
    std::size_t broken = ~std::size_t{0};

 private:
    std::size_t count_;
};

// Those pictures with sentences that name the two colours, and the halves as boxes with phrases.
struct PictureWorld {
    ColourPixels pixels;
    trainers::PictureData data;

    explicit PictureWorld(std::size_t train = 24, std::size_t dev = 6) : pixels(train + dev) {
        static const char* const kNames[] = {"red", "green", "blue", "yellow", "black", "white"};
        for (std::size_t i = 0; i < train + dev; ++i) {
            const std::string left = kNames[ColourPixels::left(i)], right = kNames[ColourPixels::right(i)];
            trainers::TrainingPicture picture{
                i, {left + " wall and " + right + " door", "a " + right + " door"}, {}, {}};
            picture.boxes = {{0, 0, 0.5, 1}, {0.5, 0, 0.5, 1}};
            picture.phrases = {{0, 0, 2, 0}, {0, 3, 5, 1}, {1, 1, 3, 1}};
            (i < train ? data.train : data.dev).push_back(std::move(picture));
        }
        data.pixels = &pixels;
        data.datasetName = "world train";
        data.splitHash = "hash";
    }
    PictureWorld(const PictureWorld&) = delete;
    PictureWorld& operator=(const PictureWorld&) = delete;
};

}  // namespace legenda::tests
