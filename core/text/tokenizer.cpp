// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include <utf8proc.h>

#include <cstdint>

namespace legenda::text {

namespace {

enum class Kind { Word, Space, Dropped };

Kind kindOf(utf8proc_int32_t codepoint) {
    switch (utf8proc_category(codepoint)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
            return Kind::Word;
        // Vowel signs and accents are a part of the letter before them.
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
            return Kind::Word;
        case UTF8PROC_CATEGORY_ZS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return Kind::Space;
        default:
            return codepoint >= 0x09 && codepoint <= 0x0d ? Kind::Space : Kind::Dropped;
    }
}

// Composed and decomposed spellings of a word must be the same entry of the vocabulary.
std::string composed(std::vector<utf8proc_int32_t> codepoints) {
    constexpr auto kCompose = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    codepoints.push_back(0);  // utf8proc_reencode writes in place and ends with a zero byte
    const auto length =
        utf8proc_reencode(codepoints.data(), static_cast<utf8proc_ssize_t>(codepoints.size()) - 1, kCompose);
    return {reinterpret_cast<const char*>(codepoints.data()), static_cast<std::size_t>(length > 0 ? length : 0)};
}

}  // namespace

std::vector<std::string> tokenize(std::string_view sentence) {
    std::vector<std::string> tokens;
    std::vector<utf8proc_int32_t> word;
    bool ascii = true;
    const auto finish = [&] {
        if (word.empty()) return;
        if (ascii)
            tokens.emplace_back(word.begin(), word.end());
        else
            tokens.push_back(composed(word));
        word.clear();
        ascii = true;
    };
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(sentence.data());
    auto left = static_cast<utf8proc_ssize_t>(sentence.size());
    while (left > 0) {
        utf8proc_int32_t codepoint = -1;
        const auto used = utf8proc_iterate(bytes, left, &codepoint);
        const auto step = used > 0 ? used : 1;  // a byte that is not UTF-8 is dropped
        bytes += step;
        left -= step;
        if (used <= 0) continue;
        const Kind kind = kindOf(codepoint);
        if (kind == Kind::Space) finish();
        if (kind != Kind::Word) continue;
        word.push_back(utf8proc_tolower(codepoint));
        ascii = ascii && codepoint < 0x80;
    }
    finish();
    return tokens;
}

}  // namespace legenda::text
