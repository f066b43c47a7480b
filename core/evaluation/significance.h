// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/metrics/image_statistics.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace legenda::evaluation {

// What the figures of one section of a result were computed from ("image_search", "model"; empty: the whole).
struct Sample {
    std::string section;
    metrics::ImageStatistics statistics;
    std::vector<std::string> images;  // of each row: path or id
};

// names: of the images as the statistics number them.
Sample sampleOf(std::string section, metrics::ImageStatistics statistics, const std::vector<std::string>& names);

// BadInput, naming an image, where one of two systems has ranked others: its ranks are among other candidates then.
base::Status checkSameCandidates(std::vector<std::string> images, std::vector<std::string> others);

// Adds "ci95":{"r1":[lo,hi],…} beside the figures of each section that has a sample, and says under "resampling" how
// they were made. Cancelled when stopped.
base::Status addIntervals(nlohmann::json& result, const std::vector<Sample>& samples, const base::JobContext& context);

// Adds "against":{"model","images","figures":{…},"difference":{…},"p":{…}} beside the figures of each section that both
// have samples of, baselines left out. They are compared on the images that both have; how many only one of them has is
// "left_out", and there is no CIDEr then, whose document frequencies differ. BadInput where there is no such image, and
// for ranks, naming an image, where not all are such; Cancelled when stopped.
base::Status addComparison(nlohmann::json& result, const std::vector<Sample>& samples, const std::string& otherName,
                           const std::vector<Sample>& others, const base::JobContext& context);

// Kept with a result, so that two of them can be compared later. Samples of means of several systems are not.
nlohmann::json sampleToJson(const Sample& sample);
bool canBeKept(const Sample& sample);
base::Result<Sample> sampleFromJson(const nlohmann::json& value, const std::string& where);

}  // namespace legenda::evaluation
