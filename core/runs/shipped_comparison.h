// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/plan.h"

#include <filesystem>
#include <optional>

namespace legenda::runs {

// What the shipped model of the run's kind reaches on the run's own dev images by the figure that chooses the run's
// best checkpoint, so that the two can stand side by side. None where the shipped model reads vectors that the project
// does not have of these images: they are not made for a comparison.
base::Result<std::optional<double>> shippedFigure(const RunPlan& plan, const LoadedData& loaded,
                                                  const std::filesystem::path& shipped,
                                                  const std::filesystem::path& project, const std::string& device,
                                                  const base::JobContext& context);

}  // namespace legenda::runs
