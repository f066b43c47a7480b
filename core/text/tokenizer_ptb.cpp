// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <string>
#include <string_view>

// The Penn Treebank conventions as the tokenizer of coco-caption applies them to captions: clitics and negations are
// split off, abbreviations keep their full stop, hyphenated words stay whole. At each position every rule returns the
// number of bytes that it matches, and the longest match wins. Not covered: smileys and SGML tags.

namespace legenda::text {

namespace {

using View = std::string_view;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
// After normalising, bytes above ASCII belong to letters.
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool isWordChar(char c) {
    return isLetter(c) || isDigit(c);
}
char at(View s, std::size_t i) {
    return i < s.size() ? s[i] : ' ';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsCaseless(View s, View lowered) {
    if (s.size() < lowered.size()) return false;
    for (std::size_t i = 0; i < lowered.size(); ++i)
        if (lower(s[i]) != lowered[i]) return false;
    return true;
}

template <class Test>
std::size_t run(View s, std::size_t from, Test test) {
    std::size_t end = from;
    while (end < s.size() && test(s[end])) ++end;
    return end - from;
}

std::string lowered(View s) {
    std::string out;
    auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(s.data());
    for (std::size_t i = 0; i < s.size();) {
        utf8proc_int32_t code = 0;
        const auto used = utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(s.size() - i), &code);
        if (used <= 0) {
            out += s[i++];
            continue;
        }
        std::array<utf8proc_uint8_t, 4> encoded{};
        const auto length = utf8proc_encode_char(utf8proc_tolower(code), encoded.data());
        out.append(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length));
        i += static_cast<std::size_t>(used);
    }
    return out;
}

// Typographic marks as their ASCII spelling, any white space as one space.
std::string normalised(View sentence) {
    static constexpr std::array<std::pair<View, View>, 26> kMarks{{
        {"\u2018", "'"},    {"\u2019", "'"},    {"\u201b", "'"},     {"\u00b4", "'"},   {"\u201a", "'"},
        {"\u2039", "'"},    {"\u203a", "'"},    {"\u201c", "\""},    {"\u201d", "\""},  {"\u201e", "\""},
        {"\u00ab", "\""},   {"\u00bb", "\""},   {"&quot;", "\""},    {"&apos;", "'"},   {"&amp;", "&"},
        {"\u2013", " -- "}, {"\u2014", " -- "}, {"\u2026", " ... "}, {"\u00a0", " "},   {"\u00bd", " 1/2"},
        {"\u00bc", " 1/4"}, {"\u00be", " 3/4"}, {"\u20ac", " $ "},   {"\u00a3", " # "}, {"\u00a2", " cents "},
        {"\u3000", " "},
    }};
    std::string out;
    for (std::size_t i = 0; i < sentence.size();) {
        const View rest = sentence.substr(i);
        const auto mark =
            std::find_if(kMarks.begin(), kMarks.end(), [&](const auto& m) { return rest.starts_with(m.first); });
        if (mark != kMarks.end()) {
            out += mark->second;
            i += mark->first.size();
        } else {
            const auto c = static_cast<unsigned char>(sentence[i++]);
            out += c <= ' ' ? ' ' : static_cast<char>(c);
        }
    }
    return out;
}

// A letter, then letters and digits; full stops and marks between letters do not end it ("park.The" is one token there
// too).
std::size_t wordLength(View s) {
    if (s.empty() || !isLetter(s[0])) return 0;
    std::size_t end = run(s, 0, isWordChar);
    while ((at(s, end) == '.' || at(s, end) == '!' || at(s, end) == '?') && isLetter(at(s, end + 1)))
        end += 1 + run(s, end + 1, isWordChar);
    return end;
}

// 12, 3.5, .5, 1,000 and 12:55, with a sign.
std::size_t numberLength(View s) {
    std::size_t end = (at(s, 0) == '-' || at(s, 0) == '+') ? 1 : 0;
    const std::size_t sign = end;
    end += run(s, end, isDigit);
    for (;;) {
        const char mark = at(s, end);
        if (!(mark == '.' || mark == ',' || (mark == ':' && end > sign)) || !isDigit(at(s, end + 1))) break;
        end += 1 + run(s, end + 1, isDigit);
    }
    return end > sign && isDigit(s[end - 1]) ? end : 0;
}

// 's 'm 'd 're 've 'll 'em where no letter follows.
std::size_t cliticLength(View s) {
    if (at(s, 0) != '\'') return 0;
    for (const View ending : {View("re"), View("ve"), View("ll"), View("em"), View("s"), View("m"), View("d")})
        if (startsCaseless(s.substr(1), ending) && !isLetter(at(s, 1 + ending.size()))) return 1 + ending.size();
    return 0;
}

// Words and numbers joined by hyphens or underscores: "t-shirt", "4x4", "merry-go-round", "o'clock".
std::size_t hyphenatedLength(View s) {
    std::size_t end = 0;
    const char first = lower(at(s, 0));
    if ((first == 'd' || first == 'o' || first == 'l') && at(s, 1) == '\'' && isWordChar(at(s, 2)) &&
        cliticLength(s.substr(1)) == 0)
        end = 2;
    std::size_t part = run(s, end, isWordChar);
    if (part == 0) part = numberLength(s.substr(end));
    if (part == 0) return 0;
    end += part;
    // Inside such a word the first part may hold full stops and commas when a hyphen follows.
    const std::size_t loose = run(s, 0, [](char c) { return isWordChar(c) || c == '.' || c == ','; });
    if (isWordChar(at(s, 0)) && loose > end && (at(s, loose) == '-' || at(s, loose) == '_') &&
        isWordChar(at(s, loose + 1)))
        end = loose;
    while ((at(s, end) == '-' || at(s, end) == '_') && isWordChar(at(s, end + 1))) {
        end += 1 + run(s, end + 1, isWordChar);
        if (at(s, end) == '.' && isDigit(at(s, end + 1))) end += 1 + run(s, end + 1, isDigit);
    }
    return end;
}

// man/woman, 1/2, and/or/not, with hyphens inside.
std::size_t slashedLength(View s) {
    const auto part = [&](std::size_t from) {
        std::size_t end = from + run(s, from, isWordChar);
        for (int i = 0; i < 2 && end > from && at(s, end) == '-' && isLetter(at(s, end + 1)); ++i)
            end += 1 + run(s, end + 1, isLetter);
        return end;
    };
    std::size_t end = part(0);
    if (end == 0) return 0;
    int slashes = 0;
    while (slashes < 2 && at(s, end) == '/' && isWordChar(at(s, end + 1))) end = part(end + 1), ++slashes;
    return slashes > 0 ? end : 0;
}

// u.s., p.m., s.c.u.b.a. and single initials: full stop included.
std::size_t acronymLength(View s) {
    std::size_t end = 0;
    while (isLetter(at(s, end)) && static_cast<unsigned char>(s[end]) < 0x80 && at(s, end + 1) == '.') end += 2;
    return end > 0 && isWordChar(at(s, end)) ? 0 : end;
}

std::size_t abbreviationLength(View s) {
    static constexpr std::array<View, 108> kAbbreviations{
        "jan",    "feb",  "mar",   "apr",   "jun",  "jul",     "aug",  "sep",  "sept", "oct",   "nov",  "dec",
        "mon",    "tue",  "tues",  "wed",   "thu",  "thurs",   "fri",  "ala",  "ariz", "calif", "colo", "conn",
        "ct",     "dak",  "fla",   "ga",    "ind",  "kan",     "kans", "ky",   "md",   "mich",  "minn", "mo",
        "mont",   "neb",  "nev",   "okla",  "penn", "tenn",    "va",   "vt",   "wis",  "wisc",  "wyo",  "inc",
        "co",     "cos",  "corp",  "ltd",   "plc",  "bancorp", "assn", "univ", "tel",  "est",   "ext",  "sq",
        "jr",     "sr",   "bros",  "esq",   "etc",  "ect",     "al",   "seq",  "bldg", "mr",    "mrs",  "ms",
        "dr",     "drs",  "prof",  "profs", "sen",  "sens",    "rep",  "reps", "atty", "lt",    "col",  "gen",
        "messrs", "gov",  "govs",  "adm",   "rev",  "maj",     "sgt",  "cpl",  "pvt",  "capt",  "st",   "ste",
        "ave",    "pres", "lieut", "hon",   "brig", "mt",      "ft",   "dept", "blvd", "rd",    "vs",   "govt"};
    static constexpr std::array<View, 12> kBeforeNumbers{"ca", "ch",  "fig",  "figs", "no",  "nos",
                                                         "nr", "vol", "vols", "sect", "art", "pp"};
    const std::size_t letters = run(s, 0, isLetter);
    if (letters == 0 || at(s, letters) != '.' || isLetter(at(s, letters + 1))) return 0;
    if (const char next = at(s, letters + 1); next == ',' || next == ';' || next == ':') return letters + 1;
    const std::string word = lowered(s.substr(0, letters));
    const auto isOneOf = [&](const auto& list) { return std::find(list.begin(), list.end(), word) != list.end(); };
    const bool beforeNumber = isDigit(at(s, letters + 1)) || (at(s, letters + 1) == ' ' && isDigit(at(s, letters + 2)));
    return isOneOf(kAbbreviations) || (beforeNumber && isOneOf(kBeforeNumbers)) ? letters + 1 : 0;
}

// Addresses on the web: a scheme or www., or dotted names that end in a well-known top-level domain; and mail
// addresses.
std::size_t addressLength(View s) {
    std::size_t end =
        run(s, 0, [](char c) { return c != ' ' && std::string_view("<>|`\"(){}[]").find(c) == View::npos; });
    while (end > 0 && std::string_view(".,!?;:'-").find(s[end - 1]) != View::npos) --end;
    const View text = s.substr(0, end);
    if (startsCaseless(text, "http://") || startsCaseless(text, "https://") || startsCaseless(text, "www.")) return end;
    const auto mail = text.find('@');
    if (mail != View::npos && mail > 0 && isWordChar(text[0]) && text.find('.', mail) != View::npos) return end;
    const std::string host = lowered(text.substr(0, text.find('/')));
    for (const View domain : {View(".com"), View(".net"), View(".org"), View(".edu")})
        if (host.size() > domain.size() && host.ends_with(domain) && isWordChar(host[0])) return end;
    return 0;
}

bool startsNegation(View s) {
    return startsCaseless(s, "n't") && !isLetter(at(s, 3));
}

// Words with an apostrophe that stay whole.
std::size_t apostropheLength(View s) {
    static constexpr std::array<View, 23> kWhole{"'n'",    "'n",     "'em",        "'til",    "'till",     "'cause",
                                                 "'twixt", "cont'd", "nor'easter", "c'mon",   "e'er",      "s'mores",
                                                 "ev'ry",  "li'l",   "nat'l",      "dunkin'", "somethin'", "ol'",
                                                 "ma'am",  "cap'n",  "ass't",      "y'all",   "int'l"};
    std::size_t best = 0;
    for (const View word : kWhole)
        if (word.size() > best && startsCaseless(s, word) && !isLetter(at(s, word.size()))) best = word.size();
    if (at(s, 0) == '\'' && isDigit(at(s, 1)) && at(s, 2) == '0' && lower(at(s, 3)) == 's')
        best = std::max<std::size_t>(best, 4);
    return best;
}

// The length of a contraction's first token; 0: none begins here.
std::size_t contractionLength(View s) {
    struct Split {
        View word;
        std::size_t first;
    };
    static constexpr std::array<Split, 9> kSplits{{{"cannot", 3},
                                                   {"gonna", 3},
                                                   {"gotta", 3},
                                                   {"lemme", 3},
                                                   {"gimme", 3},
                                                   {"wanna", 3},
                                                   {"'twas", 2},
                                                   {"'tis", 2},
                                                   {"d'ye", 2}}};
    for (const auto& split : kSplits)
        if (startsCaseless(s, split.word) && !isWordChar(at(s, split.word.size())) && at(s, split.word.size()) != '-')
            return split.first;
    return 0;
}

// A word before n't: "wo|n't"; the word rule stops before the other clitics by itself.
std::size_t stemLength(View s) {
    const std::size_t letters = run(s, 0, isWordChar);
    if (letters == 0 || !isLetter(s[0])) return 0;
    if (letters >= 2 && lower(s[letters - 1]) == 'n' && at(s, letters) == '\'' && startsNegation(s.substr(letters - 1)))
        return letters - 1;
    return 0;
}

std::size_t punctuationLength(View s) {
    const char c = s[0];
    if (c == '.') {
        const std::size_t dots = run(s, 0, [](char d) { return d == '.'; });
        return dots >= 3 ? dots : 1;
    }
    if (c == '-' || c == '*' || c == '_' || c == '#' || c == '@') return run(s, 0, [c](char d) { return d == c; });
    if (c == '?' || c == '!') return run(s, 0, [](char d) { return d == '?' || d == '!'; });
    return 1;
}

std::string punctuationToken(View s) {
    switch (s[0]) {
        case '(':
            return "-lrb-";
        case ')':
            return "-rrb-";
        case '[':
            return "-lsb-";
        case ']':
            return "-rsb-";
        case '{':
            return "-lcb-";
        case '}':
            return "-rcb-";
        case '.':
            return s.size() >= 3 ? "..." : ".";
        case '-':
            return s.size() == 3 || s.size() == 4 ? "--" : std::string(s);
        case '"':
            return "''";
        default:
            return std::string(s);
    }
}

bool isDropped(View token) {
    static constexpr std::array<View, 13> kDropped{"''", "'", "``", "`",  ".",   "?", "!",
                                                   ",",  ":", "-",  "--", "...", ";"};
    return std::find(kDropped.begin(), kDropped.end(), token) != kDropped.end();
}

// A single letter with a full stop is an initial, but at the end of the sentence the full stop is the sentence's.
bool endsSentence(View rest) {
    return std::all_of(rest.begin(), rest.end(), [](char c) { return c == ' ' || c == '"' || c == '\''; });
}

std::size_t tokenLength(View s) {
    if (const auto stem = stemLength(s)) return stem;
    if (startsNegation(s)) return 3;
    if (const auto first = contractionLength(s)) return first;
    std::size_t best = std::max({wordLength(s), numberLength(s), hyphenatedLength(s), slashedLength(s),
                                 abbreviationLength(s), addressLength(s), apostropheLength(s), cliticLength(s)});
    const std::size_t acronym = acronymLength(s);
    if (acronym > best) best = acronym == 2 && endsSentence(s.substr(2)) ? 1 : acronym;
    // Capitals joined by & or + stay whole: "AT&T".
    std::size_t joined = run(s, 0, [](char c) { return c >= 'A' && c <= 'Z'; });
    while (joined > 0 && (at(s, joined) == '&' || at(s, joined) == '+') &&
           std::isupper(static_cast<unsigned char>(at(s, joined + 1))))
        joined += 1 + run(s, joined + 1, [](char c) { return c >= 'A' && c <= 'Z'; });
    best = std::max(best, joined);
    if ((s[0] == '@' || s[0] == '#') && isLetter(at(s, 1)))
        best = std::max(best, 1 + run(s, 1, [](char c) { return isWordChar(c) || c == '_'; }));
    return best;
}

}  // namespace

std::vector<std::string> tokenizePtb(std::string_view sentence) {
    const std::string text = normalised(sentence);
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == ' ') {
            ++i;
            continue;
        }
        const View rest = View(text).substr(i);
        std::size_t length = tokenLength(rest);
        std::string token;
        if (length > 0) {
            token = lowered(rest.substr(0, length));
        } else {
            length = punctuationLength(rest);
            token = punctuationToken(rest.substr(0, length));
        }
        i += length;
        if (!isDropped(token)) tokens.push_back(std::move(token));
    }
    return tokens;
}

}  // namespace legenda::text
