// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/image_files.h"

namespace legenda::data {

// Finds the samples' images, whose names are keys that `index` gave, below `root`. The image root becomes the folder
// below which all of them lie, so that usually an image's path is its name; those that are not there are listed as
// missing, and images that were found otherwise than by their path are reported.
void locateImages(Dataset& data, const ImageIndex& index, const std::filesystem::path& root);

}  // namespace legenda::data
