// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/image/decode.h"
#include "core/image/resize.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstdlib>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

namespace {

// Fine detail of every size, as in a photograph: what is thrown away in reducing it must not depend on the way.
base::Picture detailed(int width, int height) {
    base::Picture p;
    p.width = p.fullWidth = width;
    p.height = p.fullHeight = height;
    p.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    base::Random random(5);
    std::size_t at = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double fx = static_cast<double>(x) / width, fy = static_cast<double>(y) / height;
            const double waves = std::sin(300 * fx * fx) * std::cos(200 * fy * fy) + std::sin(2000 * fx * fy);
            const int tile = static_cast<int>(fx * 24) + static_cast<int>(fy * 16);
            for (int c = 0; c < 3; ++c) {
                const double value = 110 + 40 * waves + (tile % (c + 2) == 0 ? 60 : 0);
                p.rgb[at++] = static_cast<std::uint8_t>(
                    std::clamp(value + static_cast<double>(random.below(30)) - 15, 0.0, 255.0));
            }
        }
    return p;
}

double apart(const base::Picture& a, const base::Picture& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int(a.rgb[i]) - int(b.rgb[i]));
    return sum / static_cast<double>(a.rgb.size());
}

}  // namespace

class TestNetworkPicture : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

 private Q_SLOTS:
    // Neither side of what comes out is longer, the aspect is kept, and the full size stays known.
    void reducesTheLongerSide_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("toWidth");
        QTest::addColumn<int>("toHeight");
        QTest::newRow("wide") << 500 << 375 << 320 << 240;
        QTest::newRow("high") << 333 << 500 << 213 << 320;
        QTest::newRow("fits") << 320 << 200 << 320 << 200;
        QTest::newRow("smaller") << 256 << 171 << 256 << 171;
        QTest::newRow("a line") << 900 << 1 << 320 << 1;
        QTest::newRow("large") << 1700 << 1300 << 320 << 245;
    }
    void reducesTheLongerSide() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, toWidth);
        QFETCH(int, toHeight);
        for (const char* name : {"a.jpg", "a.png"}) {
            must(image::encode(detailed(width, height), path(name)));
            const auto picture = must(image::networkPicture(path(name), 320));
            QCOMPARE(picture.width, toWidth);
            QCOMPARE(picture.height, toHeight);
            QCOMPARE(picture.fullWidth, width);
            QCOMPARE(picture.fullHeight, height);
            QCOMPARE(picture.rgb.size(), static_cast<std::size_t>(toWidth * toHeight * 3));
            const auto whole = must(image::decode(path(name)));
            QVERIFY(must(image::networkPicture(path(name), 0)).rgb == whole.rgb);
            if (std::max(width, height) <= 320)
                QVERIFY(picture.rgb == whole.rgb);  // bit for bit what it was before there was a longest side
            else if (std::max(width, height) < 1280)
                QVERIFY(picture.rgb == image::resize(whole, toWidth, toHeight).rgb);
        }
    }

    // A photograph that was saved at several sizes: what a network is shown is the same but for rounding and the
    // losses of JPEG. The largest is decoded reduced.
    void looksAlikeAtAnySize() {
        const auto original = detailed(4000, 3000);
        must(image::encode(original, path("4000.jpg")));
        const auto large = must(image::networkPicture(path("4000.jpg"), 320));
        QVERIFY2(apart(large, image::resize(original, 320, 240)) < 1.5,
                 qPrintable(QString::number(apart(large, image::resize(original, 320, 240)))));
        for (const int side : {500, 1000, 2000}) {
            auto copy = image::resize(original, side, side * 3 / 4);
            copy.fullWidth = copy.width;
            copy.fullHeight = copy.height;
            must(image::encode(copy, path("copy.jpg")));
            const auto small = must(image::networkPicture(path("copy.jpg"), 320));
            // The smallest copy has itself lost what the filter would have weighed.
            QVERIFY2(apart(small, large) < (side == 500 ? 5 : 2.5),
                     qPrintable(QString("%1: %2").arg(side).arg(apart(small, large))));
        }
    }

    void saysWhatIsWrong() {
        test::write(path("text.jpg"), "no image");
        QCOMPARE(image::networkPicture(path("text.jpg"), 320).error().code, base::ErrorCode::BadInput);
        QCOMPARE(image::networkPicture(path("none.jpg"), 320).error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestNetworkPicture)
#include "test_network_picture.moc"
