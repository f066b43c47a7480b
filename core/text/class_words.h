// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/matrix.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::text {

// The classes of an image classifier as words: the synsets of WordNet that name its classes, and those above them. Any
// number of threads may read it.
class ClassWords {
 public:
    struct Synset {
        std::vector<std::string> words, plurals;  // of equal length, in the same order
        std::vector<int> classes;                 // numbers of the classes that it names or that lie below it
        std::vector<std::string> hypernyms;       // words of the synsets above it, nearest first
    };

    static constexpr int kClasses = 1000;

    // A gzipped file of packaging/make_classes.py. Io: it cannot be read; BadInput: a line of another form, named.
    static base::Result<ClassWords> read(const std::filesystem::path& file);

    // nullptr: the word, singular or plural, names no class and nothing above one.
    const Synset* find(const std::string& word) const;

    // The probability that each region shows what the synset means, the sum over its classes: [R], of the classifier's
    // [R, kClasses].
    static std::vector<float> probabilities(const Synset& synset, const base::Matrix& classes);
    // What the classifier is sure of: the synsets that some region shows with at least this probability, without those
    // that lie above another of them; highest probability first, ties in the order of the file.
    std::vector<const Synset*> sure(const base::Matrix& classes, double atLeast) const;

    std::size_t size() const { return synsets_.size(); }

 private:
    std::vector<Synset> synsets_;
    std::unordered_map<std::string, std::size_t> ofWord_;
};

}  // namespace legenda::text
