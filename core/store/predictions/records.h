// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/matrix.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::store {

// What the predictions of a set are. Phrases: boxes of phrases of sentences. Regions: captions of boxes. Alignments:
// words of sentences with regions. Similarity: one score for every image and every sentence.
enum class PredictionKind { Captions, Phrases, Regions, Alignments, Similarity };
const char* predictionKindName(PredictionKind kind);  // "captions", "phrases", "regions", "alignments", "similarity"

// The output of one system, imported under a name.
struct PredictionSetRecord {
    std::int64_t id = 0;
    std::string uuid;
    std::string name;  // unique in the project
    PredictionKind kind = PredictionKind::Captions;
    std::string format;                  // of the file that it was read from
    std::string file;                    // its name, without the folder
    std::string sha256;                  // of its bytes; of a folder: of the hashes of its files
    std::string at;                      // when it was imported, ISO 8601 UTC
    std::int64_t images = 0, items = 0;  // images with predictions, and predictions; of Similarity: sentences
    std::int64_t rows = 0, columns = 0;  // of Similarity's matrix
};

struct PredictedBox {
    base::Box box;  // in pixels of the upright full-size image
    std::optional<double> score;
    bool operator==(const PredictedBox&) const = default;
};

// One prediction for an image.
struct PredictionItem {
    // Skipped: the system has none for the image, and `text` says why. Row and Column, of Similarity: row `start` of
    // the matrix is of this image; column `end` is of this image's caption number `start`, whose text is `sentence`.
    enum class Part { Prediction = 0, Skipped = 1, Row = 2, Column = 3 };

    std::int64_t image = 0;
    Part part = Part::Prediction;
    std::string sentence;             // Phrases (empty: not said), Alignments
    int start = 0, end = 0;           // Phrases: words [start, end) of the sentence split at spaces
    std::string text;                 // the caption, the phrase, the text of the region
    std::optional<double> score;      // Captions: log-probability; Alignments: of image and sentence
    std::vector<PredictedBox> boxes;  // Phrases: the best is bestBox(); Regions: one, none: the whole image; Alignments
    // Alignments:
    std::vector<std::string> tokens;  // [T]
    std::vector<int> assignment;      // [T] place in boxes, -1: none
    std::vector<double> wordScores;   // [T] score of the token with its region
    base::Matrix scores;              // [T, boxes] of all tokens with all regions; empty: not said

    bool operator==(const PredictionItem& other) const {
        return image == other.image && part == other.part && sentence == other.sentence && start == other.start &&
               end == other.end && text == other.text && score == other.score && boxes == other.boxes &&
               tokens == other.tokens && assignment == other.assignment && wordScores == other.wordScores &&
               scores.rows == other.scores.rows && scores.cols == other.scores.cols && scores.data == other.scores.data;
    }
};

// The box with the highest score, the first of several; boxes without a score come after those with one. Null: the
// item has no box.
const PredictedBox* bestBox(const PredictionItem& item);

}  // namespace legenda::store
