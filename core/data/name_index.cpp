// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/name_index.h"

#include "core/data/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace legenda::data {

namespace {

std::string folded(const std::string& text) {
    utf8proc_uint8_t* result = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &result, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, std::free);
    return length < 0 ? text : std::string(reinterpret_cast<const char*>(result), static_cast<std::size_t>(length));
}

std::string lastPart(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string withoutEnding(const std::string& name) {
    return looksLikeImage(name) ? name.substr(0, name.rfind('.')) : name;
}

std::vector<std::string> partsOf(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, end);
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.emplace_back(part);
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

int hexDigit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

std::string percentDecoded(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool coded =
            text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0;
        result += coded ? static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])) : text[i];
        if (coded) i += 2;
    }
    return result;
}

// Without "https://host" and what follows "?" or "#"; the text itself where it is not a URL.
std::string withoutHost(const std::string& text) {
    const auto scheme = text.find("://");
    if (scheme == std::string::npos || scheme == 0 ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(scheme),
                     [](unsigned char c) { return std::isalnum(c) != 0; }))
        return text;
    const bool local = text.starts_with("file:");
    const auto path = local ? scheme + 3 : text.find('/', scheme + 3);
    return path == std::string::npos ? std::string() : text.substr(path, text.find_first_of("?#", path) - path);
}

// "x.jpg.1" is how Flickr's datasets name a second copy of x.jpg.
std::string withoutCopySuffix(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot + 1 == name.size()) return name;
    const bool digits = name.find_first_not_of("0123456789", dot + 1) == std::string::npos;
    return digits && looksLikeImage(name.substr(0, dot)) ? name.substr(0, dot) : name;
}

}  // namespace

bool looksLikeImage(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name.find('/', dot) != std::string::npos) return false;
    std::string ending = name.substr(dot);
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array kKnown{".jpg", ".jpeg", ".jfif", ".jpe",  ".jif",  ".pjpeg", ".pjp", ".mpo", ".png",
                                ".bmp", ".dib",  ".tif",  ".tiff", ".webp", ".ppm",   ".pgm", ".pbm", ".pnm"};
    return std::ranges::find(kKnown, ending) != kKnown.end();
}

std::vector<std::vector<std::string>> meanings(const std::string& name) {
    std::vector<std::vector<std::string>> all;
    const auto add = [&all](const std::string& text) {
        if (text.find('\0') != std::string::npos) return;
        auto parts = partsOf(nfc(text));
        if (parts.empty()) return;
        auto copy = parts;
        copy.back() = withoutCopySuffix(copy.back());
        for (auto& meant : {parts, copy})
            if (std::ranges::find(all, meant) == all.end()) all.push_back(meant);
    };
    add(name);
    std::string text = withoutHost(std::string(trimmed(name)));
    std::ranges::replace(text, '\\', '/');
    if (text.size() > 1 && text[1] == ':' && std::isalpha(static_cast<unsigned char>(text[0])) != 0) text.erase(0, 2);
    add(text);
    add(percentDecoded(text));
    return all;
}

std::string plainName(const std::string& name) {
    std::string text(trimmed(name));
    if (auto path = withoutHost(text); path != text) {
        const auto first = path.find_first_not_of('/');
        text = first == std::string::npos ? std::string() : path.substr(text.starts_with("file:") ? 0 : first);
    }
    std::ranges::replace(text, '\\', '/');
    if (text.size() > 1 && text[1] == ':') return {};
    return withoutCopySuffix(text);
}

NameIndex::NameIndex(std::vector<std::string> paths) : paths_(std::move(paths)) {
    for (std::size_t i = 0; i < paths_.size(); ++i) byName_[lastPart(paths_[i])].push_back(i);
}

NameIndex::Found NameIndex::byParts(const std::vector<std::string>& parts) const {
    const auto named = byName_.find(parts.back());
    if (named == byName_.end()) return {};
    for (std::size_t left = parts.size(); left > 0; --left) {
        const auto tail =
            fmt::format("{}", fmt::join(parts.end() - static_cast<std::ptrdiff_t>(left), parts.end(), "/"));
        Found found{{}, left, left == parts.size() ? How::Path : How::LastParts};
        std::vector<std::size_t> below;
        for (const std::size_t place : named->second) {
            if (paths_[place] == tail) found.all.push_back(place);
            if (paths_[place].ends_with("/" + tail)) below.push_back(place);
        }
        if (found.all.empty()) found.all = std::move(below);
        if (!found.all.empty()) return found;
    }
    return {};
}

NameIndex::Found NameIndex::bySpelling(const std::string& name) const {
    if (byCase_.empty())
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            const auto last = lastPart(paths_[i]);
            byCase_[folded(last)].push_back(i);
            byStem_[folded(withoutEnding(last))].push_back(i);
        }
    if (const auto same = byCase_.find(folded(name)); same != byCase_.end()) return {same->second, 1, How::Spelling};
    const auto same = byStem_.find(folded(withoutEnding(name)));
    return same == byStem_.end() ? Found{} : Found{same->second, 1, How::Spelling};
}

NameIndex::Found NameIndex::find(const std::string& name) const {
    const auto meant = meanings(name);
    // A match of the full name in any interpretation is preferred to a partial match in another.
    Found best;
    for (const auto& parts : meant) {
        Found found = byParts(parts);
        if (!found.all.empty() && found.how == How::Path) return found;
        if (best.all.empty()) best = std::move(found);
    }
    if (!best.all.empty()) return best;
    for (const auto& parts : meant)
        if (Found found = bySpelling(parts.back()); !found.all.empty()) return found;
    return {};
}

}  // namespace legenda::data
