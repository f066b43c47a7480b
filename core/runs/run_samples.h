// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// What a run's model said about the same few dev images at each evaluation. The file runs/ID/samples.jsonl holds one
// line of JSON an evaluation:
//   {"step","epoch","samples":[{"image":UUID,"box":[x,y,w,h],"words":[{"word","region","box"} …]} …]}
// Boxes are relative to the image's size; region and box of a word only where an alignment gave it one.
namespace legenda::runs {

struct SampleWord {
    std::string text;
    int region = -1;  // that an alignment gave the word; -1: none
    base::Box box{};  // of this region
    bool operator==(const SampleWord& other) const { return text == other.text && region == other.region; }
};

// One image at one evaluation: a caption, or a sentence with the regions of its words.
struct RunSample {
    std::string image;          // UUID
    base::Box box{0, 0, 1, 1};  // what is described
    std::vector<SampleWord> words{};
};

struct RunSamples {
    std::int64_t step = 0;
    int epoch = 0;
    std::vector<RunSample> samples{};
};

// Appends an evaluation as one whole line. What the file holds of this step or later ones is cut first, and so is a
// line that was not written whole: a resumed run never has an evaluation twice. Io, naming the file.
base::Status appendSamples(const std::filesystem::path& runFolder, const RunSamples& evaluation);

// The evaluations after the step `after`, oldest first; lines that are not whole or not as above are left out. Empty
// for a run that keeps none.
base::Result<std::vector<RunSamples>> readSamples(const std::filesystem::path& project, const std::string& run,
                                                  std::int64_t after = -1);

// Of each word now, whether it is another one than before: not part of the longest common subsequence. With an
// alignment a word whose region has changed is another one.
std::vector<bool> changedWords(const std::vector<SampleWord>& before, const std::vector<SampleWord>& now);

}  // namespace legenda::runs
