// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data {

// The meaning of the columns of a table.
struct TableColumns {
    char separator = ',';
    std::size_t count = 0;  // of all columns
    std::size_t image = 0;
    std::vector<std::size_t> captions;
    std::optional<std::size_t> number, split;
    bool header = false;   // the first line names them
    bool guessed = false;  // a header with unknown names: the columns are recognised by the second line
};

// Finds the columns by the names in the first line or, where it is not a header, by the contents of the lines.
std::optional<TableColumns> findColumns(std::string_view first, std::string_view second);

// A line split at a separator, without regard to quotes; at most `most` fields, the last of which has the rest.
std::vector<std::string> splitPlain(std::string_view line, char separator, std::size_t most);

}  // namespace legenda::data
