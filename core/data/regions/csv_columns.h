// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data::regions {

// The columns of a table of region texts. Our own are the first twelve, in this order.
enum class Column {
    Image,
    ImageWidth,
    ImageHeight,
    Annotator,
    Id,
    X,
    Y,
    Width,
    Height,
    Text,
    CreatedAt,
    Split,
    Right,  // x and y of the opposite corner, instead of a width and a height
    Bottom,
    Box,  // x, y, width and height in one
};
inline constexpr std::array<const char*, 12> kOwnColumns{
    "image_file", "image_width", "image_height", "annotator", "region_id",  "x",
    "y",          "width",       "height",       "text",      "created_at", "split"};

// Which columns of a table hold what, by the names that people and programs give them.
class CsvColumns {
 public:
    explicit CsvColumns(const std::vector<std::string>& header);

    bool has(Column column) const { return at_.contains(column); }
    // Whether the table can be one of region texts: it names a file, and a text or a box.
    bool suffices() const;
    std::string missing() const;  // what it lacks to be one, for a message
    std::size_t count() const { return names_.size(); }
    bool reaches(const std::vector<std::string>& row, Column column) const;  // or the table has no such column
    std::string_view field(const std::vector<std::string>& row, Column column) const;
    // The fields of columns that are not known, by their names; empty ones are left out.
    std::map<std::string, std::string> others(const std::vector<std::string>& row) const;

 private:
    std::vector<std::string> names_;
    std::map<Column, std::size_t> at_;
};

std::string lowerCase(std::string_view text);

// Where commas do not separate fields, they are what a spreadsheet of most of Europe writes for the decimal point.
std::optional<double> csvNumber(std::string_view text, char separator);

}  // namespace legenda::data::regions
