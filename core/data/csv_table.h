// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/json_source.h"

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

// The same from a file, one record at a time; what is no UTF-8 in a field is read as Windows-1252 and told of the first
// record that has any. Belongs to one thread.
class CsvFile {
 public:
    // Finds the separator by the first line. Errors: Io; BadInput: the file is empty.
    static base::Result<CsvFile> open(const std::filesystem::path& file, std::vector<Problem>& problems);
    bool next(CsvRecord& record);                  // false: behind the last
    char separator() const { return separator_; }  // 0: the first line has none
    std::int64_t offset() const { return source_.offset(); }
    std::int64_t size() const { return source_.size(); }

 private:
    CsvFile(std::filesystem::path file, JsonSource source, std::vector<Problem>& problems)
        : file_(std::move(file)), source_(std::move(source)), problems_(problems) {}

    std::filesystem::path file_;
    JsonSource source_;
    std::vector<Problem>& problems_;
    char separator_ = 0;
    bool lineFeeds_ = false, repaired_ = false;
    int line_ = 1;
};

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
