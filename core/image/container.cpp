// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/container.h"

#include <algorithm>
#include <cstdlib>

namespace legenda::image {

namespace {

std::uint32_t byteAt(std::string_view b, std::size_t i) {
    return static_cast<unsigned char>(b[i]);
}
std::uint32_t big16(std::string_view b, std::size_t i) {
    return byteAt(b, i) << 8 | byteAt(b, i + 1);
}
std::uint32_t big32(std::string_view b, std::size_t i) {
    return big16(b, i) << 16 | big16(b, i + 2);
}
std::uint32_t little16(std::string_view b, std::size_t i) {
    return byteAt(b, i) | byteAt(b, i + 1) << 8;
}
std::uint32_t little24(std::string_view b, std::size_t i) {
    return little16(b, i) | byteAt(b, i + 2) << 16;
}
std::uint32_t little32(std::string_view b, std::size_t i) {
    return little16(b, i) | little16(b, i + 2) << 16;
}

bool isFrameHeader(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The next marker of entropy-coded data from `at`: the position of its 0xFF, or the end.
std::size_t skipEntropyCoded(std::string_view b, std::size_t at) {
    while (at < b.size()) {
        at = b.find('\xff', at);
        if (at == std::string_view::npos || at + 1 >= b.size()) return b.size();
        const auto next = byteAt(b, at + 1);
        if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) return at;
        at += next == 0xFF ? 1 : 2;
    }
    return b.size();
}

ContainerFacts inspectJpeg(std::string_view b) {
    ContainerFacts facts;
    facts.kind = Container::Jpeg;
    facts.damage = "it is truncated (no end marker)";
    bool scanned = false;
    std::size_t at = 2;
    while (at + 1 < b.size()) {
        if (byteAt(b, at) != 0xFF) {
            // Stray bytes between segments: decoders skip them, and so do we.
            at = b.find('\xff', at);
            if (at == std::string_view::npos) return facts;
            continue;
        }
        const auto marker = byteAt(b, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (marker == 0xD9) {
            facts.damage = scanned ? "" : "it has no image data";
            return facts;
        }
        at += 2;
        if (marker == 0 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        if (at + 2 > b.size()) return facts;
        const auto length = big16(b, at);
        if (length < 2 || at + length > b.size()) return facts;
        if (isFrameHeader(marker) && length >= 8) {
            facts.height = big16(b, at + 3);
            facts.width = big16(b, at + 5);
        }
        at += length;
        if (marker == 0xDA) {
            scanned = true;
            at = skipEntropyCoded(b, at);
        }
    }
    return facts;
}

ContainerFacts inspectPng(std::string_view b) {
    ContainerFacts facts;
    facts.kind = Container::Png;
    facts.damage = "it is truncated (no end chunk)";
    std::size_t at = 8;
    while (at + 12 <= b.size()) {
        const std::size_t length = big32(b, at);
        const auto type = b.substr(at + 4, 4);
        if (length > b.size() - at - 12) return facts;
        if (type == "IHDR" && length >= 8) {
            facts.width = big32(b, at + 8);
            facts.height = big32(b, at + 12);
        }
        if (type == "IEND") {
            facts.damage.clear();
            return facts;
        }
        at += 12 + length;
    }
    return facts;
}

ContainerFacts inspectWebP(std::string_view b) {
    ContainerFacts facts;
    facts.kind = Container::WebP;
    if (little32(b, 4) > b.size() - 8) facts.damage = "it is truncated";
    if (b.size() < 30) {
        facts.damage = "it is truncated";
        return facts;
    }
    const auto form = b.substr(12, 4);
    if (form == "VP8X") {
        facts.width = little24(b, 24) + 1;
        facts.height = little24(b, 27) + 1;
    } else if (form == "VP8L") {
        const auto bits = little32(b, 21);
        facts.width = (bits & 0x3fff) + 1;
        facts.height = (bits >> 14 & 0x3fff) + 1;
    } else {
        facts.width = little16(b, 26) & 0x3fff;
        facts.height = little16(b, 28) & 0x3fff;
    }
    return facts;
}

ContainerFacts inspectBmp(std::string_view b) {
    ContainerFacts facts;
    facts.kind = Container::Bmp;
    if (little32(b, 14) == 12) {
        facts.width = little16(b, 18);
        facts.height = little16(b, 20);
    } else {
        facts.width = std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(little32(b, 18))));
        facts.height = std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(little32(b, 22))));
    }
    return facts;
}

// Width and height are the tags 256 and 257 of the first directory.
ContainerFacts inspectTiff(std::string_view b) {
    ContainerFacts facts;
    const bool big = b[0] == 'M';
    const auto u16 = [&](std::size_t i) { return big ? big16(b, i) : little16(b, i); };
    const auto u32 = [&](std::size_t i) { return big ? big32(b, i) : little32(b, i); };
    const std::size_t directory = u32(4);
    if (directory + 2 > b.size()) {
        facts.damage = "it is truncated";
        return facts;
    }
    const std::size_t count = u16(directory);
    for (std::size_t i = 0; i < count && directory + 14 + i * 12 <= b.size(); ++i) {
        const std::size_t at = directory + 2 + i * 12;
        const std::int64_t value = u16(at + 2) == 3 ? u16(at + 8) : u32(at + 8);
        if (u16(at) == 256) facts.width = value;
        if (u16(at) == 257) facts.height = value;
    }
    return facts;
}

// P1 to P6: "P6 width height …", with comments.
ContainerFacts inspectPnm(std::string_view b) {
    ContainerFacts facts;
    std::int64_t numbers[2] = {0, 0};
    std::size_t at = 2;
    for (auto& number : numbers) {
        while (at < b.size() && (b[at] < '0' || b[at] > '9'))
            at = b[at] == '#' ? std::min(b.find('\n', at), b.size()) : at + 1;
        while (at < b.size() && b[at] >= '0' && b[at] <= '9' && number < 1'000'000'000)
            number = number * 10 + (b[at++] - '0');
    }
    facts.width = numbers[0];
    facts.height = numbers[1];
    return facts;
}

}  // namespace

ContainerFacts inspect(std::string_view b) {
    using namespace std::string_view_literals;
    if (b.starts_with("\xff\xd8"sv)) return inspectJpeg(b);
    if (b.starts_with("\x89PNG\r\n\x1a\n"sv)) return inspectPng(b);
    if (b.size() >= 16 && b.starts_with("RIFF"sv) && b.substr(8, 4) == "WEBP"sv) return inspectWebP(b);
    if (b.size() >= 26 && b.starts_with("BM"sv)) return inspectBmp(b);
    if (b.size() >= 8 && (b.starts_with("II*\0"sv) || b.starts_with("MM\0*"sv))) return inspectTiff(b);
    if (b.size() >= 2 && b[0] == 'P' && b[1] >= '1' && b[1] <= '6') return inspectPnm(b);
    return {};
}

}  // namespace legenda::image
