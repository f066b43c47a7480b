// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/runs/training_data.h"
#include "core/runs/training_task.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::runs {

// One item to be captioned: a region of a dev image, and its reference texts.
struct CaptionedItem {
    std::size_t image = 0;  // of LoadedData::data.dev
    int region = 0;         // 0: the whole image
    std::vector<std::string> texts;
};

// CIDEr-D of a shipped captioner's greedy captions of the items, as many as in the run's own evaluations. The whole
// image's vector is appended to the items' where the captioner needs it. None: the project lacks its vectors, or there
// is no item.
base::Result<std::optional<double>> shippedCider(std::vector<CaptionedItem> items, const LoadedData& loaded,
                                                 const std::filesystem::path& shipped, const TrainingInputs& inputs,
                                                 const base::JobContext& context);

}  // namespace legenda::runs
