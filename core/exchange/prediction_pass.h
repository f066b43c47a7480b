// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/image_finder.h"
#include "core/exchange/predictions.h"
#include "core/exchange/seen_items.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace legenda::exchange {

// One reading of a file of predictions against a project: finds their images, puts their boxes on these, and finds what
// is wrong with them. Belongs to one thread.
class PredictionPass {
 public:
    // What takes the predictions of images of the project; both may be empty.
    struct Takers {
        std::function<base::Status(store::PredictionItem&& item)> item;
        std::function<base::Status(std::span<const float> scores)> row;  // of a similarity matrix, in order
    };

    // Errors: those of the store.
    static base::Result<PredictionPass> make(const store::ProjectStore& project, const predictions::Format& format,
                                             const base::JobContext& context, Takers takers);

    base::Status read(const predictions::Format& format, const predictions::Input& input);
    void report(PredictionsReport& report) const;
    std::int64_t rows() const { return rows_; }        // of a similarity matrix
    std::int64_t columns() const { return columns_; }  // likewise

 private:
    PredictionPass(const store::ProjectStore& project, ImageFinder finder, const base::JobContext& context,
                   Takers takers)
        : project_(project), finder_(std::move(finder)), context_(context), takers_(std::move(takers)) {}

    base::Status take(predictions::Prediction&& prediction, predictions::Feed& feed);
    base::Status takeColumns(const std::vector<predictions::SentenceId>& sentences, predictions::Feed& feed);
    base::Status takeRow(const regions::Record& image, std::span<const float> scores, predictions::Feed& feed);
    const store::ImageRecord* imageOf(const regions::Record& record, predictions::Feed& feed);
    bool placeBoxes(predictions::Prediction& prediction, const store::ImageRecord& image, predictions::Feed& feed);
    base::Result<bool> isNew(const predictions::Prediction& prediction, std::int64_t image);
    base::Result<int> copiesOf(std::int64_t image, const std::string& sentence);
    base::Status give(store::PredictionItem&& item);

    const store::ProjectStore& project_;
    ImageFinder finder_;
    const base::JobContext& context_;
    Takers takers_;
    std::unordered_set<std::int64_t> images_;  // with predictions, or a reason why there are none
    std::int64_t items_ = 0, rows_ = 0, columns_ = 0, taken_ = 0;
    std::int64_t overEdge_ = 0, boxes_ = 0;
    std::string firstOver_;  // where the first box over an edge stands
    SeenItems seen_, unknownSeen_;
    std::vector<std::string> unknown_;
    std::optional<std::map<std::pair<std::int64_t, std::string>, int>> copies_;  // read when first needed
    std::vector<data::Problem> faults_, notes_;
    std::int64_t faultCount_ = 0;
};

}  // namespace legenda::exchange
