// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/predictor.h"
#include "core/inference/project_search.h"

#include <nlohmann/json.hpp>

namespace legenda::inference {

// The JSON shapes of alignments, captions and search hits, for the command line and for files.
nlohmann::json alignmentToJson(const model::Alignment& alignment);
nlohmann::json captionToJson(const CaptionResult& result);
nlohmann::json searchHitToJson(const SearchHit& hit);

}  // namespace legenda::inference
