// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_normalise.h"

#include <algorithm>
#include <vector>

namespace legenda::metrics {

namespace {

using Text = std::u32string;

constexpr char32_t kProtectedDot = 0xE000;  // of a run of dots, which is not a full stop
constexpr char32_t kLeftQuote = 0x2018, kRightQuote = 0x2019, kLeftQuotes = 0x201C, kRightQuotes = 0x201D;
constexpr char32_t kDash = 0x2013;

Text fromUtf8(std::string_view bytes) {
    Text text;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i++]);
        int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        char32_t c = more == 0 ? lead : lead & (0x3F >> more);
        for (; more > 0 && i < bytes.size(); --more) c = c << 6 | (static_cast<unsigned char>(bytes[i++]) & 0x3F);
        text.push_back(c);
    }
    return text;
}

void addUtf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

bool isDigit(char32_t c) {
    return c >= '0' && c <= '9';
}
bool isAlpha(char32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) ||
           (c >= 0xF8 && c <= 0x17E) || c == 0x178 || (c >= 0x400 && c <= 0x4FF) || (c >= 0x500 && c <= 0x527) ||
           (c >= 0xA640 && c <= 0xA66E) || (c >= 0xA67E && c <= 0xA697) || (c >= 0x1D00 && c <= 0x1D7F);
}
bool isSpace(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
char32_t lower(char32_t c) {
    const bool upper = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F);
    if (upper) return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if (c >= 0x100 && c <= 0x137) return c | 1;
    return c;
}

// Characters other than letters, digits and the marks below are surrounded by spaces.
Text separated(const Text& in) {
    Text out;
    for (const char32_t c : in) {
        const bool stays = isAlpha(c) || isDigit(c) || isSpace(c) || c == '.' || c == '\'' || c == '`' || c == ',' ||
                           c == '-' || c == kLeftQuote || c == kRightQuote;
        if (!stays) out += ' ';
        out += c;
        if (!stays) out += ' ';
    }
    return out;
}

Text withProtectedDots(const Text& in) {
    Text out;
    for (std::size_t i = 0; i < in.size();) {
        std::size_t end = i;
        while (end < in.size() && in[end] == '.') ++end;
        if (end - i < 2) {
            out += in[i++];
            continue;
        }
        out += ' ';
        out.append(end - i, kProtectedDot);
        out += ' ';
        i = end;
    }
    return out;
}

// As a regular expression "(left)mark(right)" replaced by "$1 between $2" from left to right: a character that one
// match took is not there for the next.
template <class Left, class Right>
Text between(const Text& in, char32_t mark, const Left& left, const Right& right, const char32_t* replacement) {
    Text out;
    std::size_t i = 0;
    while (i < in.size())
        if (i + 2 < in.size() && in[i + 1] == mark && left(in[i]) && right(in[i + 2])) {
            out += in[i];
            out += replacement;
            out += in[i + 2];
            i += 3;
        } else {
            out += in[i++];
        }
    return out;
}

Text withPlainMarks(const Text& in) {
    Text out;
    for (std::size_t i = 0; i < in.size(); ++i) {
        const char32_t c = in[i] == '`' || in[i] == kLeftQuote || in[i] == kRightQuote ? U'\'' : in[i];
        const char32_t next = i + 1 < in.size() ? in[i + 1] : U' ';
        const bool pair = c == '\'' && (next == '\'' || next == '`' || next == kLeftQuote || next == kRightQuote);
        if (pair) ++i;
        if (pair || c == kLeftQuotes || c == kRightQuotes)
            out += U" \" ";
        else
            out += c == kDash ? U'-' : c;
    }
    Text single;
    for (std::size_t i = 0; i < out.size(); ++i) {
        single += out[i];
        if (out[i] == '-' && i + 1 < out.size() && out[i + 1] == '-') ++i;
    }
    return single;
}

Text withContractions(Text text) {
    const auto other = [](char32_t c) { return !isAlpha(c); };
    const auto otherNoDigit = [](char32_t c) { return !isAlpha(c) && !isDigit(c); };
    text = between(text, '\'', other, other, U" ' ");
    text = between(text, '\'', otherNoDigit, isAlpha, U" ' ");
    text = between(text, '\'', isAlpha, other, U" ' ");
    text = between(text, '\'', isAlpha, isAlpha, U" '");
    return between(
        text, '\'', isDigit, [](char32_t c) { return c == 's'; }, U" '");
}

std::vector<Text> words(const Text& text) {
    std::vector<Text> out;
    Text word;
    for (const char32_t c : text) {
        if (!isSpace(c)) {
            word += c;
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) out.push_back(std::move(word));
    return out;
}

// A word's last full stop stands alone unless it is one of an abbreviation or the sentence continues in lower case.
Text withStops(const std::vector<Text>& all, const Prefixes& prefixes) {
    Text out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Text& word = all[i];
        const char32_t next = i + 1 < all.size() ? all[i + 1].front() : U' ';
        if (word.size() > 1 && word.back() == '.') {
            const Text head = word.substr(0, word.size() - 1);
            std::string key;
            for (const char32_t c : head) addUtf8(key, c);
            const auto found = prefixes.find(key);
            const bool before = found != prefixes.end();
            if (head.find('.') != Text::npos && std::ranges::any_of(head, isAlpha))
                std::ranges::copy_if(word, std::back_inserter(out), [](char32_t c) { return c != '.'; });
            else if ((before && !found->second) || (next >= 'a' && next <= 'z') ||
                     (before && found->second && isDigit(next)))
                out += word;
            else
                out.append(head).append(U" .");
        } else {
            out += word;
        }
        out += ' ';
    }
    return out;
}

}  // namespace

std::string meteorNormalised(std::string_view line, const Prefixes& prefixes) {
    Text text(1, U' ');
    text.append(fromUtf8(line)).push_back(U' ');
    text = withProtectedDots(separated(text));
    const auto digit = [](char32_t c) { return isDigit(c); };
    const auto noDigit = [](char32_t c) { return !isDigit(c); };
    text = between(text, ',', noDigit, noDigit, U" , ");
    text = between(text, ',', digit, noDigit, U" , ");
    text = between(text, ',', noDigit, digit, U" , ");
    text = withPlainMarks(text);
    const auto wordly = [](char32_t c) { return isAlpha(c) || isDigit(c); };
    text = between(
        text, '-', [&](char32_t c) { return wordly(c) || c == '.'; }, wordly, U" ");
    text = withStops(words(withContractions(text)), prefixes);
    std::string out;
    for (const auto& word : words(text)) {
        if (!out.empty()) out += ' ';
        for (const char32_t c : word) addUtf8(out, c == kProtectedDot ? U'.' : lower(c));
    }
    return out;
}

}  // namespace legenda::metrics
