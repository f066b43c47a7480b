// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"
#include "core/data/regions/record.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace legenda::data::predictions {

using data::Problem;

// What a file's predictions are; see store::PredictionKind.
enum class Kind { Captions, Phrases, Regions, Alignments, Similarity };

struct ScoredBox {
    base::Box box;  // in the frame of Prediction::image
    std::optional<double> score;
};

// One prediction as a file of any format has it.
struct Prediction {
    regions::Record image;   // names and ids of the image, the size and the frame of the boxes, and `where` it stands
    bool skipped = false;    // there is none for this image; `text` says why
    std::string sentence;    // of phrases (empty: not said) and alignments
    int start = 0, end = 0;  // of phrases: words [start, end) of the sentence split at spaces
    std::string text;        // the caption, the phrase, or what is said of the region
    std::optional<double> score;
    std::vector<ScoredBox> boxes;  // none: of a region, the whole image; of a phrase, that the system found no box
    // Of alignments:
    std::vector<std::string> tokens;  // [T]
    std::vector<int> assignment;      // [T] place in boxes, -1: none
    std::vector<double> wordScores;   // [T]
    base::Matrix scores;              // [T, boxes]; empty: not said
};

// The sentence of a column of a similarity matrix.
struct SentenceId {
    std::string id;     // as the file has it
    std::string image;  // name or id of its image
    int number = -1;    // of the image's captions, from 0; -1: the image's next one, in the order of the columns
    std::string where;
};

// Takes what a reader finds, an element at a time. Faults make a file unusable, notes do not. Belongs to one thread.
class Feed {
 public:
    struct Sinks {
        std::function<base::Status(Prediction&& prediction)> prediction;
        // Of a similarity matrix: its columns, before the first of its rows.
        std::function<base::Status(const std::vector<SentenceId>& sentences)> columns;
        std::function<base::Status(const regions::Record& image, std::span<const float> scores)> row;
    };
    // Thrown through a reader when a sink fails; readPredictions() catches it.
    struct Ended {
        base::Error error;
    };

    Feed(const base::JobContext& job, Sinks sinks) : job_(job), sinks_(std::move(sinks)) {}

    void give(Prediction&& prediction) { check(sinks_.prediction(std::move(prediction))); }
    void give(const std::vector<SentenceId>& sentences) { check(sinks_.columns(sentences)); }
    void give(const regions::Record& image, std::span<const float> scores) { check(sinks_.row(image, scores)); }
    void fault(std::string where, std::string why) { list(faults_, faultCount_, std::move(where), std::move(why)); }
    void note(std::string where, std::string why) { list(notes_, noteCount_, std::move(where), std::move(why)); }

    const base::JobContext& job() const { return job_; }
    const std::vector<Problem>& faults() const { return faults_; }  // the first ones
    const std::vector<Problem>& notes() const { return notes_; }    // likewise
    std::size_t faultCount() const { return faultCount_; }

 private:
    static constexpr std::size_t kListed = 1000;
    static void check(base::Status&& taken) {
        if (!taken) throw Ended{std::move(taken.error())};
    }
    static void list(std::vector<Problem>& problems, std::size_t& count, std::string where, std::string why) {
        if (++count <= kListed) problems.push_back({std::move(where), std::move(why)});
    }

    const base::JobContext& job_;
    Sinks sinks_;
    std::vector<Problem> faults_, notes_;
    std::size_t faultCount_ = 0, noteCount_ = 0;
};

}  // namespace legenda::data::predictions
