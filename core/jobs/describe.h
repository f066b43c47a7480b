// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/engine.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace legenda::jobs {

// Of described boxes of one image those that say most: by the mean log-probability a word of their best caption, each
// that overlaps one kept by `suppression` (IoU) or more left out, each that says the same as one with which it shares
// half of the smaller of the two, and each without words; at most `most`, best first.
std::vector<CaptionResult> bestDescriptions(std::vector<CaptionResult> all, std::size_t most = 12,
                                            double suppression = 0.5);

// One image of a results file of DenseCap: {img_name, boxes [[x, y, w, h]] in pixels, scores (log-probabilities),
// captions}.
nlohmann::json denseCapImage(const std::string& image, const std::vector<CaptionResult>& described);
nlohmann::json denseCapFile(nlohmann::json images);

}  // namespace legenda::jobs
