// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace legenda::data {

// True for names with the extension of a readable image ("x.JPG").
bool looksLikeImage(const std::string& name);

// Finds paths of images by the names that files give them: with other folders before them, with backslashes, as URLs,
// absolute, with letters as %20, in another case or with another extension. Only paths that it was given are ever
// found.
class NameIndex {
 public:
    NameIndex() = default;
    explicit NameIndex(std::vector<std::string> paths);  // POSIX, NFC

    enum class How { Path, LastParts, Spelling };
    struct Found {
        std::vector<std::size_t> all;  // places in `paths` of those that fit equally well; empty: none does
        std::size_t parts = 0;         // number of trailing parts of the path that match
        How how = How::Path;  // by the full name, by its last parts, by its spelling without case and extension
    };
    Found find(const std::string& name) const;
    const std::string& path(std::size_t place) const { return paths_[place]; }

 private:
    using Places = std::map<std::string, std::vector<std::size_t>, std::less<>>;
    Found byParts(const std::vector<std::string>& parts) const;
    Found bySpelling(const std::string& lastPart) const;

    std::vector<std::string> paths_;
    Places byName_;                   // last part of the path
    mutable Places byCase_, byStem_;  // made when first needed
};

// The possible interpretations of the name as a path, the most likely first; each is a list of parts without "." and
// "..". Empty: it names no file.
std::vector<std::vector<std::string>> meanings(const std::string& name);

// The name with slashes, without the host of a URL and without the suffix by which Flickr's datasets name a second
// copy
// ("x.jpg.1").
std::string plainName(const std::string& name);

}  // namespace legenda::data
