// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// Image files made byte by byte, in forms that no installed encoder writes. The picture is always the flag: 24 x 16
// pixels in blocks of 8, red at the top left, green at the top right, the rest blue.
namespace legenda::test {

using Rgb = std::array<int, 3>;
constexpr int kFlagWidth = 24, kFlagHeight = 16;
constexpr Rgb kRed{255, 0, 0}, kGreen{0, 200, 0}, kBlue{0, 0, 255};

inline Rgb flagColour(int x, int y) {
    if (y >= 8) return kBlue;
    return x < 8 ? kRed : x < 16 ? kBlue : kGreen;
}

inline std::string bytesOf(std::uint64_t value, int count, bool big) {
    std::string out;
    for (int i = 0; i < count; ++i) out += static_cast<char>(value >> 8 * (big ? count - 1 - i : i));
    return out;
}
inline std::string big(std::uint64_t value, int count) {
    return bytesOf(value, count, true);
}
inline std::string little(std::uint64_t value, int count) {
    return bytesOf(value, count, false);
}

// A TIFF block with the orientation alone, as EXIF has it.
inline std::string exifTiff(int orientation) {
    return std::string("MM\0*", 4) + big(8, 4) + big(1, 2) + big(0x112, 2) + big(3, 2) + big(1, 4) +
           big(static_cast<std::uint64_t>(orientation), 2) + big(0, 6);
}

struct JpegForm {
    int width = kFlagWidth, height = kFlagHeight, channels = 3;
    int adobe = -1;                                                 // the transform of an Adobe marker, -1: none
    int orientation = 0;                                            // 0: no EXIF
    int frame = 0xC0;                                               // the marker: 0xC0 baseline
    std::function<int(int blockX, int blockY, int channel)> value;  // 0 to 255
};

// A JPEG whose blocks of 8 x 8 are flat: only the constant of each block is coded, by tables of its own.
inline std::string jpegOfBlocks(const JpegForm& form) {
    const auto channels = static_cast<std::size_t>(form.channels);
    const auto segment = [](int marker, const std::string& body) {
        return std::string("\xff") + static_cast<char>(marker) + big(body.size() + 2, 2) + body;
    };
    std::string out("\xff\xd8", 2);
    if (form.orientation > 0) out += segment(0xE1, std::string("Exif\0\0", 6) + exifTiff(form.orientation));
    if (form.adobe >= 0) out += segment(0xEE, "Adobe" + big(100, 2) + big(0, 4) + static_cast<char>(form.adobe));
    out += segment(0xDB, std::string(1, '\0') + std::string(64, '\x08'));
    std::string frame = std::string("\x08") + big(static_cast<std::uint64_t>(form.height), 2) +
                        big(static_cast<std::uint64_t>(form.width), 2) + static_cast<char>(channels);
    std::string scan(1, static_cast<char>(channels));
    for (std::size_t c = 0; c < channels; ++c) {
        frame += std::string(1, static_cast<char>(c + 1)) + std::string("\x11\0", 2);
        scan += std::string(1, static_cast<char>(c + 1)) + std::string(1, '\0');
    }
    out += segment(form.frame, frame);
    // Sizes 0 to 8 of the constants as codes of four bits, and "end of block" as one bit.
    out +=
        segment(0xC4, std::string("\0\0\0\0\x09", 5) + std::string(12, '\0') + std::string("\0\1\2\3\4\5\6\7\x08", 9));
    out += segment(0xC4, std::string("\x10\x01", 2) + std::string(15, '\0') + std::string(1, '\0'));
    out += segment(0xDA, scan + std::string("\0\x3f\0", 3));
    std::uint64_t bits = 0;
    int held = 0;
    const auto put = [&](std::uint64_t value, int count) {
        bits = bits << count | value;
        held += count;
        for (; held >= 8; held -= 8) {
            const char byte = static_cast<char>(bits >> (held - 8));
            out += byte;
            if (byte == '\xff') out += '\0';
        }
    };
    std::vector<int> before(channels, 0);
    for (int y = 0; y < (form.height + 7) / 8; ++y)
        for (int x = 0; x < (form.width + 7) / 8; ++x)
            for (std::size_t c = 0; c < channels; ++c) {
                const int now = form.value(x, y, static_cast<int>(c)) - 128, step = now - before[c];
                before[c] = now;
                int size = 0;
                while (std::abs(step) >> size) ++size;
                put(static_cast<std::uint64_t>(size), 4);
                if (size > 0) put(static_cast<std::uint64_t>(step > 0 ? step : step + (1 << size) - 1), size);
                put(0, 1);
            }
    if (held > 0) put(0xff >> held, 8 - held);
    return out + std::string("\xff\xd9", 2);
}

inline std::string flagJpeg(JpegForm form = {}) {
    form.value = [](int x, int y, int channel) {
        const auto [r, g, b] = flagColour(x * 8, y * 8);
        const double luma = 0.299 * r + 0.587 * g + 0.114 * b;
        return static_cast<int>((channel == 0   ? luma
                                 : channel == 1 ? 128 + (b - luma) * 0.564
                                                : 128 + (r - luma) * 0.713) +
                                0.5);
    };
    return jpegOfBlocks(form);
}

// inverted: as Adobe's programs write it, 0 is full ink.
inline std::string flagCmykJpeg(bool inverted, bool withAdobeMarker) {
    JpegForm form;
    form.channels = 4;
    if (withAdobeMarker) form.adobe = 0;
    form.value = [inverted](int x, int y, int channel) {
        const Rgb colour = flagColour(x * 8, y * 8);
        const int ink = channel == 3 ? 0 : 255 - colour[static_cast<std::size_t>(channel)];
        return inverted ? 255 - ink : ink;
    };
    return jpegOfBlocks(form);
}

inline std::string pngChunk(std::string_view type, const std::string& body) {
    std::uint32_t crc = 0xffffffff;
    const std::string checked = std::string(type) + body;
    for (const char c : checked) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return big(body.size(), 4) + checked + big(~crc, 4);
}

struct PngForm {
    int width = kFlagWidth, height = kFlagHeight;
    int depth = 8, colourType = 2;
    std::string before, behind;                      // chunks before and behind the pixels
    std::function<std::string(int x, int y)> pixel;  // of whole bytes
};

inline std::string png(const PngForm& form) {
    std::string raw;
    for (int y = 0; y < form.height && form.pixel; ++y) {
        raw += '\0';
        for (int x = 0; x < form.width; ++x) raw += form.pixel(x, y);
    }
    std::uint32_t a = 1, b = 0;
    for (const char c : raw) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    // One stored block: the pictures are small.
    const std::string packed =
        std::string("\x78\x01\x01", 3) + little(raw.size(), 2) + little(~raw.size(), 2) + raw + big(b << 16 | a, 4);
    return std::string("\x89PNG\r\n\x1a\n", 8) +
           pngChunk("IHDR", big(static_cast<std::uint64_t>(form.width), 4) +
                                big(static_cast<std::uint64_t>(form.height), 4) + static_cast<char>(form.depth) +
                                static_cast<char>(form.colourType) + std::string(3, '\0')) +
           form.before + pngChunk("IDAT", packed) + form.behind + pngChunk("IEND", {});
}

struct TiffForm {
    bool bigEndian = false;
    int width = kFlagWidth, height = kFlagHeight;
    int orientation = 0;  // 0: no tag
    int bits = 8, samples = 3, photometric = 2;
    std::string colourMap;                           // 3 x 256 shorts, in the file's order
    std::function<std::string(int x, int y)> pixel;  // in the file's order
};

// Uncompressed, one strip.
inline std::string tiff(const TiffForm& form) {
    std::string pixels;
    for (int y = 0; y < form.height && form.pixel; ++y)
        for (int x = 0; x < form.width; ++x) pixels += form.pixel(x, y);
    const auto put = [&](std::uint64_t value, int count) { return bytesOf(value, count, form.bigEndian); };
    std::string bits, entries;
    for (int i = 0; i < form.samples; ++i) bits += put(static_cast<std::uint64_t>(form.bits), 2);
    const std::size_t pixelsAt = 8, bitsAt = pixelsAt + pixels.size(), mapAt = bitsAt + bits.size();
    int count = 0;
    const auto entry = [&](int tag, int type, std::size_t values, std::size_t value) {
        entries += put(static_cast<std::uint64_t>(tag), 2) + put(static_cast<std::uint64_t>(type), 2) + put(values, 4);
        entries += type == 3 && values == 1 ? put(value, 2) + put(0, 2) : put(value, 4);
        ++count;
    };
    const auto number = [](int value) { return static_cast<std::size_t>(value); };
    entry(256, 4, 1, number(form.width));
    entry(257, 4, 1, number(form.height));
    entry(258, 3, number(form.samples), form.samples == 1 ? number(form.bits) : bitsAt);
    entry(259, 3, 1, 1);
    entry(262, 3, 1, number(form.photometric));
    entry(273, 4, 1, pixelsAt);
    if (form.orientation > 0) entry(274, 3, 1, number(form.orientation));
    entry(277, 3, 1, number(form.samples));
    entry(278, 4, 1, number(form.height));
    entry(279, 4, 1, pixels.size());
    if (!form.colourMap.empty()) entry(320, 3, form.colourMap.size() / 2, mapAt);
    return std::string(form.bigEndian ? "MM" : "II") + put(42, 2) + put(mapAt + form.colourMap.size(), 4) + pixels +
           bits + form.colourMap + put(number(count), 2) + entries + put(0, 4);
}

// 24 bits, bottom row first.
inline std::string bmp(int width, int height, bool withPixels = true) {
    const auto w = static_cast<std::uint64_t>(width), h = static_cast<std::uint64_t>(height);
    std::string out = "BM" + little(54 + w * h * 3, 4) + little(0, 4) + little(54, 4) + little(40, 4) + little(w, 4) +
                      little(h, 4) + little(1, 2) + little(24, 2) + std::string(24, '\0');
    for (int y = height - 1; y >= 0 && withPixels; --y) {
        for (int x = 0; x < width; ++x) {
            const auto [r, g, b] = flagColour(x, y);
            out += std::string{static_cast<char>(b), static_cast<char>(g), static_cast<char>(r)};
        }
        out += std::string(static_cast<std::size_t>(width % 4), '\0');
    }
    return out;
}

inline std::string fromHex(std::string_view digits) {
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    return out;
}

// The flag as lossless WebP of the simple form; with an orientation in the extended form.
inline std::string flagWebP(int orientation = 0) {
    const std::string simple = fromHex(
        "5249464632000000574542505650384c260000002f17c003001730c8028222ff47131014f93fdafc0777060402844993521544f47f0214"
        "eac41e");
    if (orientation == 0) return simple;
    const std::string exif = exifTiff(orientation);
    const std::string chunks = "VP8X" + little(10, 4) + std::string("\x08\0\0\0", 4) + little(kFlagWidth - 1, 3) +
                               little(kFlagHeight - 1, 3) + simple.substr(12) + "EXIF" + little(exif.size(), 4) + exif;
    return "RIFF" + little(chunks.size() + 4, 4) + "WEBP" + chunks;
}

}  // namespace legenda::test
