// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data {

struct Line {
    int number = 0;    // from 1
    std::string text;  // without its line end; UTF-8 where the function does not say otherwise
};

// A file's bytes as UTF-8. A byte order mark is dropped; UTF-16 is converted (recognised by its mark, or by every
// second byte being zero); zero bytes are dropped. What has no mark and is not UTF-8 is reported.
std::string decodeText(std::string bytes, const std::filesystem::path& file, std::vector<Problem>& problems);

// The lines of decoded text; LF, and a CR before it, end a line. What is not UTF-8 stands in them as it is.
std::vector<Line> linesOf(std::string_view text);

// The lines of a text file, decoded as above; LF, CR LF and (in a file without LF) CR end a line. In a line that is not
// UTF-8 the wrong bytes are read as Windows-1252, which includes Latin-1, and the line is reported. Errors (Io) name
// the file.
base::Result<std::vector<Line>> readLines(const std::filesystem::path& file, std::vector<Problem>& problems);

// The whole content, decoded as above; the wrong bytes are reported once, with the first line that has any.
base::Result<std::string> readText(const std::filesystem::path& file, std::vector<Problem>& problems);

std::string place(const std::filesystem::path& file, int line);  // "file:line"
std::string_view trimmed(std::string_view text);                 // without spaces, tabs, CR at both ends
bool isUtf8(std::string_view text);
// The text with every byte that belongs to no UTF-8 letter read as Windows-1252.
std::string repairedUtf8(std::string_view text);
std::string fromUtf16(std::string_view bytes, bool bigEndian);  // half a surrogate pair becomes U+FFFD
void appendUtf8(std::string& text, std::uint32_t letter);       // U+FFFD for what is not a letter
bool hasWords(std::string_view text);                           // false: nothing but spaces and punctuation
std::string nfc(const std::string& text);                       // the text itself where it is not UTF-8

}  // namespace legenda::data
