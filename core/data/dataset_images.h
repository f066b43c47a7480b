// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/image_files.h"

namespace legenda::data {

// The name under which a data set's image is kept: as it stands where such a file exists, else without the suffix by
// which Flickr's data sets name a second copy ("x.jpg.1"). None where it is no path below a folder.
std::optional<std::string> imageName(const std::string& name, const ImageIndex& index);

// Finds the samples' images below `root`. The image root becomes the folder below which all of them lie, so that
// usually an image's path is its name; those that are not there are listed as missing.
void locateImages(Dataset& data, const ImageIndex& index, const std::filesystem::path& root);

}  // namespace legenda::data
