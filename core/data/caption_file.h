// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// One line of a caption file.
struct CaptionRow {
    std::string image;  // the name as written in the file
    std::optional<int> number;
    std::vector<std::string> captions;
    std::string split;  // "train", "dev", "test" or ""
    std::string where;
};

// Reads captions in any of the usual forms: NAME.jpg#K<tab>caption (also without
// #K or with a space for the tab), or a table with commas, semicolons, tabs or bars between its columns, in any order
// and with other columns among them, with or without a header. Lines that cannot be used are reported as problems.
// Errors: Io; Cancelled; BadInput where no image column and caption column are recognised.
base::Status readCaptionFile(const std::filesystem::path& file, const base::JobContext& context,
                             std::vector<Problem>& problems, const std::function<void(CaptionRow&&)>& each);

}  // namespace legenda::data
