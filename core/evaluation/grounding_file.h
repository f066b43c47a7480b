// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::evaluation {

// The boxes of a grounding system as a file of JSON lines: one per phrase, in any order, by this program or another,
//   {"image":"a.jpg","sentence":"A dog runs .","start":0,"end":2,"box":[x,y,w,h]}
// with words [start, end) of the Entities sentence at its spaces; this program also writes "phrase" and "target", which
// are not read. "box":null is a phrase that the system found no box for. An image whose phrases are left out gives the
// reason: {"image":"b.jpg","skipped":"why"}. A sentence that an image has twice is paired in order. A phrase that is
// given more than once or is missing, and an unknown one, is an error.

// The box of a phrase for which none was found. Nothing of it lies in an image: neither overlap nor centre.
inline constexpr base::Box kNowhere{-1, -1, 0, 0};

struct GroundedPhrase {
    std::string image;  // path in the project
    std::string sentence;
    int start = 0, end = 0;
    std::string text;
    base::Box target, box;
};

base::Status writeGroundedPhrases(const std::filesystem::path& file, const std::vector<GroundedPhrase>& phrases,
                                  const std::map<std::string, std::string>& skipped, const std::stop_token& stop = {});

// Fills in the boxes of `phrases`, which are all phrases with boxes of the split; those of skipped images are left
// unchanged. Returns the skipped images with the reasons. Errors are BadInput and name the line.
base::Result<std::map<std::string, std::string>> readGroundedPhrases(const std::filesystem::path& file,
                                                                     std::vector<GroundedPhrase>& phrases);

}  // namespace legenda::evaluation
