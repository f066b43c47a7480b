// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data {

struct Line {
    int number = 0;    // from 1
    std::string text;  // valid UTF-8, without its line end
};

// The lines of a text file: a byte order mark and CR before LF are dropped; a line that is no UTF-8 is read as Latin-1
// and reported. Errors (Io) name the file.
base::Result<std::vector<Line>> readLines(const std::filesystem::path& file, std::vector<Problem>& problems);

// The content without a byte order mark, UTF-16 with one turned into UTF-8; as Latin-1 (and reported) when it is no
// UTF-8.
base::Result<std::string> readText(const std::filesystem::path& file, std::vector<Problem>& problems);

// UTF-8 of text that begins with the byte order mark of UTF-16, as spreadsheets write "Unicode text"; other text is
// handed back without a byte order mark of UTF-8.
std::string withoutByteOrderMark(std::string bytes);

std::string place(const std::filesystem::path& file, int line);  // "file:line"
std::string_view trimmed(std::string_view text);                 // without spaces, tabs, CR at both ends
bool isUtf8(std::string_view text);
std::string fromLatin1(std::string_view text);
std::string nfc(const std::string& text);  // the text itself where it is no UTF-8

}  // namespace legenda::data
