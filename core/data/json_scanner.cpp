// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_scanner.h"

#include "core/data/text_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace legenda::data {

using nlohmann::json;

namespace {

constexpr int kDeepest = 256;
constexpr std::size_t kLookAhead = 2048;  // for the end of a string, across white space
constexpr std::size_t kShownBytes = 20;   // bytes of a long number in a message
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool isSpace(int byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\v' || byte == '\f';
}
bool isDigit(int byte) {
    return byte >= '0' && byte <= '9';
}
bool isLetter(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

std::string shortened(const std::string& token) {
    return token.size() <= kShownBytes ? token
                                       : fmt::format("{}… ({} characters)", token.substr(0, kShownBytes), token.size());
}

}  // namespace

int JsonScanner::next() {
    while (isSpace(source_.peek())) source_.get();
    return source_.peek();
}

std::string JsonScanner::found() {
    const int byte = next();
    if (byte < 0) return "the end";
    return byte >= 0x20 && byte < 0x7F ? fmt::format("\"{}\"", static_cast<char>(byte))
                                       : fmt::format("the byte {:#04x}", byte);
}

void JsonScanner::expect(char wanted) {
    if (next() < 0) throw Cut{};
    if (next() != wanted) throw Broken{fmt::format("{} stands where \"{}\" was expected", found(), wanted)};
    source_.get();
}

void JsonScanner::note(std::string why) {
    note_(key_.empty() ? std::move(why) : fmt::format("\"{}\" {}", key_, why));
}

bool JsonScanner::value(json& out) {
    open_ = 0;
    key_.clear();
    try {
        out = read(0);
        return true;
    } catch (const Damaged& damage) {
        key_.clear();
        note(fmt::format("is not JSON: {}; it was left out", damage.why));
        passOver();
        return false;
    }
}

json JsonScanner::read(int depth) {
    if (depth > kDeepest) throw Damaged{fmt::format("it is nested deeper than {} times", kDeepest)};
    const int byte = next();
    if (byte < 0) throw Cut{};
    if (byte == '{') return object(depth);
    if (byte == '[') return list(depth);
    if (byte == '"') return text();
    if (isDigit(byte) || byte == '-' || byte == '+' || byte == '.') return number();
    if (isLetter(byte)) return word();
    throw Damaged{fmt::format("{} stands where a value was expected", found())};
}

json JsonScanner::object(int depth) {
    source_.get();
    ++open_;
    json members = json::object();
    for (int byte = next(); byte != '}'; byte = next()) {
        if (byte < 0) throw Cut{};
        if (byte == ',') {
            source_.get();
            continue;
        }
        if (byte != '"') throw Damaged{fmt::format("{} stands where a name in quotes was expected", found())};
        key_.clear();
        const std::string name = text();
        if (next() < 0) throw Cut{};
        if (next() != ':') throw Damaged{fmt::format("{} stands behind the name \"{}\"", found(), name)};
        source_.get();
        key_ = name;
        if (members.contains(name)) note("stands twice in one object; the last was used");
        members[name] = read(depth + 1);
    }
    source_.get();
    --open_;
    key_.clear();
    return members;
}

json JsonScanner::list(int depth) {
    source_.get();
    ++open_;
    json elements = json::array();
    for (int byte = next(); byte != ']'; byte = next()) {
        if (byte < 0) throw Cut{};
        if (byte == ',')
            source_.get();
        else
            elements.push_back(read(depth + 1));
    }
    source_.get();
    --open_;
    return elements;
}

json JsonScanner::number() {
    std::string token;
    for (int byte = source_.peek();
         isDigit(byte) || byte == '.' || byte == '-' || byte == '+' || byte == 'e' || byte == 'E';
         byte = source_.peek())
        token += static_cast<char>(source_.get());
    if (isLetter(source_.peek())) {  // -Infinity
        auto named = word();
        if (named.is_number_float() && token.starts_with('-')) named = -named.get<double>();
        return named;
    }
    const char* first = token.data() + (token.starts_with('+') ? 1 : 0);
    const char* const last = token.data() + token.size();
    const bool negative = token.starts_with('-');
    if (token.find_first_not_of("0123456789", negative ? 1 : 0) == std::string::npos) {
        std::int64_t whole = 0;
        if (std::from_chars(first, last, whole).ec == std::errc()) return whole;
        std::uint64_t large = 0;
        if (!negative && std::from_chars(first, last, large).ec == std::errc()) return large;
        if (token.size() > 1) {
            note(fmt::format("is a number beyond 64 bits, {}; it was kept as a text", shortened(token)));
            return token;
        }
    }
    double real = 0;
    const auto [end, failure] = std::from_chars(first, last, real);
    if (end != last || failure == std::errc::invalid_argument)
        throw Damaged{fmt::format("{} is not a number", shortened(token))};
    if (failure == std::errc()) return real;
    if (token.find("e-") != std::string::npos || token.find("E-") != std::string::npos) return 0.0;
    note(fmt::format("is a number that is too large, {}; it was left out", shortened(token)));
    return negative ? -kInfinity : kInfinity;
}

json JsonScanner::word() {
    std::string token;
    while (isLetter(source_.peek())) token += static_cast<char>(source_.get());
    if (token == "true" || token == "True") return true;
    if (token == "false" || token == "False") return false;
    if (token == "null" || token == "None") return nullptr;
    for (const char* known : {"NaN", "nan", "Infinity", "inf", "Inf", "undefined"})
        if (token == known) {
            note(fmt::format("is {}, which is not a JSON value; it was left out", token));
            if (token == "undefined") return nullptr;
            return token.front() == 'N' || token.front() == 'n' ? std::numeric_limits<double>::quiet_NaN() : kInfinity;
        }
    throw Damaged{fmt::format("the word {} stands where a value was expected", shortened(token))};
}

// A quote ends its string when something follows that can follow a string.
bool JsonScanner::endsHere() {
    std::size_t ahead = 0;
    const auto after = [&] {
        while (ahead < kLookAhead && isSpace(source_.peek(ahead))) ++ahead;
        return source_.peek(ahead);
    };
    const int byte = after();
    if (byte < 0 || byte == ':' || byte == '}' || byte == ']' || ahead >= kLookAhead) return true;
    if (byte != ',') return false;
    ++ahead;
    const int behind = after();
    if (behind < 0 || ahead >= kLookAhead || isDigit(behind)) return true;
    if (std::string_view("\"{[-}],").find(static_cast<char>(behind)) != std::string_view::npos) return true;
    for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity"}) {
        std::size_t same = 0;
        while (same < word.size() && source_.peek(ahead + same) == word[same]) ++same;
        if (same == word.size() && !isLetter(source_.peek(ahead + same))) return true;
    }
    return false;
}

std::string JsonScanner::text() {
    using namespace std::string_view_literals;
    static constexpr std::string_view kStops =
        "\"\\\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
        "\x1a\x1b\x1c\x1d\x1e\x1f"sv;
    source_.get();
    std::string text;
    bool raw = false, quoted = false;
    for (;;) {
        text += source_.takeUntil(kStops);
        const int byte = source_.get();
        if (byte < 0) throw Cut{};
        if (byte == '\\') {
            escape(text);
        } else if (byte == '"') {
            if (endsHere()) break;
            text += '"';
            quoted = true;
        } else if (byte >= 0x20) {
            text += static_cast<char>(byte);
        } else {
            text += byte == '\n' || byte == '\t' ? static_cast<char>(byte) : ' ';
            raw = true;
        }
    }
    if (raw) note("holds a raw control character, which was read as a space");
    if (quoted) note("holds quotes that are not escaped; they were read as part of the text");
    if (!isUtf8(text)) {
        text = repairedUtf8(text);
        note("is not UTF-8; it was read as Windows-1252 (Latin-1)");
    }
    return text;
}

std::uint32_t JsonScanner::hexadecimal() {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int byte = source_.peek(i);
        const int digit = isDigit(byte)                ? byte - '0'
                          : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                          : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                       : -1;
        if (digit < 0) return ~std::uint32_t{0};
        value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    source_.skip(4);
    return value;
}

void JsonScanner::escape(std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    const int byte = source_.get();
    if (byte < 0) throw Cut{};
    if (const auto known = kLetters.find(static_cast<char>(byte)); known != std::string_view::npos) {
        text += kMeant[known];
        return;
    }
    if (byte != 'u') {  // as in "C:\images"
        if (byte != '\'') text += '\\';
        text += static_cast<char>(byte);
        return note("holds a backslash that is not escaped; it was read as part of the text");
    }
    std::uint32_t letter = hexadecimal();
    if (letter == ~std::uint32_t{0}) {
        text += "\\u";
        return note("holds \\u without four hexadecimal digits; it was read literally");
    }
    if (letter >= 0xD800 && letter < 0xDC00 && source_.peek() == '\\' && source_.peek(1) == 'u') {
        source_.skip(2);
        const std::uint32_t second = hexadecimal();
        if (second >= 0xDC00 && second < 0xE000) {
            appendUtf8(text, 0x10000 + ((letter - 0xD800) << 10) + (second - 0xDC00));
            return;
        }
        note("holds half a surrogate pair, which became U+FFFD");
        appendUtf8(text, letter);
        if (second == ~std::uint32_t{0})
            text += "\\u";
        else
            appendUtf8(text, second);
        return;
    }
    if (letter >= 0xD800 && letter < 0xE000) note("holds half a surrogate pair, which became U+FFFD");
    if (letter == 0) {
        note("holds a zero character, which was read as a space");
        letter = ' ';
    }
    appendUtf8(text, letter);
}

// Skips the rest of a damaged value, up to its closing bracket or the comma behind it.
void JsonScanner::passOver() {
    for (;;) {
        const int byte = source_.peek();
        if (byte < 0) throw Cut{};
        const bool closes = byte == '}' || byte == ']';
        if (open_ == 0 && (closes || byte == ',')) return;
        if (byte == '"') {
            const Note silent = std::exchange(note_, [](const std::string&) {});
            try {
                text();
            } catch (...) {
                note_ = silent;
                throw;
            }
            note_ = silent;
            continue;
        }
        source_.get();
        if (byte == '{' || byte == '[') ++open_;
        if (closes && --open_ == 0) return;
    }
}

}  // namespace legenda::data
