// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/class_words.h"

#include "core/base/gzip_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace legenda::text {

using base::ErrorCode;

namespace {

std::vector<std::string_view> partsOf(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0;;) {
        const auto to = text.find(separator, from);
        parts.push_back(text.substr(from, to - from));
        if (to == std::string_view::npos) return parts;
        from = to + 1;
    }
}

// Nothing: an item is empty.
std::optional<std::vector<std::string>> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    for (const auto part : partsOf(text, ' ')) {
        if (part.empty()) return {};
        words.emplace_back(part);
    }
    return words;
}

std::optional<std::vector<int>> classesOf(std::string_view text) {
    std::vector<int> numbers;
    for (const auto part : partsOf(text, ' ')) {
        int number = -1;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc{} || end != part.data() + part.size() || number < 0 || number >= ClassWords::kClasses)
            return {};
        numbers.push_back(number);
    }
    return numbers;
}

std::optional<ClassWords::Synset> synsetOf(std::string_view line) {
    const auto fields = partsOf(line, '\t');
    if (fields.size() != 4) return {};
    auto words = wordsOf(fields[0]), plurals = wordsOf(fields[1]);
    auto classes = classesOf(fields[2]);
    auto above = fields[3].empty() ? std::vector<std::string>() : wordsOf(fields[3]);
    if (!words || !plurals || !classes || !above || words->size() != plurals->size()) return {};
    return ClassWords::Synset{std::move(*words), std::move(*plurals), std::move(*classes), std::move(*above)};
}

// Whether `whole` has all classes of `part` and more.
bool liesAbove(const ClassWords::Synset& whole, const ClassWords::Synset& part) {
    return whole.classes.size() > part.classes.size() && std::ranges::all_of(part.classes, [&](int c) {
               return std::ranges::find(whole.classes, c) != whole.classes.end();
           });
}

}  // namespace

base::Result<ClassWords> ClassWords::read(const std::filesystem::path& file) {
    base::GzipLines lines(file);
    if (!lines.opened()) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    ClassWords all;
    while (const auto line = lines.next()) {
        auto synset = synsetOf(*line);
        if (!synset)
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}, line {}: words, as many plurals, numbers of classes (0 to {}) and "
                                          "hypernyms were expected, with tabs between them and spaces within.",
                                          file.string(), all.synsets_.size() + 1, kClasses - 1));
        for (const auto& words : {synset->words, synset->plurals})
            for (const auto& word : words) all.ofWord_.try_emplace(word, all.synsets_.size());
        all.synsets_.push_back(std::move(*synset));
    }
    if (lines.failed()) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read to its end.", file.string()));
    return all;
}

const ClassWords::Synset* ClassWords::find(const std::string& word) const {
    const auto found = ofWord_.find(word);
    return found == ofWord_.end() ? nullptr : &synsets_[found->second];
}

std::vector<float> ClassWords::probabilities(const Synset& synset, const base::Matrix& classes) {
    std::vector<float> sums(classes.rows, 0.0F);
    for (std::size_t r = 0; r < classes.rows; ++r)
        for (const int c : synset.classes) sums[r] += classes(r, static_cast<std::size_t>(c));
    return sums;
}

std::vector<const ClassWords::Synset*> ClassWords::sure(const base::Matrix& classes, double atLeast) const {
    std::vector<std::pair<float, const Synset*>> found;
    if (classes.rows == 0) return {};
    for (const auto& synset : synsets_) {
        const float most = std::ranges::max(probabilities(synset, classes));
        if (static_cast<double>(most) >= atLeast) found.emplace_back(most, &synset);
    }
    std::vector<std::pair<float, const Synset*>> lowest;
    for (const auto& each : found)
        if (std::ranges::none_of(found, [&](const auto& other) { return liesAbove(*each.second, *other.second); }))
            lowest.push_back(each);
    std::ranges::stable_sort(lowest, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<const Synset*> sure;
    for (const auto& [probability, synset] : lowest) sure.push_back(synset);
    return sure;
}

}  // namespace legenda::text
