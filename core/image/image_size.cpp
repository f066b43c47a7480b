// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_size.h"

#include "core/image/decode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace legenda::image {

namespace {

using Bytes = std::vector<std::uint8_t>;

// `count` bytes from where the stream stands; shorter at its end.
Bytes take(std::istream& in, std::size_t count) {
    Bytes bytes(count);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::uint32_t number(const Bytes& bytes, std::size_t at, std::size_t count, bool bigEndian = true) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = (value << 8) | bytes.at(bigEndian ? at + i : at + count - 1 - i);
    return value;
}

// The orientation (1 to 8) of an APP1 segment's EXIF block, 1 when it has none.
int exifOrientation(const Bytes& segment) {
    constexpr std::string_view kMagic("Exif\0\0", 6);
    constexpr std::size_t kTiff = 6;
    if (segment.size() < kTiff + 8 || !std::equal(kMagic.begin(), kMagic.end(), segment.begin())) return 1;
    const bool big = segment[kTiff] == 'M';
    const std::size_t directory = kTiff + number(segment, kTiff + 4, 4, big);
    if (directory + 2 > segment.size()) return 1;
    const std::uint32_t entries = number(segment, directory, 2, big);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * static_cast<std::size_t>(i);
        if (entry + 12 > segment.size()) return 1;
        constexpr std::uint32_t kOrientationTag = 0x0112;
        if (number(segment, entry, 2, big) == kOrientationTag)
            return static_cast<int>(number(segment, entry + 8, 2, big));
    }
    return 1;
}

std::optional<Size> jpegSize(std::istream& in) {
    int orientation = 1;
    for (;;) {
        int marker = in.get();
        if (marker != 0xFF) return std::nullopt;
        while (marker == 0xFF) marker = in.get();
        const bool standalone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        if (standalone) continue;
        if (marker < 0 || marker == 0xD9 || marker == 0xDA) return std::nullopt;
        const Bytes head = take(in, 2);
        if (head.size() < 2) return std::nullopt;
        const std::uint32_t length = number(head, 0, 2);
        if (length < 2) return std::nullopt;
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            const Bytes body = take(in, 5);
            if (body.size() < 5) return std::nullopt;
            Size size{static_cast<int>(number(body, 3, 2)), static_cast<int>(number(body, 1, 2))};
            if (orientation >= 5 && orientation <= 8) std::swap(size.width, size.height);
            if (size.width == 0 || size.height == 0) return std::nullopt;
            return size;
        }
        if (marker == 0xE1 && orientation == 1) {
            const Bytes segment = take(in, length - 2);
            if (segment.size() < length - 2) return std::nullopt;
            orientation = exifOrientation(segment);
        } else {
            in.seekg(length - 2, std::ios::cur);
        }
    }
}

// None for a PNG with an eXIf chunk: its orientation is the decoder's business.
std::optional<Size> pngSize(std::istream& in) {
    std::optional<Size> size;
    for (;;) {
        const Bytes head = take(in, 8);
        if (head.size() < 8) return std::nullopt;
        const std::uint32_t length = number(head, 0, 4);
        const std::string_view type(reinterpret_cast<const char*>(head.data()) + 4, 4);
        if (type == "eXIf") return std::nullopt;
        if (type == "IDAT" || type == "IEND") return size;
        if (type == "IHDR") {
            const Bytes body = take(in, 8);
            if (body.size() < 8 || length < 8) return std::nullopt;
            size = Size{static_cast<int>(number(body, 0, 4)), static_cast<int>(number(body, 4, 4))};
            if (size->width <= 0 || size->height <= 0) return std::nullopt;
            in.seekg(static_cast<std::streamoff>(length) - 8 + 4, std::ios::cur);
        } else {
            in.seekg(static_cast<std::streamoff>(length) + 4, std::ios::cur);
        }
    }
}

std::optional<Size> sizeFromHeader(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const Bytes magic = take(in, 8);
    constexpr std::array<std::uint8_t, 8> kPng{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (magic.size() < 8) return std::nullopt;
    if (std::ranges::equal(magic, kPng)) return pngSize(in);
    if (magic[0] == 0xFF && magic[1] == 0xD8) {
        in.seekg(2);
        return jpegSize(in);
    }
    return std::nullopt;
}

}  // namespace

base::Result<Size> readSize(const std::filesystem::path& file) {
    if (const auto size = sizeFromHeader(file)) return *size;
    auto picture = decode(file);
    if (!picture) return base::pass(picture);
    return Size{picture->fullWidth, picture->fullHeight};
}

}  // namespace legenda::image
