// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::data {

// Flickr30k Entities: Sentences/ID.txt (a marked-up sentence a line) and Annotations/ID.xml (boxes by chain).

// The ID of an image: the digits before "_" where its name is DIGITS_x, else the whole stem.
std::string entitiesId(const std::string& image);

// "[/EN#18/people A child] in …": markup that is not closed or has no chain is reported as `where` and left as text.
EntitySentence parseEntitySentence(const std::string& line, const std::string& where, std::vector<Problem>& problems);

// What an Annotations file says of an image.
struct EntityAnnotation {
    std::string image;                   // its file name; empty: not said
    int width = 0, height = 0;           // of the image; 0: not said
    std::vector<EntityBox> boxes;        // several per chain, several chains per box
    std::vector<std::string> scenes;     // chains that mean the whole image
    std::vector<std::string> invisible;  // chains that are not to be seen
};

// Boxes are 1-based and inclusive in the file, 0-based here: x = xmin-1, w = xmax-xmin+1.
EntityAnnotation readEntityAnnotation(const std::filesystem::path& file, std::vector<Problem>& problems);

// Reads what the two folders have on the sample's image and joins sentences with its captions by normalised text; the
// two are not in the same order. Duplicates pair in order, a sentence without a caption keeps caption = -1. A missing
// file is not a problem.
void readEntities(const std::filesystem::path& sentences, const std::filesystem::path& annotations, Sample& sample,
                  std::vector<Problem>& problems);
void joinCaptions(Sample& sample);

}  // namespace legenda::data
