// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/foreign_files.h"

#include "core/base/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>

namespace legenda::data {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t kHead = 512;

struct Signature {
    std::string_view bytes, kind;
    std::size_t at = 0;
};
constexpr Signature kArchives[]{{"PK\x03\x04"sv, "a zip archive"},
                                {"PK\x05\x06"sv, "a zip archive"},
                                {"\x1F\x8B"sv, "compressed by gzip"},
                                {"BZh"sv, "compressed by bzip2"},
                                {"\xFD"
                                 "7zXZ\0"sv,
                                 "compressed by xz"},
                                {"\x28\xB5\x2F\xFD"sv, "compressed by zstd"},
                                {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
                                {"Rar!\x1A\x07"sv, "a rar archive"},
                                {"ustar"sv, "a tar archive", 257}};

std::string_view archiveKind(std::string_view head) {
    for (const auto& [bytes, kind, at] : kArchives)
        if (head.size() >= at + bytes.size() && head.substr(at, bytes.size()) == bytes) return kind;
    return {};
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

base::Status refuseForeign(const fs::path& file, const std::string& wanted) {
    std::error_code failure;
    if (fs::is_directory(file, failure))
        return base::fail(base::ErrorCode::Io, fmt::format("{} is a folder, a file was expected.", file.string()));
    // It would be waited for, and is read more than once.
    if (fs::exists(file, failure) && !fs::is_regular_file(file, failure))
        return base::fail(base::ErrorCode::Io,
                          fmt::format("{} is a pipe or a device, a file was expected.", file.string()));
    if (!std::ifstream(file, std::ios::binary))
        return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    const std::string head = base::headOf(file, kHead);
    const auto refuse = [&](std::string_view what) {
        return base::fail(base::ErrorCode::BadInput, fmt::format("{} is {}.", file.string(), what));
    };
    if (const auto kind = archiveKind(head); !kind.empty())
        return refuse(fmt::format("{}: unpack it and give what was in it", kind));
    const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string::npos) return {};
    const std::string text = lower(head.substr(first));
    if (text.starts_with("<!doctype html") || text.starts_with("<html"))
        return refuse(fmt::format("a web page and not {}: download the file itself", wanted));
    if (text.starts_with("version https://git-lfs"))
        return refuse(fmt::format("the pointer of Git LFS and not {}: fetch the file with \"git lfs pull\"", wanted));
    return {};
}

std::string archiveHint(const fs::path& folder) {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, failure)) {
        if (!entry.is_regular_file(failure)) continue;
        const auto name = lower(entry.path().filename().string());
        for (const char* ending : {".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar"})
            if (name.ends_with(ending))
                return fmt::format(" (it holds the archive {}: unpack it first)", entry.path().filename().string());
    }
    return {};
}

}  // namespace legenda::data
