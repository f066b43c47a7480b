// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::metrics {

// Synonym sets of words, from the dictionary files of WordNet 3 (index.noun … and noun.exc …). A word's sets are its
// own and those of its base forms: by the lists of exceptions, else the first that WordNet's endings give. As
// METEOR 1.5 does, sets of all parts of speech go by their offset alone.
class Synonyms {
 public:
    // Io: a file of the folder that cannot be read.
    static base::Result<Synonyms> read(const std::filesystem::path& folder);
    // Where Debian's package wordnet-base and WordNet's own installer put it; empty: not installed.
    static std::filesystem::path installed();

    // Sorted, without repetition.
    std::vector<std::uint32_t> setsOf(const std::string& word) const;

 private:
    std::string baseOf(const std::string& word) const;

    std::unordered_map<std::string, std::vector<std::uint32_t>> sets_;
    std::unordered_map<std::string, std::vector<std::string>> bases_;
};

}  // namespace legenda::metrics
