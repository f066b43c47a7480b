// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"
#include "core/image/image_size.h"
#include "tests/support/check.h"
#include "tests/support/image_bytes.h"
#include "tests/support/peak_memory.h"

#include <QTemporaryDir>

using namespace legenda;
using namespace legenda::test;
namespace fs = std::filesystem;

namespace {

std::string shorts(const Rgb& colour, bool bigEndian) {
    std::string out;
    for (const int c : colour) out += bytesOf(static_cast<std::uint64_t>(c * 257), 2, bigEndian);
    return out;
}
std::string bytes(const Rgb& colour) {
    return {static_cast<char>(colour[0]), static_cast<char>(colour[1]), static_cast<char>(colour[2])};
}
std::string flagBytes(int x, int y) {
    return bytes(flagColour(x, y));
}
char indexOf(const Rgb& colour) {
    return colour == kRed ? '\0' : colour == kGreen ? '\1' : '\2';
}

std::string withAlpha(const PngForm& given, int alphaBytes) {
    PngForm form = given;
    form.pixel = [alphaBytes](int x, int y) {
        // Only what is red is opaque; green is half there, blue not at all.
        const Rgb colour = flagColour(x, y);
        const int alpha = colour == kRed ? 255 : colour == kGreen ? 51 : 0;
        return (alphaBytes == 2 ? shorts(colour, true) : bytes(colour)) +
               big(static_cast<std::uint64_t>(alphaBytes == 2 ? alpha * 257 : alpha), alphaBytes);
    };
    return png(form);
}

PngForm palette() {
    PngForm form;
    form.colourType = 3;
    form.before = pngChunk("PLTE", bytes(kRed) + bytes(kGreen) + bytes(kBlue));
    form.pixel = [](int x, int y) { return std::string(1, indexOf(flagColour(x, y))); };
    return form;
}

std::string colourMap(bool bigEndian) {
    std::string out;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 256; ++i) {
            const Rgb colour = i == 0 ? kRed : i == 1 ? kGreen : kBlue;
            out += bytesOf(static_cast<std::uint64_t>(colour[c] * 257), 2, bigEndian);
        }
    return out;
}

}  // namespace

// Every form of image that a user may bring comes out upright and in its own colours.
class TestFormats : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path file(const std::string& content) const {
        const auto path = fs::path(folder_.path().toStdString()) / "picture";
        test::write(path, content);
        return path;
    }

    static Rgb at(const base::Picture& p, int x, int y) {
        const auto i =
            (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3;
        return {p.rgb[i], p.rgb[i + 1], p.rgb[i + 2]};
    }
    static bool near(const Rgb& a, const Rgb& b, int tolerance) {
        for (std::size_t c = 0; c < 3; ++c)
            if (std::abs(a[c] - b[c]) > tolerance) return false;
        return true;
    }
    static std::string text(const Rgb& c) {
        return std::to_string(c[0]) + "," + std::to_string(c[1]) + "," + std::to_string(c[2]);
    }

    // Where the stored red and green corners lie when the picture is upright.
    struct Corners {
        int redX, redY, greenX, greenY;
    };
    static Corners corners(int orientation) {
        constexpr int kRight = 1, kBottom = 1;
        const Corners all[] = {{0, 0, kRight, 0},
                               {kRight, 0, 0, 0},
                               {kRight, kBottom, 0, kBottom},
                               {0, kBottom, kRight, kBottom},
                               {0, 0, 0, kBottom},
                               {kRight, 0, kRight, kBottom},
                               {kRight, kBottom, kRight, 0},
                               {0, kBottom, 0, 0}};
        return all[orientation - 1];
    }
    void checkUpright(const fs::path& path, int orientation, int tolerance, int maxSide) const {
        const auto picture = must(image::decode(path, maxSide));
        const bool turned = orientation >= 5;
        QCOMPARE(picture.fullWidth, turned ? kFlagHeight : kFlagWidth);
        QCOMPARE(picture.fullHeight, turned ? kFlagWidth : kFlagHeight);
        QVERIFY((must(image::readSize(path)) == image::Size{picture.fullWidth, picture.fullHeight}));
        const Corners c = corners(orientation);
        const int right = picture.width - 1, bottom = picture.height - 1;
        const Rgb red = at(picture, c.redX * right, c.redY * bottom);
        const Rgb green = at(picture, c.greenX * right, c.greenY * bottom);
        QVERIFY2(near(red, kRed, tolerance), text(red).c_str());
        QVERIFY2(near(green, kGreen, tolerance), text(green).c_str());
        QVERIFY(near(at(picture, right - c.redX * right, bottom - c.redY * bottom), kBlue, tolerance) ||
                near(at(picture, right - c.greenX * right, bottom - c.greenY * bottom), kBlue, tolerance));
    }

 private Q_SLOTS:
    // First: peaks are measured from what the process has held before.
    void hugeJpegIsDecodedReduced() {
        JpegForm form;
        form.width = 30000;
        form.height = 20000;
        form.channels = 1;
        form.value = [](int x, int, int) { return x < 1875 ? 250 : 5; };
        const auto path = file(jpegOfBlocks(form));
        form.value = nullptr;
        PeakMemory peak;
        const auto picture = must(image::decode(path));
        const auto megabytes = peak.grownMegabytes();
        QCOMPARE(picture.fullWidth, 30000);
        QCOMPARE(picture.fullHeight, 20000);
        QCOMPARE(picture.width, 7500);
        QCOMPARE(picture.height, 5000);
        QVERIFY(at(picture, 10, 10)[0] > 240 && at(picture, 7000, 4000)[0] < 15);
        QVERIFY((must(image::readSize(path)) == image::Size{30000, 20000}));
        QVERIFY(must(image::decode(path, 512)).width == 512);
        if (!peak.measured()) QSKIP("the peak of memory cannot be read here");
        qInfo("decoding 600 megapixels grew the process by %d MB at its peak", int(megabytes));
        QVERIFY2(megabytes < 600, std::to_string(megabytes).c_str());
    }

    void hugeOthersAreRefusedByTheirHeader_data() {
        QTest::addColumn<std::string>("content");
        PngForm big;
        big.width = 30000;
        big.height = 20000;
        QTest::newRow("png") << png(big);
        QTest::newRow("bmp") << bmp(30000, 20000, false);
        TiffForm tif;
        tif.width = 30000;
        tif.height = 20000;
        QTest::newRow("tiff") << tiff(tif);
        QTest::newRow("ppm") << std::string("P6 30000 20000 255\n");
        std::string webp = flagWebP(1);
        webp.replace(24, 6, little(15999, 3) + little(15999, 3));
        QTest::newRow("webp") << webp;
        JpegForm form;
        form.channels = 1;
        form.value = [](int, int, int) { return 9; };
        std::string jpeg = jpegOfBlocks(form);
        const auto frame = jpeg.find("\xff\xc0");
        jpeg.replace(frame + 5, 4, legenda::test::big(20000, 2) + legenda::test::big(30000, 2));
        jpeg[frame + 1] = '\xc2';
        QTest::newRow("progressive jpeg") << jpeg;
    }
    void hugeOthersAreRefusedByTheirHeader() {
        QFETCH(std::string, content);
        const auto path = file(content);
        PeakMemory peak;
        const auto picture = image::decode(path);
        QVERIFY(!picture.has_value());
        QCOMPARE(picture.error().code, base::ErrorCode::BadInput);
        QVERIFY2(picture.error().message.find("picture: the image has ") != std::string::npos &&
                     picture.error().message.find("000 pixels") != std::string::npos,
                 picture.error().message.c_str());
        QCOMPARE(image::readSize(path).error().message, picture.error().message);
        if (!peak.measured()) QSKIP("the peak of memory cannot be read here");
        QVERIFY2(peak.grownMegabytes() < 20, std::to_string(peak.grownMegabytes()).c_str());
    }

    void orientations_data() {
        QTest::addColumn<std::string>("content");
        QTest::addColumn<int>("orientation");
        QTest::addColumn<int>("tolerance");
        for (int o = 1; o <= 8; ++o) {
            JpegForm jpeg;
            jpeg.orientation = o;
            QTest::addRow("jpeg %d", o) << flagJpeg(jpeg) << o << 4;
            PngForm before;
            before.pixel = flagBytes;
            PngForm behind = before, clear = before;
            before.before = pngChunk("eXIf", exifTiff(o));
            behind.behind = before.before;
            clear.colourType = 6;
            clear.before = before.before;
            clear.pixel = [](int x, int y) { return flagBytes(x, y) + '\xff'; };
            QTest::addRow("png %d", o) << png(before) << o << 0;
            QTest::addRow("png %d, behind the pixels", o) << png(behind) << o << 0;
            QTest::addRow("png %d with alpha", o) << png(clear) << o << 0;
            QTest::addRow("webp %d", o) << flagWebP(o) << o << 0;
            for (const bool bigEndian : {false, true})
                for (const int bits : {8, 16}) {
                    TiffForm form;
                    form.bigEndian = bigEndian;
                    form.orientation = o;
                    form.bits = bits;
                    form.pixel = [bigEndian, bits](int x, int y) {
                        return bits == 8 ? flagBytes(x, y) : shorts(flagColour(x, y), bigEndian);
                    };
                    QTest::addRow("tiff %d, %d bits, %s", o, bits, bigEndian ? "big" : "little")
                        << tiff(form) << o << 0;
                }
        }
    }
    void orientations() {
        QFETCH(std::string, content);
        QFETCH(int, orientation);
        QFETCH(int, tolerance);
        checkUpright(file(content), orientation, tolerance, 0);
    }

    void colours_data() {
        QTest::addColumn<std::string>("content");
        QTest::addColumn<int>("tolerance");
        QTest::newRow("jpeg") << flagJpeg() << 4;
        QTest::newRow("cmyk jpeg") << flagCmykJpeg(false, false) << 1;
        QTest::newRow("cmyk jpeg of Adobe, inverted") << flagCmykJpeg(true, true) << 1;
        PngForm form;
        form.pixel = flagBytes;
        QTest::newRow("png") << png(form) << 0;
        form.depth = 16;
        form.pixel = [](int x, int y) { return shorts(flagColour(x, y), true); };
        QTest::newRow("png, 16 bits") << png(form) << 0;
        QTest::newRow("png, palette") << png(palette()) << 0;
        QTest::newRow("webp") << flagWebP() << 0;
        QTest::newRow("bmp") << bmp(kFlagWidth, kFlagHeight) << 0;
        std::string ppm = "P6 24 16 255\n";
        for (int y = 0; y < kFlagHeight; ++y)
            for (int x = 0; x < kFlagWidth; ++x) ppm += flagBytes(x, y);
        QTest::newRow("ppm") << ppm << 0;
        for (const bool bigEndian : {false, true}) {
            TiffForm indexed;
            indexed.bigEndian = bigEndian;
            indexed.samples = 1;
            indexed.photometric = 3;
            indexed.colourMap = colourMap(bigEndian);
            indexed.pixel = [](int x, int y) { return std::string(1, indexOf(flagColour(x, y))); };
            QTest::addRow("tiff, palette, %s", bigEndian ? "big" : "little") << tiff(indexed) << 0;
        }
        TiffForm cmyk;
        cmyk.samples = 4;
        cmyk.photometric = 5;
        cmyk.pixel = [](int x, int y) {
            const Rgb c = flagColour(x, y);
            return bytes({255 - c[0], 255 - c[1], 255 - c[2]}) + '\0';
        };
        QTest::newRow("tiff, cmyk") << tiff(cmyk) << 1;
    }
    void colours() {
        QFETCH(std::string, content);
        QFETCH(int, tolerance);
        checkUpright(file(content), 1, tolerance, 0);
    }

    void reducedJpegsKeepColourAndSize_data() {
        QTest::addColumn<std::string>("content");
        JpegForm turned;
        turned.orientation = 6;
        QTest::newRow("plain") << flagJpeg();
        QTest::newRow("turned") << flagJpeg(turned);
        QTest::newRow("cmyk") << flagCmykJpeg(false, false);
    }
    void reducedJpegsKeepColourAndSize() {
        QFETCH(std::string, content);
        checkUpright(file(content), std::string(QTest::currentDataTag()) == "turned" ? 6 : 1, 4, 6);
    }

    void transparencyShowsWhite_data() {
        QTest::addColumn<std::string>("content");
        PngForm form;
        form.colourType = 6;
        QTest::newRow("png") << withAlpha(form, 1);
        form.depth = 16;
        QTest::newRow("png, 16 bits") << withAlpha(form, 2);
        PngForm indexed = palette();
        indexed.before += pngChunk("tRNS", std::string("\xff\x33\0", 3));
        QTest::newRow("png, palette") << png(indexed);
        QTest::newRow("webp") << fromHex(
            "5249464632000000574542505650384c250000002f17c003101730c8028222ff470b0141d174cf05fc824080306952aa8288fe4f80"
            "429"
            "dd80300");
    }
    void transparencyShowsWhite() {
        QFETCH(std::string, content);
        const auto picture = must(image::decode(file(content)));
        QVERIFY(near(at(picture, 0, 0), kRed, 0));
        QVERIFY2(near(at(picture, 10, 10), {255, 255, 255}, 0), text(at(picture, 10, 10)).c_str());
        const bool half = std::string(QTest::currentDataTag()) == "webp";
        const Rgb expected = half ? Rgb{127, 227, 127} : Rgb{204, 244, 204};
        QVERIFY2(near(at(picture, 23, 0), expected, 1), text(at(picture, 23, 0)).c_str());
    }

    // One colour of an image without alpha is named as see-through.
    void colourKeyShowsWhite_data() {
        QTest::addColumn<std::string>("content");
        PngForm form;
        form.pixel = [](int x, int y) { return bytes(flagColour(x, y)); };
        form.before = pngChunk("tRNS", big(kBlue[0], 2) + big(kBlue[1], 2) + big(kBlue[2], 2));
        QTest::newRow("rgb, 8 bits") << png(form);
        form.depth = 16;
        form.pixel = [](int x, int y) { return shorts(flagColour(x, y), true); };
        form.before = pngChunk("tRNS", shorts(kBlue, true));
        QTest::newRow("rgb, 16 bits") << png(form);
    }
    void colourKeyShowsWhite() {
        QFETCH(std::string, content);
        const auto picture = must(image::decode(file(content)));
        QVERIFY(near(at(picture, 0, 0), kRed, 0));
        QVERIFY2(near(at(picture, 10, 10), {255, 255, 255}, 0), text(at(picture, 10, 10)).c_str());
    }
    void greyKeyShowsWhite_data() {
        QTest::addColumn<std::string>("content");
        PngForm form;
        form.colourType = 0;
        form.pixel = [](int x, int) { return big(x < 8 ? 100 : 10, 1); };
        form.before = pngChunk("tRNS", big(10, 2));
        QTest::newRow("8 bits") << png(form);
        form.depth = 16;
        form.pixel = [](int x, int) { return big((x < 8 ? 100 : 10) * 257, 2); };
        form.before = pngChunk("tRNS", big(10 * 257, 2));
        QTest::newRow("16 bits") << png(form);
    }
    void greyKeyShowsWhite() {
        QFETCH(std::string, content);
        const auto picture = must(image::decode(file(content)));
        QVERIFY(near(at(picture, 0, 0), {100, 100, 100}, 0));
        QVERIFY2(near(at(picture, 10, 10), {255, 255, 255}, 0), text(at(picture, 10, 10)).c_str());
    }

    void grey_data() {
        QTest::addColumn<std::string>("content");
        JpegForm jpeg;
        jpeg.channels = 1;
        jpeg.value = [](int x, int, int) { return x * 100; };
        QTest::newRow("jpeg") << jpegOfBlocks(jpeg);
        const auto level = [](int x) { return static_cast<std::uint64_t>(x / 8 * 100); };
        PngForm form;
        form.colourType = 0;
        form.pixel = [level](int x, int) { return big(level(x), 1); };
        QTest::newRow("png") << png(form);
        form.depth = 16;
        form.pixel = [level](int x, int) { return big(level(x) * 257, 2); };
        QTest::newRow("png, 16 bits") << png(form);
        form.depth = 8;
        form.colourType = 4;
        form.pixel = [level](int x, int) { return big(level(x), 1) + '\xff'; };
        QTest::newRow("png, grey and alpha") << png(form);
        for (const bool bigEndian : {false, true})
            for (const int bits : {8, 16}) {
                TiffForm tif;
                tif.bigEndian = bigEndian;
                tif.bits = bits;
                tif.samples = 1;
                tif.photometric = 1;
                tif.pixel = [=](int x, int) { return bytesOf(level(x) * (bits == 16 ? 257 : 1), bits / 8, bigEndian); };
                QTest::addRow("tiff, %d bits, %s", bits, bigEndian ? "big" : "little") << tiff(tif);
            }
        std::string pgm = "P5\n# a comment\n24 16\n65535\n";
        for (int i = 0; i < kFlagWidth * kFlagHeight; ++i) pgm += big(level(i % kFlagWidth) * 257, 2);
        QTest::newRow("pgm, 16 bits") << pgm;
    }
    void grey() {
        QFETCH(std::string, content);
        const auto picture = must(image::decode(file(content)));
        QCOMPARE(picture.width, kFlagWidth);
        QCOMPARE(picture.height, kFlagHeight);
        for (int i = 0; i < 3; ++i) {
            const int level = i * 100;
            const Rgb found = at(picture, i * 8 + 4, 9);
            QVERIFY2(near(found, {level, level, level}, 1), text(found).c_str());
        }
    }

    void truncatedAtEveryByte_data() {
        QTest::addColumn<std::string>("content");
        PngForm form;
        form.pixel = flagBytes;
        TiffForm tif;
        tif.pixel = flagBytes;
        std::string ppm = "P6 24 16 255\n" + std::string(24 * 16 * 3, 'x');
        QTest::newRow("jpeg") << flagJpeg();
        QTest::newRow("cmyk jpeg") << flagCmykJpeg(true, true);
        QTest::newRow("png") << png(form);
        QTest::newRow("webp") << flagWebP(6);
        QTest::newRow("tiff") << tiff(tif);
        QTest::newRow("bmp") << bmp(kFlagWidth, kFlagHeight);
        QTest::newRow("ppm") << ppm;
    }
    void truncatedAtEveryByte() {
        QFETCH(std::string, content);
        QVERIFY(image::decode(file(content)).has_value());
        // The last bytes of a TIFF (no further directory) and of an EXIF block carry nothing.
        const std::size_t tail = std::string(QTest::currentDataTag()) == "tiff" ? 5 : 1;
        for (std::size_t length = 0; length + tail <= content.size(); length += length < 64 ? 1 : 7) {
            const auto path = file(content.substr(0, length));
            const auto picture = image::decode(path);
            QVERIFY2(!picture.has_value(), std::to_string(length).c_str());
            QCOMPARE(picture.error().code, base::ErrorCode::BadInput);
            QVERIFY(picture.error().message.find("picture") != std::string::npos);
            const auto size = image::readSize(path);
            QVERIFY2(!size.has_value(), std::to_string(length).c_str());
            QCOMPARE(size.error().message, picture.error().message);
        }
    }

    // A JPEG with bytes behind its end, as cameras write, is whole.
    void trailingBytesAreNoDamage() {
        const auto path = file(flagJpeg() + "more of the camera's own");
        QVERIFY(image::decode(path).has_value());
        QVERIFY(image::readSize(path).has_value());
    }
};

QTEST_GUILESS_MAIN(TestFormats)
#include "test_formats.moc"
