// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct gzFile_s;

namespace legenda::base {

// The lines of a file, gzipped or not, without their ends; what follows the last end is none. In constant memory but
// for the longest line.
class GzipLines {
 public:
    explicit GzipLines(const std::filesystem::path& file);

    bool opened() const { return stream_ != nullptr; }
    bool failed() const { return failed_; }  // once next() answered nothing: reading or unpacking failed

    // Valid until the next call.
    std::optional<std::string_view> next();

 private:
    std::unique_ptr<gzFile_s, int (*)(gzFile_s*)> stream_;
    std::string text_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace legenda::base
