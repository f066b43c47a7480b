// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>
#include <unordered_map>

namespace legenda::text {

// Words that a model does not know, each with a known word that it may be read as: "rifle" as "gun". Any number of
// threads may read it.
class Lexicon {
 public:
    struct Reading {
        std::string word;
        double similarity = 0;  // 0..1; 1: another form of the same word
    };

    // A gzipped file of lines "word<TAB>known word<TAB>similarity". Io: it cannot be read; BadInput: a line of another
    // form, named.
    static base::Result<Lexicon> read(const std::filesystem::path& file);

    // nullptr: it has none, or none of at least this similarity.
    const Reading* find(const std::string& word, double atLeast = 0) const;
    std::size_t size() const { return readings_.size(); }

 private:
    std::unordered_map<std::string, Reading> readings_;
};

}  // namespace legenda::text
