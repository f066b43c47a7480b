// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/gzip_lines.h"

#include <zlib.h>

#include <algorithm>

namespace legenda::base {

namespace {
constexpr std::size_t kBlock = 1U << 20;
}

GzipLines::GzipLines(const std::filesystem::path& file) : stream_(gzopen(file.c_str(), "rb"), gzclose) {}

std::optional<std::string_view> GzipLines::next() {
    for (;;) {
        if (const auto end = text_.find('\n', at_); end != std::string::npos) {
            const std::string_view line(text_.data() + at_, end - at_);
            at_ = end + 1;
            return line;
        }
        text_.erase(0, at_);
        at_ = 0;
        const auto before = text_.size();
        text_.resize(before + kBlock);
        const int count = gzread(stream_.get(), text_.data() + before, static_cast<unsigned>(kBlock));
        text_.resize(before + static_cast<std::size_t>(std::max(count, 0)));
        if (count <= 0) {
            int state = Z_OK;  // Z_BUF_ERROR: the file ends in the middle
            gzerror(stream_.get(), &state);
            failed_ = count < 0 || state != Z_OK;
            return {};
        }
    }
}

}  // namespace legenda::base
