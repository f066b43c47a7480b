// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/container.h"

#include "core/image/picture_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <istream>

namespace legenda::image {

using namespace std::string_view_literals;

namespace {

constexpr std::int64_t kMostPixels = 200'000'000;
constexpr std::int64_t kReducedPixels = 50'000'000;  // a JPEG above kMostPixels is decoded to at most that
constexpr const char* kTruncated = "it is truncated";

std::uint32_t byteAt(std::string_view b, std::size_t i) {
    return i < b.size() ? static_cast<unsigned char>(b[i]) : 0;
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

// The bytes of a file, in memory or read where they are asked for.
class Bytes {
 public:
    explicit Bytes(std::string_view all) : all_(all), size_(all.size()) {}
    explicit Bytes(std::istream& in) : in_(&in) {
        in.seekg(0, std::ios::end);
        size_ = in ? static_cast<std::size_t>(in.tellg()) : 0;
    }
    std::size_t size() const { return size_; }
    bool inMemory() const { return in_ == nullptr; }
    std::string_view all() const { return all_; }
    // Shorter at the end; valid until the next call.
    std::string_view at(std::size_t offset, std::size_t count) {
        if (offset >= size_) return {};
        count = std::min(count, size_ - offset);
        if (inMemory()) return all_.substr(offset, count);
        read_.resize(count);
        in_->clear();
        in_->seekg(static_cast<std::streamoff>(offset));
        in_->read(read_.data(), static_cast<std::streamsize>(count));
        return std::string_view(read_).substr(0, static_cast<std::size_t>(in_->gcount()));
    }

 private:
    std::string_view all_;
    std::istream* in_ = nullptr;
    std::size_t size_ = 0;
    std::string read_;
};

// A TIFF's first directory, which EXIF uses as well.
struct TiffDirectory {
    bool valid = false;
    std::int64_t width = 0, height = 0;
    int orientation = 1;
    std::size_t orientationAt = 0;
    std::size_t pixelsEnd = 0;  // of the strips or tiles that the directory lists itself, 0 where it lists none
};

TiffDirectory readTiffDirectory(Bytes& b, std::size_t start) {
    TiffDirectory found;
    const std::string head(b.at(start, 8));
    if (!head.starts_with("II*\0"sv) && !head.starts_with("MM\0*"sv)) return found;
    const bool big = head[0] == 'M';
    const auto u16 = [big](std::string_view v, std::size_t i) { return big ? big16(v, i) : little16(v, i); };
    const auto u32 = [big](std::string_view v, std::size_t i) { return big ? big32(v, i) : little32(v, i); };
    const std::size_t directory = start + u32(head, 4);
    if (directory + 2 > b.size()) return found;
    const std::size_t count = u16(b.at(directory, 2), 0);
    const std::string entries(b.at(directory + 2, count * 12));
    std::size_t offset = 0, length = 0;
    for (std::size_t at = 0; at + 12 <= entries.size(); at += 12) {
        const bool isShort = u16(entries, at + 2) == 3;
        const std::uint32_t value = isShort ? u16(entries, at + 8) : u32(entries, at + 8);
        const bool single = u32(entries, at + 4) == 1;
        switch (u16(entries, at)) {
            case 256:
                found.width = value;
                break;
            case 257:
                found.height = value;
                break;
            case 273:
            case 324:
                if (single) offset = value;
                break;
            case 279:
            case 325:
                if (single) length = value;
                break;
            case 274:
                if (value >= 1 && value <= 8 && isShort) {
                    found.orientation = static_cast<int>(value);
                    found.orientationAt = directory + 2 + at + 8;
                }
                break;
            default:
                break;
        }
    }
    found.valid = entries.size() == count * 12;
    if (offset > 0) found.pixelsEnd = start + offset + length;
    return found;
}

int exifOrientation(std::string_view tiff) {
    Bytes bytes(tiff);
    return readTiffDirectory(bytes, 0).orientation;
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

// One segment from behind its length to its end.
void readJpegSegment(std::uint32_t marker, std::string_view body, ContainerFacts& facts) {
    if (isFrameHeader(marker) && body.size() >= 6) {
        facts.height = big16(body, 1);
        facts.width = big16(body, 3);
        facts.channels = static_cast<int>(byteAt(body, 5));
        facts.buffered = marker != 0xC0 && marker != 0xC1;
    } else if (marker == 0xE1 && body.starts_with("Exif\0\0"sv) && facts.orientation == 1) {
        facts.orientation = exifOrientation(body.substr(6));
    } else if (marker == 0xDA && static_cast<int>(byteAt(body, 0)) < facts.channels) {
        facts.buffered = true;
    }
}

// A file that is read piece by piece is not walked through its scans: it is whole when it ends in an end marker,
// but for zeros; elsewhere `damage` stands and the file must be looked at in memory.
ContainerFacts inspectJpeg(Bytes& b) {
    ContainerFacts facts;
    facts.kind = Container::Jpeg;
    facts.damage = "it is truncated (no end marker)";
    bool scanned = false;
    std::size_t at = 2;
    while (at + 1 < b.size()) {
        const auto head = b.at(at, 4);
        if (byteAt(head, 0) != 0xFF) {
            // Stray bytes between segments: decoders skip them, and so do we.
            if (!b.inMemory()) return facts;
            at = std::min(b.all().find('\xff', at), b.size());
            continue;
        }
        const auto marker = byteAt(head, 1);
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
        const std::size_t length = big16(head, 2);
        if (length < 2 || at + length > b.size()) return facts;
        readJpegSegment(marker, b.at(at + 2, length - 2), facts);
        at += length;
        if (marker != 0xDA) continue;
        scanned = true;
        if (!b.inMemory()) {
            constexpr std::size_t kTail = 64;
            auto tail = b.at(b.size() - std::min(b.size(), kTail), kTail);
            while (tail.ends_with('\0')) tail.remove_suffix(1);
            if (tail.ends_with("\xff\xd9"sv)) facts.damage.clear();
            return facts;
        }
        at = skipEntropyCoded(b.all(), at);
    }
    return facts;
}

ContainerFacts inspectPng(Bytes& b) {
    ContainerFacts facts;
    facts.kind = Container::Png;
    facts.damage = "it is truncated (no end chunk)";
    std::uint32_t depth = 0, colourType = 0;
    for (std::size_t at = 8; at + 12 <= b.size();) {
        const std::string head(b.at(at, 8));
        const std::size_t length = big32(head, 0);
        const auto type = std::string_view(head).substr(4);
        if (length > b.size() - at - 12) return facts;
        if (type == "IHDR" && length >= 13) {
            const auto body = b.at(at + 8, length);
            facts.width = big32(body, 0);
            facts.height = big32(body, 4);
            depth = byteAt(body, 8);
            colourType = byteAt(body, 9);
            facts.alpha = colourType == 4 || colourType == 6;
        } else if (type == "tRNS") {
            facts.alpha = true;
            if (colourType == 0 && length == 2 && depth >= 1 && depth <= 16) {
                const auto body = b.at(at + 8, length);
                const auto level = big16(body, 0);
                facts.greyKey = static_cast<int>(depth < 8 ? level * 255 / ((1U << depth) - 1) : level);
            }
        } else if (type == "eXIf") {
            facts.orientation = exifOrientation(b.at(at + 8, length));
        } else if (type == "IEND") {
            facts.damage.clear();
            return facts;
        }
        at += 12 + length;
    }
    return facts;
}

ContainerFacts inspectWebP(Bytes& b) {
    ContainerFacts facts;
    facts.kind = Container::WebP;
    const std::string head(b.at(0, 30));
    if (head.size() < 30 || little32(head, 4) > b.size() - 8) {
        facts.damage = kTruncated;
        if (head.size() < 30) return facts;
    }
    const auto form = std::string_view(head).substr(12, 4);
    if (form == "VP8L") {
        const auto bits = little32(head, 21);
        facts.width = (bits & 0x3fff) + 1;
        facts.height = (bits >> 14 & 0x3fff) + 1;
        facts.alpha = (bits >> 28 & 1) != 0;
    } else if (form == "VP8 ") {
        facts.width = little16(head, 26) & 0x3fff;
        facts.height = little16(head, 28) & 0x3fff;
    } else if (form == "VP8X") {
        facts.width = little24(head, 24) + 1;
        facts.height = little24(head, 27) + 1;
        facts.alpha = (byteAt(head, 20) & 0x10) != 0;
        for (std::size_t at = 30; at + 8 <= b.size();) {
            const std::string chunk(b.at(at, 8));
            const std::size_t length = little32(chunk, 4);
            if (chunk.starts_with("EXIF") && length <= b.size() - at - 8) {
                auto exif = b.at(at + 8, length);
                if (exif.starts_with("Exif\0\0"sv)) exif.remove_prefix(6);
                facts.orientation = exifOrientation(exif);
            }
            at += 8 + length + length % 2;
        }
    }
    return facts;
}

ContainerFacts inspectBmp(Bytes& b) {
    ContainerFacts facts;
    facts.kind = Container::Bmp;
    const std::string head(b.at(0, 54));
    const bool old = little32(head, 14) == 12;
    std::int64_t depth = 0;
    if (old) {
        facts.width = little16(head, 18);
        facts.height = little16(head, 20);
        depth = little16(head, 24);
    } else {
        facts.width = std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(little32(head, 18))));
        facts.height = std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(little32(head, 22))));
        depth = little16(head, 28);
    }
    const auto compression = old ? 0 : little32(head, 30);
    const std::int64_t row = (facts.width * depth + 31) / 32 * 4;
    if ((compression == 0 || compression == 3) &&
        little32(head, 10) + row * facts.height > static_cast<std::int64_t>(b.size()))
        facts.damage = kTruncated;
    return facts;
}

ContainerFacts inspectTiff(Bytes& b) {
    ContainerFacts facts;
    facts.kind = Container::Tiff;
    const auto directory = readTiffDirectory(b, 0);
    facts.width = directory.width;
    facts.height = directory.height;
    facts.orientation = directory.orientation;
    facts.orientationAt = directory.orientationAt;
    if (!directory.valid || directory.pixelsEnd > b.size()) facts.damage = kTruncated;
    return facts;
}

// P1 to P6: "P6 width height [most] …", with comments; the raw forms end where their size says.
ContainerFacts inspectPnm(Bytes& bytes) {
    ContainerFacts facts;
    facts.kind = Container::Pnm;
    constexpr std::size_t kHead = 4096;
    const auto b = bytes.at(0, kHead);
    const char form = b[1];
    std::int64_t numbers[3] = {0, 0, 1};
    std::size_t at = 2;
    for (int i = 0; i < (form == '1' || form == '4' ? 2 : 3); ++i) {
        while (at < b.size() && (b[at] < '0' || b[at] > '9'))
            at = b[at] == '#' ? std::min(b.find('\n', at), b.size()) : at + 1;
        numbers[i] = 0;
        while (at < b.size() && b[at] >= '0' && b[at] <= '9' && numbers[i] < 1'000'000'000)
            numbers[i] = numbers[i] * 10 + (b[at++] - '0');
    }
    facts.width = numbers[0];
    facts.height = numbers[1];
    const std::int64_t sample = numbers[2] > 255 ? 2 : 1;
    const std::int64_t row = form == '4' ? (facts.width + 7) / 8 : facts.width * sample * (form == '6' ? 3 : 1);
    if (form >= '4' && static_cast<std::int64_t>(at) + 1 + row * facts.height > static_cast<std::int64_t>(bytes.size()))
        facts.damage = kTruncated;
    return facts;
}

ContainerFacts inspectBytes(Bytes bytes) {
    constexpr std::size_t kHead = 32;
    const std::string b(bytes.at(0, kHead));
    if (b.starts_with("\xff\xd8"sv)) return inspectJpeg(bytes);
    if (b.starts_with("\x89PNG\r\n\x1a\n"sv)) return inspectPng(bytes);
    if (b.size() >= 16 && b.starts_with("RIFF"sv) && b.substr(8, 4) == "WEBP"sv) return inspectWebP(bytes);
    if (bytes.size() >= 26 && b.starts_with("BM"sv)) return inspectBmp(bytes);
    if (b.size() >= 8 && (b.starts_with("II*\0"sv) || b.starts_with("MM\0*"sv))) return inspectTiff(bytes);
    if (b.size() >= 7 && b[0] == 'P' && b[1] >= '1' && b[1] <= '6' &&
        std::string_view(" \t\r\n#").find(b[2]) != std::string_view::npos)
        return inspectPnm(bytes);
    ContainerFacts facts;
    facts.foreign = foreignContentOf(b);
    return facts;
}

}  // namespace

ContainerFacts inspect(std::string_view bytes) {
    return inspectBytes(Bytes(bytes));
}
ContainerFacts inspect(std::istream& file) {
    return inspectBytes(Bytes(file));
}

int neededReduction(const ContainerFacts& facts) {
    if (facts.kind != Container::Jpeg || facts.width * facts.height <= kMostPixels) return 1;
    int by = 2;
    while (by < 8 && facts.width * facts.height / (by * by) > kReducedPixels) by *= 2;
    return by;
}

base::Status checkDecodable(const ContainerFacts& facts, const std::filesystem::path& file) {
    const auto refuse = [&file](const std::string& why) {
        return base::fail(base::ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), why));
    };
    if (facts.kind == Container::Unknown && !facts.foreign.empty())
        return refuse(
            fmt::format("this is {}, which is not an image that can be read (JPEG, PNG, WebP, TIFF, BMP and PNM "
                        "are)",
                        facts.foreign));
    if (facts.kind == Container::Unknown)
        return refuse("this is not an image that can be read (JPEG, PNG, WebP, TIFF, BMP and PNM are)");
    const bool huge = facts.height > 0 && facts.width > kMostPixels / facts.height;
    if (huge && (facts.kind != Container::Jpeg || facts.buffered))
        return refuse(fmt::format("the image has {} x {} pixels, at most 200 million are read{}", facts.width,
                                  facts.height, facts.kind == Container::Jpeg ? " of a JPEG in several scans" : ""));
    if (!facts.damage.empty()) return refuse("the image cannot be read: " + facts.damage);
    if (facts.width <= 0 || facts.height <= 0)
        return refuse(fmt::format("its header gives a size of {} x {} pixels", facts.width, facts.height));
    return {};
}

}  // namespace legenda::image
