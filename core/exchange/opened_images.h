// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/exchange/import.h"

#include <filesystem>

namespace legenda::exchange {

// The project of photographs that were opened, and what was found beside them.
struct OpenedImages {
    std::filesystem::path project;
    ImportReport report;
};

// The project of a picture or a folder of pictures that the user opened, below `projectsFolder`: named after it and
// told apart by its path, created or updated, with the sentences of the text files beside them. Progress counts the
// pictures.
base::Result<OpenedImages> projectOfImages(const std::filesystem::path& imageOrFolder,
                                           const std::filesystem::path& projectsFolder,
                                           const base::JobContext& context);

}  // namespace legenda::exchange
