// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_file.h"

#include "core/base/files.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace legenda::data {

namespace {
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Windows-1252 from 0x80 to 0x9F; 0: no letter.
constexpr std::array<std::uint16_t, 32> kWindows1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// Text has hardly any zero bytes; in UTF-16 every second byte of it is zero.
bool zerosAt(std::string_view bytes, std::size_t odd) {
    constexpr std::size_t kLooked = 256;
    const std::size_t count = std::min(bytes.size(), kLooked) / 2;
    std::size_t zeros = 0, others = 0;
    for (std::size_t i = 0; i < count; ++i) {
        zeros += bytes[2 * i + odd] == '\0';
        others += bytes[2 * i + 1 - odd] == '\0';
    }
    return count >= 2 && zeros * 4 >= count * 3 && others * 4 <= count;
}

int lineAt(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// The first byte that belongs to no UTF-8 letter.
std::size_t firstWrong(std::string_view text) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    std::size_t done = 0;
    while (done < text.size()) {
        utf8proc_int32_t letter = 0;
        const auto length = utf8proc_iterate(at + done, static_cast<utf8proc_ssize_t>(text.size() - done), &letter);
        if (length <= 0) return done;
        done += static_cast<std::size_t>(length);
    }
    return std::string_view::npos;
}

}  // namespace

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
    return firstWrong(text) == std::string_view::npos;
}

void appendUtf8(std::string& text, std::uint32_t letter) {
    constexpr std::uint32_t kReplacement = 0xFFFD;
    if (letter > 0x10FFFF || (letter >= 0xD800 && letter < 0xE000)) letter = kReplacement;
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(letter), bytes.data());
    text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

std::string repairedUtf8(std::string_view text) {
    std::string result;
    for (;;) {
        const std::size_t wrong = firstWrong(text);
        result += text.substr(0, wrong);
        if (wrong == std::string_view::npos) return result;
        const auto byte = static_cast<unsigned char>(text[wrong]);
        const std::uint32_t letter = byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte;
        appendUtf8(result, letter == 0 ? 0xFFFD : letter);
        text.remove_prefix(wrong + 1);
    }
}

std::string fromUtf16(std::string_view bytes, bool bigEndian) {
    const auto unit = [&](std::size_t i) {
        const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<std::uint32_t>(bigEndian ? first << 8 | second : second << 8 | first);
    };
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint32_t letter = unit(i);
        if (letter >= 0xD800 && letter < 0xDC00 && i + 3 < bytes.size()) {
            const std::uint32_t second = unit(i + 2);
            if (second >= 0xDC00 && second < 0xE000) {
                letter = 0x10000 + ((letter - 0xD800) << 10) + (second - 0xDC00);
                i += 2;
            }
        }
        appendUtf8(text, letter);
    }
    return text;
}

bool hasWords(std::string_view text) {
    return !text::tokenize(std::string(text)).empty();
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

std::string decodeText(std::string bytes, const std::filesystem::path& file, std::vector<Problem>& problems) {
    using namespace std::string_view_literals;
    const bool marked = bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv);
    const bool bigEndian = bytes.starts_with("\xFE\xFF"sv) || (!marked && zerosAt(bytes, 0));
    if (marked || bigEndian || zerosAt(bytes, 1)) {
        if (!marked) problems.push_back({file.string(), "seems to be written in UTF-16 and was read as such"});
        bytes = fromUtf16(std::string_view(bytes).substr(marked ? 2 : 0), bigEndian);
    }
    if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
    if (const auto zero = bytes.find('\0'); zero != std::string::npos) {
        problems.push_back(
            {place(file, lineAt(bytes, zero)), fmt::format("holds zero bytes ({} in the file); they were left out",
                                                           std::count(bytes.begin(), bytes.end(), '\0'))});
        std::erase(bytes, '\0');
    }
    if (bytes.find('\n') == std::string::npos) std::ranges::replace(bytes, '\r', '\n');
    return bytes;
}

base::Result<std::string> readText(const std::filesystem::path& file, std::vector<Problem>& problems) {
    auto bytes = base::readFile(file);
    if (!bytes) return bytes;
    *bytes = decodeText(std::move(*bytes), file, problems);
    if (const auto wrong = firstWrong(*bytes); wrong != std::string::npos) {
        problems.push_back({place(file, lineAt(*bytes, wrong)),
                            "is not UTF-8 from here on; the invalid bytes were read as Windows-1252 (Latin-1)"});
        *bytes = repairedUtf8(*bytes);
    }
    return bytes;
}

std::vector<Line> linesOf(std::string_view text) {
    std::vector<Line> lines;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        while (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back({number, std::string(line)});
    }
    return lines;
}

base::Result<std::vector<Line>> readLines(const std::filesystem::path& file, std::vector<Problem>& problems) {
    LEGENDA_TRY(bytes, base::readFile(file));
    auto lines = linesOf(decodeText(std::move(*bytes), file, problems));
    for (auto& line : lines) {
        if (isUtf8(line.text)) continue;
        problems.push_back({place(file, line.number), "is not UTF-8; the line was read as Windows-1252 (Latin-1)"});
        line.text = repairedUtf8(line.text);
    }
    return lines;
}

}  // namespace legenda::data
