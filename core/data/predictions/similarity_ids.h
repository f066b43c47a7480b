// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/predictions/format.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace legenda::data::predictions {

// The rows and columns of a similarity matrix.
struct SimilarityIds {
    std::filesystem::path imagesFile, sentencesFile;
    std::vector<regions::Record> images;  // [rows]
    std::vector<SentenceId> sentences;    // [columns]
};

// NAME.images.txt and NAME.sentences.txt beside NAME.npy.
std::pair<std::filesystem::path, std::filesystem::path> similarityIdFiles(const std::filesystem::path& matrix);

// "image#number" split; without a number it is -1, and the image stays empty.
SentenceId sentenceOf(const std::string& id, const std::string& where);

// Reads them from the files of the input, an id a line and id<TAB>image id a line. Errors: Io (with the names of the
// files that are looked for), Cancelled, BadInput: a line is neither.
base::Result<SimilarityIds> readSimilarityIds(const Input& input, const base::JobContext& job);

}  // namespace legenda::data::predictions
