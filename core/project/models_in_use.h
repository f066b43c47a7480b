// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/model_kind.h"
#include "core/project/resources.h"

#include <filesystem>

namespace legenda::project {

// The checkpoint a job takes: the one named, else the one in use in the project (see project::CheckpointCatalog), which
// may be empty. Reports the model through the context. Errors name the command that would train one.
base::Result<std::filesystem::path> chooseCheckpoint(const Resources& resources, const std::filesystem::path& project,
                                                     project::ModelKind kind, const std::filesystem::path& named = {},
                                                     const base::JobContext& context = {});

}  // namespace legenda::project
