// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/image/container.h"
#include "core/image/decode.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

// Red left half, blue right half.
base::Picture halves(int width, int height) {
    base::Picture p;
    p.width = p.fullWidth = width;
    p.height = p.fullHeight = height;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) p.rgb.push_back(c == (x < width / 2 ? 0 : 2) ? 250 : c == 1 ? 20 : 10);
    return p;
}

// An EXIF block with the orientation alone, to stand after the SOI of a JPEG.
std::string exif(int orientation) {
    std::string tiff("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
    tiff += static_cast<char>(orientation);
    tiff += std::string("\0\0\0\0\0\0", 6);
    const std::string body = std::string("Exif\0\0", 6) + tiff;
    const auto length = static_cast<int>(body.size() + 2);
    return std::string("\xff\xe1", 2) + static_cast<char>(length >> 8) + static_cast<char>(length & 0xff) + body;
}

bool isRed(const base::Picture& p, int x, int y) {
    const auto* pixel =
        p.rgb.data() +
        (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3;
    return pixel[0] > 200 && pixel[1] < 60 && pixel[2] < 60;
}

}  // namespace

class TestDecode : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    fs::path write(const char* name, const std::string& bytes) const {
        if (!base::writeFileAtomically(path(name), bytes)) qFatal("the test folder cannot be written");
        return path(name);
    }
    std::string jpeg(int width, int height) const {
        if (!image::encode(halves(width, height), path("a.jpg"))) qFatal("no JPEG");
        return *base::readFile(path("a.jpg"));
    }

 private Q_SLOTS:
    void roundTrip() {
        const auto picture = halves(40, 30);
        QVERIFY(image::encode(picture, path("a.png")).has_value());
        const auto read = image::decode(path("a.png"));
        QVERIFY(read.has_value());
        QCOMPARE(read->width, 40);
        QCOMPARE(read->fullHeight, 30);
        QVERIFY(read->rgb == picture.rgb);
        QVERIFY(!image::encode(picture, path("a.gif")).has_value());
    }

    void onePixel() {
        QVERIFY(image::encode(halves(1, 1), path("one.png")).has_value());
        const auto read = image::decode(path("one.png"), 100);
        QVERIFY(read.has_value());
        QCOMPARE(read->width, 1);
        QCOMPARE(read->height, 1);
    }

    void reducedKeepsFullSize() {
        jpeg(801, 403);
        const auto read = image::decode(path("a.jpg"), 100);
        QVERIFY(read.has_value());
        QCOMPARE(read->width, 100);
        QCOMPARE(read->height, 50);
        QCOMPARE(read->fullWidth, 801);
        QCOMPARE(read->fullHeight, 403);
        QVERIFY(isRed(*read, 10, 25) && !isRed(*read, 90, 25));
    }

    void orientation_data() {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<bool>("upright");
        QTest::addColumn<int>("redX");
        QTest::addColumn<int>("redY");
        QTest::newRow("normal") << 1 << true << 10 << 50;
        QTest::newRow("half turn") << 3 << true << 190 << 50;
        QTest::newRow("clockwise") << 6 << false << 50 << 10;
        QTest::newRow("anticlockwise") << 8 << false << 50 << 190;
    }
    void orientation() {
        QFETCH(int, orientation);
        QFETCH(bool, upright);
        QFETCH(int, redX);
        QFETCH(int, redY);
        const std::string plain = jpeg(200, 100);
        const auto file = write("exif.jpg", plain.substr(0, 2) + exif(orientation) + plain.substr(2));
        for (const int maxSide : {0, 50}) {
            const auto read = image::decode(file, maxSide);
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QCOMPARE(read->fullWidth, upright ? 200 : 100);
            QCOMPARE(read->fullHeight, upright ? 100 : 200);
            const int scale = maxSide == 0 ? 1 : 4;
            QVERIFY(isRed(*read, redX / scale, redY / scale));
        }
    }

    void sixteenBitGrey() {
        // A PGM of 2 x 1 with values 0x8080 and 0xffff.
        const auto read = image::decode(write("deep.pgm", std::string("P5 2 1 65535\n\x80\x80\xff\xff", 17)));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(int(read->rgb[0]), 128);
        QCOMPARE(int(read->rgb[3]), 255);
        QCOMPARE(int(read->rgb[5]), 255);
    }

    void truncated() {
        const std::string whole = jpeg(300, 200);
        const auto cutJpeg = image::decode(write("cut.jpg", whole.substr(0, whole.size() / 2)));
        QVERIFY(!cutJpeg.has_value());
        QCOMPARE(cutJpeg.error().code, base::ErrorCode::BadInput);
        QVERIFY(cutJpeg.error().message.find("cut.jpg") != std::string::npos);
        QVERIFY(image::decode(write("more.jpg", whole + "trailing bytes")).has_value());
        QVERIFY(image::encode(halves(60, 60), path("a.png")).has_value());
        const std::string png = *base::readFile(path("a.png"));
        QVERIFY(!image::decode(write("cut.png", png.substr(0, png.size() - 6))).has_value());
    }

    void refused() {
        const auto missing = image::decode(path("none.jpg"));
        QCOMPARE(missing.error().code, base::ErrorCode::Io);
        QCOMPARE(image::decode(write("text.jpg", "no image")).error().code, base::ErrorCode::BadInput);
        QCOMPARE(image::decode(write("empty.jpg", "")).error().code, base::ErrorCode::BadInput);
        // 60,000 x 60,000 by its header: refused before anything is allocated.
        const auto huge = image::decode(write("huge.ppm", "P6 60000 60000 255\n"));
        QCOMPARE(huge.error().code, base::ErrorCode::BadInput);
        QVERIFY(huge.error().message.find("60000 x 60000") != std::string::npos);
    }

    void headers() {
        const auto facts = image::inspect(jpeg(123, 77));
        QCOMPARE(facts.width, 123);
        QCOMPARE(facts.height, 77);
        QVERIFY(facts.damage.empty());
    }
};

QTEST_GUILESS_MAIN(TestDecode)
#include "test_decode.moc"
