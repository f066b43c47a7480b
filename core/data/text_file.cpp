// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_file.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace legenda::data {

namespace {
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
}

std::string withoutByteOrderMark(std::string bytes) {
    if (bytes.starts_with(kByteOrderMark)) return bytes.substr(kByteOrderMark.size());
    const bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
    if (!little && !big) return bytes;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<utf8proc_int32_t>(little ? first | second << 8 : first << 8 | second);
    };
    std::string text;
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        utf8proc_int32_t letter = unit(at);
        if (letter >= 0xD800 && letter < 0xDC00 && at + 3 < bytes.size() && (unit(at + 2) & 0xFC00) == 0xDC00) {
            letter = 0x10000 + ((letter - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
            at += 2;
        }
        if (letter >= 0xD800 && letter < 0xE000) letter = 0xFFFD;  // half of a pair
        utf8proc_uint8_t encoded[4];
        const auto length = utf8proc_encode_char(letter, encoded);
        text.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length));
    }
    return text;
}

std::string place(const std::filesystem::path& file, int line) {
    return fmt::format("{}:{}", file.string(), line);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool isUtf8(std::string_view text) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t letter = 0;
        const auto length = utf8proc_iterate(at, left, &letter);
        if (length <= 0) return false;
        at += length;
        left -= length;
    }
    return true;
}

std::string fromLatin1(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            result += c;
        } else {
            result += static_cast<char>(0xC0 | (byte >> 6));
            result += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return result;
}

std::string nfc(const std::string& text) {
    bool ascii = true;
    for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    if (ascii) return text;
    utf8proc_uint8_t* composed = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, std::free);
    if (length < 0) return text;
    return {reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length)};
}

base::Result<std::string> readText(const std::filesystem::path& file, std::vector<Problem>& problems) {
    auto bytes = base::readFile(file);
    if (!bytes) return bytes;
    *bytes = withoutByteOrderMark(std::move(*bytes));
    if (!isUtf8(*bytes)) {
        problems.push_back({file.string(), "is no UTF-8; it was read as Latin-1"});
        *bytes = fromLatin1(*bytes);
    }
    return bytes;
}

base::Result<std::vector<Line>> readLines(const std::filesystem::path& file, std::vector<Problem>& problems) {
    auto bytes = base::readFile(file);
    if (!bytes) return base::pass(bytes);
    std::string_view rest = *bytes;
    if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
    std::vector<Line> lines;
    for (int number = 1; !rest.empty(); ++number) {
        const auto end = rest.find('\n');
        std::string_view text = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (text.ends_with('\r')) text.remove_suffix(1);
        if (isUtf8(text)) {
            lines.push_back({number, std::string(text)});
        } else {
            problems.push_back({place(file, number), "is no UTF-8; the line was read as Latin-1"});
            lines.push_back({number, fromLatin1(text)});
        }
    }
    return lines;
}

}  // namespace legenda::data
