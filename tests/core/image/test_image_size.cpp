// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/image/decode.h"
#include "core/image/image_size.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestImageSize : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    fs::path encoded(const std::string& name, int width, int height) const {
        base::Picture picture;
        picture.width = picture.fullWidth = width;
        picture.height = picture.fullHeight = height;
        picture.rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 128);
        const auto file = fs::path(dir_.path().toStdString()) / name;
        must(image::encode(picture, file));
        return file;
    }

 private Q_SLOTS:
    void readsHeaders() {
        QVERIFY(must(image::readSize(encoded("a.jpg", 37, 21))) == (image::Size{37, 21}));
        QVERIFY(must(image::readSize(encoded("a.png", 21, 37))) == (image::Size{21, 37}));
    }

    void turnsByExif_data() {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<bool>("bigEndian");
        for (const bool big : {false, true})
            for (int o = 1; o <= 8; ++o) QTest::addRow("%d %s", o, big ? "big" : "little") << o << big;
    }
    void turnsByExif() {
        QFETCH(int, orientation);
        QFETCH(bool, bigEndian);
        const auto file = encoded("exif.jpg", 40, 20);
        std::string bytes = must(base::readFile(file));
        const char o = static_cast<char>(orientation);
        const std::string tiff = bigEndian ? std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + o +
                                                 std::string("\0\0\0\0\0\0", 6)
                                           : std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + o +
                                                 std::string("\0\0\0\0\0\0\0", 7);
        const std::string body = std::string("Exif\0\0", 6) + tiff;
        const std::string segment = std::string("\xFF\xE1\0", 3) + static_cast<char>(body.size() + 2) + body;
        test::write(file, bytes.substr(0, 2) + segment + bytes.substr(2));
        const image::Size expected = orientation >= 5 ? image::Size{20, 40} : image::Size{40, 20};
        QVERIFY(must(image::readSize(file)) == expected);
        const auto picture = must(image::decode(file));  // the two must agree
        QVERIFY((image::Size{picture.fullWidth, picture.fullHeight}) == expected);
    }

    void refusesWhatIsNoImage() {
        const fs::path folder = dir_.path().toStdString();
        QCOMPARE(int(image::readSize(folder / "none.jpg").error().code), int(base::ErrorCode::Io));
        for (const std::string& bytes :
             {std::string(), std::string("text"), std::string("\xFF\xD8\xFF\xE1\xFF\xFF"),
              std::string("\x89PNG\r\n\x1A\n\0\0\0\0", 12), std::string("\xFF\xD8\xFF\xDA\0\0\0\0\0", 9)}) {
            test::write(folder / "x.jpg", bytes);
            const auto size = image::readSize(folder / "x.jpg");
            QVERIFY(!size && size.error().code == base::ErrorCode::BadInput);
        }
    }
};

QTEST_GUILESS_MAIN(TestImageSize)
#include "test_image_size.moc"
