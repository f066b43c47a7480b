// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/foreign_file.h"

#include <algorithm>

namespace legenda::base {

using namespace std::string_view_literals;

namespace {

bool isWebPage(std::string_view head) {
    const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF"sv);
    if (first == std::string_view::npos) return false;
    std::string start(head.substr(first, 16));
    std::ranges::transform(start, start.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    for (const auto tag : {"<!doctype"sv, "<html"sv, "<head"sv, "<?xml"sv, "<body"sv})
        if (start.starts_with(tag)) return true;
    return false;
}

}  // namespace

std::string foreignKind(std::string_view head) {
    head = head.substr(0, kForeignHead);
    if (head.empty()) return "is empty: download or copy it again";
    if (head.starts_with("version https://git-lfs"sv))
        return "is a pointer of Git LFS, not the file itself: \"git lfs pull\" in its repository fetches the file";
    if (isWebPage(head)) return "is a web page, not the file itself: download the file that it links to";
    if (head.starts_with("PK\3\4"sv) || head.starts_with("PK\5\6"sv))
        return "is a zip archive: unpack it, if the file is in there; a .pth or .pt file of PyTorch is such an "
               "archive, "
               "and its weights must be saved as safetensors";
    if (head.starts_with("\x80\2"sv) || head.starts_with("\x80\3"sv) || head.starts_with("\x80\4"sv) ||
        head.starts_with("\x80\5"sv))
        return "is a Python pickle, as older versions of PyTorch write it: its weights must be saved as safetensors";
    if (head.starts_with("\x1f\x8b"sv)) return "is compressed by gzip: unpack it with \"gunzip\"";
    if (head.starts_with("\xfd"
                         "7zXZ"sv) ||
        head.starts_with("7z\xbc\xaf"sv) || head.starts_with("BZh"sv) || head.starts_with("\x28\xb5\x2f\xfd"sv) ||
        head.starts_with("Rar!"sv))
        return "is a compressed archive: unpack it";
    if (head.size() > 262 && head.substr(257, 5) == "ustar"sv) return "is a tar archive: unpack it with \"tar -xf\"";
    if (head.starts_with("SQLite format 3"sv)) return "is an SQLite database";
    if (head.starts_with("GGUF"sv)) return "is a GGUF file of a language model";
    if (head.starts_with("\x89HDF"sv)) return "is an HDF5 file, as Keras writes it";
    if (head.starts_with("\x93NUMPY"sv)) return "is an array of NumPy";
    if (head.starts_with("\xff\xd8\xff"sv) || head.starts_with("\x89PNG"sv)) return "is a picture";
    if (head.front() == '{' || head.front() == '[') return "is a JSON file";
    if (std::ranges::all_of(head, [](char c) { return c == '\0'; }))
        return "holds nothing but zero bytes: copy it again";
    return {};
}

}  // namespace legenda::base
