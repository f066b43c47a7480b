// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/matrix.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::evaluation {

// The scores of a retrieval system as a file of JSON lines, of this program and of others alike:
//   {"sentences":["a.jpg#0","a.jpg#1",…]}      image and number (from 0) of each sentence, as Flickr8k.token.txt does
//   {"image":"a.jpg","scores":[12.5,null,…]}   one image per line, one score per sentence in that order; null: lowest
//   {"image":"b.jpg","skipped":"why"}          an image that is not scored; its sentences are not listed
// An image or sentence that occurs twice or is missing, and an unknown one, is an error.

struct ScoredImage {
    std::string name;
    std::size_t sentences = 0;
};

struct RetrievalScores {
    std::vector<std::size_t> images;             // image of each row, as an index into the given images
    std::vector<int> owner;                      // row of the image of each column's sentence, ascending
    base::Matrix scores;                         // [images, sentences]
    std::map<std::string, std::string> skipped;  // image -> the reason
};

base::Status writeRetrievalScores(const std::filesystem::path& file, const std::vector<ScoredImage>& images,
                                  const RetrievalScores& scores, const std::stop_token& stop = {});

// `images`: all of the split, named by path or file name. Errors are BadInput and name the line.
base::Result<RetrievalScores> readRetrievalScores(const std::filesystem::path& file,
                                                  const std::vector<ScoredImage>& images);

}  // namespace legenda::evaluation
