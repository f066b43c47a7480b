// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/decode.h"
#include "core/image/resize.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/picture_world.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

namespace legenda::tests {

// Twice as wide as they are high, so that boxes must be brought to shares of both sides.
inline base::Picture pictureOf(const ColourPixels& pixels, std::size_t i) {
    base::Picture square;
    square.width = square.height = square.fullWidth = square.fullHeight = kPictureSide;
    square.rgb.resize(kPictureSide * kPictureSide * 3);
    test::must(pixels.read(i, square.rgb.data()));
    auto wide = image::resize(square, 2 * kPictureSide, kPictureSide);
    wide.fullWidth = wide.width;
    wide.fullHeight = wide.height;
    return wide;
}

// A project of the pictures of PictureWorld with Entities (if asked for), and one more that cannot be read.
inline void makePictureProject(const std::filesystem::path& project, const std::filesystem::path& images,
                               bool entities = true) {
    const PictureWorld world(16, 4);
    std::vector<store::NewImage> records;
    for (std::size_t i = 0; i < 20; ++i) {
        const auto& picture = i < 16 ? world.data.train[i] : world.data.dev[i - 16];
        store::NewImage image;
        image.path = fmt::format("i{}.png", i);
        image.split = i < 16 ? "train" : "dev";
        image.captions = picture.sentences;
        store::EntitySentenceRecord first{0, 0, 0, picture.sentences[0] + " .", {}},
            second{0, 0, 1, picture.sentences[1], {}};
        const auto words = [](const std::string& sentence, int start, int end) {
            std::istringstream in(sentence);
            std::string all, word;
            for (int n = 0; in >> word; ++n)
                if (n >= start && n < end) all += (all.empty() ? "" : " ") + word;
            return all;
        };
        first.mentions = {{"1", 0, 2, words(first.text, 0, 2), "other"}, {"2", 3, 5, words(first.text, 3, 5), "other"}};
        second.mentions = {{"2", 1, 3, words(second.text, 1, 3), "other"}, {"3", 0, 1, "a", "other"}};
        image.entitySentences = {first, second};
        const double side = kPictureSide;
        // The right half in two boxes of one chain; a box without area; chain 3 has none.
        image.entityBoxes = {{0, "1", {0, 0, side, side}},
                             {0, "2", {side, 0, side / 2, side}},
                             {0, "2", {1.5 * side, 0, side / 2, side}},
                             {0, "4", {5, 5, 0, 3}}};
        if (!entities) image.entitySentences.clear(), image.entityBoxes.clear();
        test::must(image::encode(pictureOf(world.pixels, i), images / image.path));
        records.push_back(std::move(image));
    }
    store::NewImage broken;
    broken.path = "broken.png";
    broken.split = "train";
    broken.captions = {"red wall"};
    test::write(images / "broken.png", "no image");
    records.push_back(broken);
    test::must(test::must(store::ProjectStore::create(project)).addImages(images, "folder", records));
}

}  // namespace legenda::tests
