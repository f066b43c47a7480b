// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_task.h"

namespace legenda::runs {

base::Result<std::optional<double>> LoadedTraining::shippedFigure(const std::filesystem::path&, const TrainingInputs&,
                                                                  const base::JobContext&) const {
    return std::nullopt;
}

base::Result<std::vector<RunSample>> LoadedTraining::samples(const model::TensorFile&) const {
    return std::vector<RunSample>{};
}

TaskPtr trainingTask(std::string_view command) {
    for (auto& task : trainingTasks())
        if (project::infoOf(task->kind()).command == command) return std::move(task);
    return nullptr;
}

}  // namespace legenda::runs
