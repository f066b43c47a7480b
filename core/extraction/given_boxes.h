// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/store/records.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace legenda::extraction {

// An entry of a file that was not used, and the reason. where: "FILE:LINE".
struct FileProblem {
    std::string where;
    std::string why;
};

// Regions proposed by another program, a file of JSON lines:
//   {"image":"a.jpg","boxes":[[x,y,w,h],…],"scores":[0.9,…]}
// in pixels of the upright full-size image, best first; "scores" may be missing. Images are named by their path below
// the root or by their file name.
class GivenBoxes {
 public:
    struct Boxes {
        std::vector<base::Box> boxes;
        std::vector<float> scores;  // empty: the file says none
    };

    // A line that is not such an object, or that names an image again, is BadInput and named; a byte order mark is
    // skipped.
    static base::Result<GivenBoxes> read(const std::filesystem::path& file);

    // Learns which images the project has; gives the lines that are of none of them, or of several.
    std::vector<FileProblem> match(const std::vector<store::ImageRecord>& images);

    // The boxes of an image inside its frame of width x height pixels. Those outside are dropped, those that stick out
    // cut, and both are noted in `problems`. BadInput: the file has none for the image.
    base::Result<Boxes> of(const std::string& path, int width, int height, std::vector<FileProblem>& problems) const;

 private:
    struct Line : Boxes {
        int number = 0;
    };
    std::string place(const Line& line) const;

    std::filesystem::path file_;
    std::map<std::string, Line> lines_;    // by the image's name in the file
    std::set<std::string> severalOfName_;  // file names that several images of the project have
};

}  // namespace legenda::extraction
