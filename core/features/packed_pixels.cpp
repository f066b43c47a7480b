// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/packed_pixels.h"

#include "core/base/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <stdexcept>
#include <string_view>

namespace legenda::features {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

constexpr std::string_view kMagic = "legenda pixels 1";
constexpr std::uint64_t kHeaderBytes = 64;
constexpr std::uint64_t kMostSide = 4096;

struct Header {
    std::uint64_t side = 0, count = 0, indexBytes = 0;
    std::uint64_t pictureBytes() const { return side * side * 3; }
    std::uint64_t indexAt() const { return kHeaderBytes + count * pictureBytes(); }
};

std::string toBytes(const Header& header) {
    std::string bytes(kMagic);
    for (const auto value : {header.side, header.count, header.indexBytes})
        for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> 8 * i & 0xff);
    bytes.resize(kHeaderBytes, '\0');
    return bytes;
}

Header fromBytes(const std::uint8_t* bytes) {
    Header header;
    const std::uint8_t* next = bytes + kMagic.size();
    for (auto* value : {&header.side, &header.count, &header.indexBytes})
        for (int i = 0; i < 8; ++i) *value |= static_cast<std::uint64_t>(*next++) << 8 * i;
    return header;
}

}  // namespace

Result<PackedPixels> PackedPixels::open(const std::filesystem::path& file) {
    LEGENDA_TRY(mapped, MappedFile::open(file));
    const auto size = static_cast<std::uint64_t>(mapped->size());
    if (size < kHeaderBytes || std::memcmp(mapped->data(), kMagic.data(), kMagic.size()) != 0)
        return fail(ErrorCode::BadInput, fmt::format("{} is not a file of packed pixels.", file.string()));
    const Header header = fromBytes(mapped->data());
    if (header.side < 1 || header.side > kMostSide || header.count > size / header.pictureBytes() ||
        header.indexBytes > size || header.indexAt() + header.indexBytes != size)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} has {} bytes, which do not fit its header: {} pictures of {} x {} pixels and an "
                                "index of {} bytes. It is truncated or damaged.",
                                file.string(), size, header.count, header.side, header.side, header.indexBytes));
    PackedPixels pixels;
    std::string_view index(reinterpret_cast<const char*>(mapped->data()) + header.indexAt(), header.indexBytes);
    while (!index.empty()) {
        const auto line = index.substr(0, index.find('\n'));
        index.remove_prefix(std::min(index.size(), line.size() + 1));
        pixels.numbers_.emplace(line, pixels.images_.size());
        pixels.images_.emplace_back(line);
    }
    if (pixels.images_.size() != header.count || pixels.numbers_.size() != header.count)
        return fail(ErrorCode::BadInput, fmt::format("{}: the index names {} different images, expected {}.",
                                                     file.string(), pixels.numbers_.size(), header.count));
    pixels.side_ = static_cast<int>(header.side);
    pixels.file_ = std::move(*mapped);
    return pixels;
}

base::Status PackedPixels::read(std::size_t i, std::uint8_t* rgb) const {
    if (i >= images_.size()) throw std::out_of_range("a picture that the packed file does not hold");
    const std::size_t bytes = static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_) * 3;
    std::memcpy(rgb, file_.data() + kHeaderBytes + i * bytes, bytes);
    return {};
}

std::optional<std::size_t> PackedPixels::find(const std::string& uuid) const {
    const auto found = numbers_.find(uuid);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::size_t> writePackedPixels(const std::filesystem::path& file, int side,
                                      const std::function<Result<std::optional<std::string>>(std::uint8_t*)>& next) {
    Header header;
    header.side = static_cast<std::uint64_t>(side);
    std::vector<std::uint8_t> picture(header.pictureBytes());
    const auto write = [&](std::ostream& out) -> base::Status {
        const auto put = [&](const std::string& bytes) {
            out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        };
        put(toBytes(header));
        std::string index;
        for (;;) {
            LEGENDA_TRY(uuid, next(picture.data()));
            if (!*uuid) break;
            out.write(reinterpret_cast<const char*>(picture.data()), static_cast<std::streamsize>(picture.size()));
            if (!out) break;  // the caller adds the reason
            index += **uuid + '\n';
            ++header.count;
        }
        header.indexBytes = index.size();
        put(index);
        out.seekp(0);
        put(toBytes(header));
        return {};
    };
    if (auto written = base::writeFileAtomically(file, write); !written) return pass(written);
    return static_cast<std::size_t>(header.count);
}

}  // namespace legenda::features
