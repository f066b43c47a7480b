// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"
#include "core/base/random.h"

#include <QtTest>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

// Scores of 30 images and their sentences, cut into blocks, for tests of what counts ranks block by block.
namespace legenda::test {

inline constexpr std::size_t kScoredImages = 30;
// Rows and columns of a block.
inline constexpr std::pair<std::size_t, std::size_t> kBlockSizes[] = {{1, 1}, {7, 3}, {4, 1000}, {1000, 4}};

// The image of each sentence; image 3 has none.
inline std::vector<int> scoredOwners() {
    std::vector<int> owner;
    for (std::size_t k = 0; k < kScoredImages; ++k)
        for (std::size_t n = 0; k != 3 && n < 1 + k % 4; ++n) owner.push_back(static_cast<int>(k));
    return owner;
}

inline void addScoreRows() {
    QTest::addColumn<bool>("ties");
    QTest::addColumn<bool>("unknown");
    QTest::addColumn<bool>("broken");
    QTest::newRow("plain") << false << false << false;
    QTest::newRow("ties") << true << false << false;
    QTest::newRow("sentences without a known word") << false << true << false;
    QTest::newRow("not a number") << false << false << true;
    QTest::newRow("all of it") << true << true << true;
}

// images x sentences, by the columns of the row that is tested.
inline base::Matrix drawnScores(const std::vector<int>& owner, const std::string& purpose) {
    QFETCH(bool, ties);
    QFETCH(bool, unknown);
    QFETCH(bool, broken);
    base::Random draws(5, purpose);
    base::Matrix scores(kScoredImages, owner.size());
    for (float& score : scores.data)
        score = static_cast<float>(ties ? static_cast<double>(draws.below(4)) : draws.normal());
    for (std::size_t s = 0; unknown && s < owner.size(); ++s)  // every fifth, and all of image 6
        for (std::size_t k = 0; k < scores.rows && (s % 5 == 0 || owner[s] == 6); ++k)
            scores(k, s) = -std::numeric_limits<float>::infinity();
    if (broken)  // of an image's own sentence, its only one, and of others
        scores(0, 0) = scores(1, 1) = scores(7, 9) = scores(20, 2) = std::numeric_limits<float>::quiet_NaN();
    return scores;
}

// The block that begins at an image and a sentence; smaller at the end of the matrix.
inline base::Matrix blockOf(const base::Matrix& scores, std::size_t image, std::size_t sentence, std::size_t rows,
                            std::size_t columns) {
    base::Matrix block(std::min(rows, scores.rows - image), std::min(columns, scores.cols - sentence));
    for (std::size_t r = 0; r < block.rows; ++r)
        for (std::size_t c = 0; c < block.cols; ++c) block(r, c) = scores(image + r, sentence + c);
    return block;
}

}  // namespace legenda::test
