// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data {

// The bytes of a file in order, some of them ahead; UTF-16 is converted to UTF-8 and a byte order mark is dropped. A
// file in UTF-8 is never in memory as a whole.
class JsonSource {
 public:
    // Errors: Io; BadInput: it is in UTF-16 and too long for that.
    static base::Result<JsonSource> open(const std::filesystem::path& file, std::vector<Problem>& problems);
    static JsonSource of(std::string text);  // that is in memory already, in UTF-8

    // The byte that comes `ahead` (below 4096) of the next one, -1 behind the end.
    int peek(std::size_t ahead = 0) {
        if (next_ + ahead >= buffer_.size() && !fill()) return -1;
        return next_ + ahead < buffer_.size() ? static_cast<unsigned char>(buffer_[next_ + ahead]) : -1;
    }
    int get() {
        const int byte = peek();
        if (byte >= 0) ++next_;
        return byte;
    }
    void skip(std::size_t count) { next_ += count; }  // of bytes that were peeked at
    // From here on no more than about so many bytes may be taken before this is called again, so that a file that is
    // one value without an end does not fill the memory; peek() and get() throw TooLong where it is more.
    void allow(std::int64_t bytes) { last_ = offset() + bytes; }
    struct TooLong {};
    // Takes the buffered bytes up to the first that is in `stops`; may be none.
    std::string_view takeUntil(std::string_view stops);

    std::int64_t offset() const { return before_ + static_cast<std::int64_t>(next_); }  // bytes taken
    std::int64_t size() const { return size_; }
    bool failed() const { return in_.bad(); }

 private:
    JsonSource() = default;
    bool fill();

    std::ifstream in_;
    std::string buffer_;
    std::size_t next_ = 0;
    std::int64_t before_ = 0, size_ = 0;
    std::int64_t last_ = std::numeric_limits<std::int64_t>::max();  // byte that may be taken
};

}  // namespace legenda::data
