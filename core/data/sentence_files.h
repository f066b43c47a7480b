// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace legenda::data {

// The sentences that a text file beside a photograph holds: those of "x.jpg" are the lines of "x.txt" or "x.jpg.txt",
// in UTF-8 or marked UTF-16, each once. Problems name the file, and the line where there is one: a line that is not
// UTF-8 or has no words is skipped; a file that is larger than 64 kB, or that holds something other than sentences (the
// numbers of labelled boxes, a web page, an archive), is left out.
std::vector<std::string> sentencesBeside(const std::filesystem::path& image, std::vector<Problem>& problems);

// Names the text files in the folders of these images (paths below `root`, as the disk spells them) that have no image
// of the same name: nobody reads them, and their names may be mistyped. `known` are file names that are told elsewhere.
void nameTextsWithoutImage(const std::filesystem::path& root, std::span<const std::string> images,
                           std::span<const std::string> known, std::vector<Problem>& problems);

}  // namespace legenda::data
