// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace legenda::data {

struct CsvRecord {
    int line = 0;  // on which it begins, from 1
    std::vector<std::string> fields;
    bool open = false;  // the file ends within a quoted field
};

// RFC 4180: fields may be quoted, a quoted one may hold commas, line breaks and doubled quotes; CRLF or LF ends a
// record, and CR in a file without any LF (old Mac programs). Empty lines are left out.
std::vector<CsvRecord> parseCsv(std::string_view text, char separator = ',');

// How the spreadsheet that wrote a table separates its fields: comma, semicolon, tab or bar.
struct CsvForm {
    char separator = 0;         // 0: the first line has none of them
    std::size_t start = 0;      // where the table begins, after Excel's line "sep=;"
    std::string_view header{};  // its first line
};
CsvForm csvForm(std::string_view text);

// The field, quoted where it must be.
std::string csvField(std::string_view text);

}  // namespace legenda::data
