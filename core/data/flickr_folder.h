// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <string>
#include <utility>
#include <vector>

namespace legenda::data {

// The differences between the folders of Flickr8K and Flickr30K.
struct FlickrLayout {
    std::string format;
    std::vector<std::string> captionFiles;                        // names in order of preference
    std::vector<std::pair<std::string, std::string>> splitFiles;  // split and its file of names, one per line
    std::string suffix = {};                                      // the suffix that names in split files lack
};

// Captions as NAME.jpg#K<tab>caption, as a table with bars or as CSV; splits, images in any sub-folder, Entities where
// they are there. root: the folder, or the file of captions.
base::Result<Dataset> readFlickrFolder(const FlickrLayout& layout, const std::filesystem::path& root,
                                       const base::JobContext& context);

}  // namespace legenda::data
