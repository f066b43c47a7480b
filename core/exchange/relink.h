// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace legenda::exchange {

struct RelinkReport {
    std::int64_t missing = 0;           // images whose file was not where the project expects it
    std::int64_t found = 0;             // of them, in the folder
    std::vector<std::string> taken;     // names of images whose file is there as that of another image of the project
    std::vector<std::string> notFound;  // names of the others, with the reason where a file of the name was refused
};

// Finds a project's missing images again below `folder`: by the end of their path and, where the project knows it, the
// content of the file, else the size of the picture; an image whose content is known is found under another name too.
// Nothing is written when it is cancelled. Errors: Io (folder or project), Cancelled.
base::Result<RelinkReport> relinkImages(const std::filesystem::path& project, const std::filesystem::path& folder,
                                        const base::JobContext& context);

}  // namespace legenda::exchange
