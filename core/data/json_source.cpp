// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_source.h"

#include "core/base/files.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::data {

namespace {
constexpr std::size_t kBlock = 1 << 16;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::int64_t kLongestUtf16 = 256 << 20;  // bytes: it is converted as a whole
}  // namespace

base::Result<JsonSource> JsonSource::open(const std::filesystem::path& file, std::vector<Problem>& problems) {
    JsonSource source;
    source.in_.open(file, std::ios::binary);
    std::error_code failure;
    if (!source.in_ || std::filesystem::is_directory(file, failure))
        return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    source.size_ = static_cast<std::int64_t>(std::filesystem::file_size(file, failure));
    source.fill();
    auto& head = source.buffer_;
    // JSON begins with a letter of ASCII: a zero byte among the first two is UTF-16.
    const bool marked = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
    if (marked || (head.size() >= 2 && (head[0] == '\0') != (head[1] == '\0'))) {
        if (source.size_ > kLongestUtf16)
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} seems to be written in UTF-16 and is longer than {} MB: convert it to "
                                          "UTF-8.",
                                          file.string(), kLongestUtf16 >> 20));
        LEGENDA_TRY(bytes, base::readFile(file));
        const bool bigEndian = bytes->starts_with("\xFE\xFF") || head[0] == '\0';
        if (!marked) problems.push_back({file.string(), "seems to be written in UTF-16 and was read as such"});
        head = fromUtf16(std::string_view(*bytes).substr(marked ? 2 : 0), bigEndian);
        source.in_.setstate(std::ios::eofbit);
    }
    if (head.starts_with(kUtf8Mark)) source.next_ = kUtf8Mark.size();
    return source;
}

JsonSource JsonSource::of(std::string text) {
    JsonSource source;
    source.size_ = static_cast<std::int64_t>(text.size());
    source.buffer_ = std::move(text);
    source.in_.setstate(std::ios::eofbit);
    return source;
}

std::string_view JsonSource::takeUntil(std::string_view stops) {
    if (peek() < 0) return {};
    const auto end = std::min(buffer_.find_first_of(stops, next_), buffer_.size());
    const auto taken = std::string_view(buffer_).substr(next_, end - next_);
    next_ = end;
    return taken;
}

bool JsonSource::fill() {
    if (!in_.good()) return false;
    if (offset() > last_) throw TooLong{};
    before_ += static_cast<std::int64_t>(next_);
    buffer_.erase(0, next_);
    next_ = 0;
    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + kBlock);
    in_.read(buffer_.data() + kept, kBlock);
    buffer_.resize(kept + static_cast<std::size_t>(in_.gcount()));
    return buffer_.size() > kept;
}

}  // namespace legenda::data
