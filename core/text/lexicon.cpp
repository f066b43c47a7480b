// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/lexicon.h"

#include "core/base/gzip_lines.h"

#include <fmt/format.h>

#include <charconv>

namespace legenda::text {

using base::ErrorCode;

base::Result<Lexicon> Lexicon::read(const std::filesystem::path& file) {
    base::GzipLines lines(file);
    if (!lines.opened()) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    Lexicon lexicon;
    std::size_t number = 0;
    while (const auto line = lines.next()) {
        ++number;
        const auto first = line->find('\t'), second = line->find('\t', first + 1);
        Reading reading;
        bool right = first != std::string_view::npos && second != std::string_view::npos && first > 0;
        if (right) {
            reading.word = line->substr(first + 1, second - first - 1);
            const char *from = line->data() + second + 1, *to = line->data() + line->size();
            const auto [end, error] = std::from_chars(from, to, reading.similarity);
            right = error == std::errc{} && end == to && reading.similarity >= 0 && reading.similarity <= 1 &&
                    !reading.word.empty();
        }
        if (!right)
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}, line {}: a word, a known word and their similarity (0 to 1) were "
                                          "expected, with tabs between them.",
                                          file.string(), number));
        lexicon.readings_.insert_or_assign(std::string(line->substr(0, first)), std::move(reading));
    }
    if (lines.failed()) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read to its end.", file.string()));
    return lexicon;
}

const Lexicon::Reading* Lexicon::find(const std::string& word, double atLeast) const {
    const auto found = readings_.find(word);
    return found == readings_.end() || found->second.similarity < atLeast ? nullptr : &found->second;
}

}  // namespace legenda::text
