// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/table_columns.h"

#include "core/data/csv_table.h"
#include "core/data/name_index.h"
#include "core/data/text_file.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace legenda::data {

namespace {

// Without case, spaces, dashes, underscores and quotes: "Image_Name" and " image name" are one.
std::string plain(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80)
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

// In order of preference: a name before an id.
constexpr std::array kImages{"filename", "imagefilename", "imagefile", "imagename", "image",    "img",
                             "imgname",  "images",        "imagepath", "imgpath",   "path",     "filepath",
                             "file",     "imgfile",       "photo",     "picture",   "imageurl", "url",
                             "name",     "imageid",       "imgid",     "photoid",   "id"};
constexpr std::array kNumbers{"commentnumber", "captionnumber", "captionid", "commentid",   "number",
                              "sentid",        "sentenceid",    "captionno", "captionindex"};
constexpr std::array kSplitNames{"split", "set", "subset", "partition"};
constexpr std::array kCaptions{"caption", "captions", "comment", "comments",    "sentence",   "sentences",
                               "text",    "texts",    "raw",     "description", "rawcaption", "captiontext"};

template <class Names>
std::optional<std::size_t> columnOf(const std::vector<std::string>& header, const Names& names) {
    for (const char* name : names)
        if (const auto found = std::ranges::find(header, name); found != header.end())
            return static_cast<std::size_t>(found - header.begin());
    return std::nullopt;
}

// "caption" itself, or "caption1", "caption2", …
bool isCaption(const std::string& name) {
    const auto letters = name.substr(0, name.find_last_not_of("0123456789") + 1);
    return std::ranges::find(kCaptions, letters) != kCaptions.end();
}

std::vector<std::string> fieldsOf(std::string_view line, char separator) {
    if (separator == '|') return splitPlain(line, separator, line.size() + 1);
    auto records = parseCsv(line, separator);
    return records.empty() ? std::vector<std::string>{} : std::move(records.front().fields);
}

bool isNumber(std::string_view text) {
    return trimmed(text).find_first_not_of("0123456789.-+") == std::string_view::npos;
}

std::optional<TableColumns> byNames(std::string_view line, char separator) {
    std::vector<std::string> header;
    for (const auto& field : fieldsOf(line, separator)) header.push_back(plain(field));
    TableColumns columns{separator, header.size(), 0, {}, columnOf(header, kNumbers), columnOf(header, kSplitNames),
                         true};
    const auto image = columnOf(header, kImages);
    for (std::size_t i = 0; i < header.size(); ++i)
        if (isCaption(header[i])) columns.captions.push_back(i);
    if (!image || columns.captions.empty()) return std::nullopt;
    columns.image = *image;
    return columns;
}

// The column with the name of an image, and the longest of the others that is not a number.
std::optional<TableColumns> byContent(std::string_view line, char separator) {
    const auto fields = fieldsOf(line, separator);
    const auto image =
        std::ranges::find_if(fields, [](const auto& f) { return looksLikeImage(std::string(trimmed(f))); });
    if (image == fields.end()) return std::nullopt;
    TableColumns columns;
    columns.separator = separator;
    columns.count = fields.size();
    columns.image = static_cast<std::size_t>(image - fields.begin());
    std::size_t longest = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i == columns.image || isNumber(fields[i]) || !hasWords(fields[i]) || fields[i].size() <= longest) continue;
        longest = fields[i].size();
        columns.captions = {i};
    }
    if (columns.captions.empty()) return std::nullopt;
    // The pieces of a caption that holds separators.
    if (columns.captions.front() > columns.image) columns.count = columns.captions.front() + 1;
    return columns;
}

}  // namespace

std::vector<std::string> splitPlain(std::string_view line, char separator, std::size_t most) {
    std::vector<std::string> fields;
    for (;;) {
        const auto end = fields.size() + 1 < most ? line.find(separator) : std::string_view::npos;
        fields.emplace_back(line.substr(0, end));
        if (end == std::string_view::npos) return fields;
        line.remove_prefix(end + 1);
    }
}

std::optional<TableColumns> findColumns(std::string_view first, std::string_view second) {
    constexpr std::string_view kSeparators = "|\t,;";
    for (const char separator : kSeparators)
        if (auto columns = byNames(first, separator)) return columns;
    for (const char separator : kSeparators)
        if (auto columns = byContent(first, separator)) return columns;
    for (const char separator : kSeparators)
        if (auto columns = byContent(second, separator)) {
            columns->header = columns->guessed = true;
            columns->count =
                std::max({fieldsOf(first, separator).size(), columns->image + 1, columns->captions.front() + 1});
            return columns;
        }
    return std::nullopt;
}

}  // namespace legenda::data
