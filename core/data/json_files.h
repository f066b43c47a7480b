// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// The JSON files of a dataset and the folder of the images that they describe.
struct JsonFiles {
    std::vector<std::filesystem::path> files;  // sorted by name
    std::filesystem::path root;
};

// root: one file, or a folder that holds files whose names begin with `prefix` and end with ".json", itself or in a
// sub-folder. Beside a file of a folder "annotations" the images are looked for from the folder above. Io: it does not
// exist; BadInput: there is none.
base::Result<JsonFiles> findJsonFiles(const std::filesystem::path& root, const std::string& prefix);

// The same for datasets that are one file each: several are refused by their names (BadInput).
base::Result<JsonFiles> findJsonFile(const std::filesystem::path& root, const std::string& prefix);

// x, y, w, h within an image of this size (0: unknown). None for what is not finite or has no area there; the reason is
// noted.
std::optional<base::Box> boxInside(const base::Box& box, int width, int height, const std::string& where,
                                   std::vector<Problem>& problems);

}  // namespace legenda::data
