// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace legenda::inference {

// How far an image lies from those that the models on a backbone were trained on: 1 minus the cosine of its
// standardised whole-image vector with the nearest of the centres (k-means) of theirs.
struct TrainingDistance {
    double distance = 0;
    double limit = 0;  // 99 of 100 images of the dev split lie nearer
    bool unlike() const { return distance > limit; }
};

// The centres, kept in a file beside the weights (packaging/make_calibration.py). Any number of threads may read it.
class TrainingPictures {
 public:
    // {"BACKBONE'S HASH": {"mean": [D], "deviation": [D], "centres": [[D], ...], "limit": L}, ...}. Io, BadInput:
    // named.
    static base::Result<TrainingPictures> read(const std::filesystem::path& file);

    // vector [D]: of the whole image, as its features have it. Nothing: the file does not have this backbone.
    std::optional<TrainingDistance> distance(const std::string& backboneHash, std::span<const float> vector) const;

 private:
    struct Centres {
        std::vector<float> mean, deviation;       // [D]
        std::vector<std::vector<float>> centres;  // each [D], of length 1
        double limit = 0;
    };
    std::map<std::string, Centres> of_;  // by backbone
};

}  // namespace legenda::inference
