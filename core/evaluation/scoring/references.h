// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::evaluation {

// The reference captions of images, from a caption file or folder of any form that datasets are read from.
struct CaptionReferences {
    struct Image {
        std::string id;  // as JSON: 42 or "a.jpg"
        std::vector<std::string> captions;
    };
    std::filesystem::path file;
    std::vector<Image> images;
    // Every id of an image, as JSON, that a result list may name it by: that of a COCO file; else its path, its file
    // name where no other has the same, and its ids in the dataset, as numbers and as texts.
    std::map<std::string, std::size_t> places;
};

// COCO captions, Karpathy's dataset JSON, NeuralTalk's and NeuralTalk2's JSON, lines of NAME.jpg#K<tab>caption, tables
// of captions, a folder of these or of photographs with text files beside them: recognised by content. split: "train",
// "dev" or "test", "" for all; what is skipped is noted through the context. Io; BadInput: no captions, or none in the
// split.
base::Result<CaptionReferences> readReferences(const std::filesystem::path& file, const std::string& split,
                                               const base::JobContext& context);

}  // namespace legenda::evaluation
