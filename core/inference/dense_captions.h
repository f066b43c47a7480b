// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/predictor.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace legenda::inference {

// The most confident region captions of one image, by the mean log-probability per word of their best caption:
// non-maximum suppression leaves out one that overlaps a kept one by the NMS threshold (IoU) or more; one with the same
// text as a kept one and one without words are left out as well. At most `most`, best first.
std::vector<CaptionResult> bestDescriptions(std::vector<CaptionResult> all, std::size_t most = 12,
                                            double nmsThreshold = 0.5);

// One image of a results file of DenseCap: {img_name, boxes [[x, y, w, h]] in pixels, scores (log-probabilities),
// captions}.
nlohmann::json denseCapImage(const std::string& image, const std::vector<CaptionResult>& described);
nlohmann::json denseCapFile(nlohmann::json images);
// Writes such a file with this one image, and answers its path.
base::Result<std::filesystem::path> writeDenseCapFile(const std::filesystem::path& file, const std::string& image,
                                                      const std::vector<CaptionResult>& described);

}  // namespace legenda::inference
