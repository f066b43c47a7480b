// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/backbone_batch_impl.h"
#include "core/trainers/backbone/picture_quality_impl.h"
#include "core/trainers/backbone/picture_views_impl.h"
#include "tests/support/check.h"
#include "tests/support/picture_world.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace legenda;
using trainers::Quality;
using trainers::Square;

namespace {

Square made(int side, const std::function<int(int x, int y, int c)>& value) {
    Square square{side, {}};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c) square.rgb.push_back(static_cast<std::uint8_t>(value(x, y, c)));
    return square;
}

int pixel(const Square& square, int x, int y, int c = 0) {
    return square.rgb[static_cast<std::size_t>((y * square.side + x) * 3 + c)];
}

Square noise(int side) {
    base::Random random(3);
    return made(side, [&](int, int, int) { return static_cast<int>(random.below(256)); });
}

double apart(const Square& a, const Square& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int(a.rgb[i]) - int(b.rgb[i]));
    return sum / static_cast<double>(a.rgb.size());
}

bool same(const Quality& a, const Quality& b) {
    return a.size == b.size && a.blur == b.blur && a.sharpening == b.sharpening && a.jpeg == b.jpeg;
}

constexpr trainers::QualityLimits kWide{0.5, 1.5, 2, 40};

}  // namespace

class TestPictureQuality : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void drawsKeepWithinTheLimits() {
        int smaller = 0, blurred = 0, sharpened = 0, compressed = 0;
        double leastSize = 1, mostBlur = 0, mostSharpening = 0;
        int leastJpeg = 100;
        for (std::uint64_t n = 0; n < 3000; ++n) {
            const auto quality = trainers::drawQuality(base::Random(1, "test", 0, n), kWide);
            QVERIFY(same(quality, trainers::drawQuality(base::Random(1, "test", 0, n), kWide)));
            QVERIFY(quality.size >= 0.5 && quality.size <= 1 && quality.blur >= 0 && quality.blur <= 1.5);
            QVERIFY(quality.sharpening >= 0 && quality.sharpening <= 2 && quality.jpeg >= 40 && quality.jpeg <= 100);
            QVERIFY(quality.blur == 0 || quality.sharpening == 0);
            smaller += quality.size < 1;
            blurred += quality.blur > 0;
            sharpened += quality.sharpening > 0;
            compressed += quality.jpeg < 100;
            leastSize = std::min(leastSize, quality.size);
            mostBlur = std::max(mostBlur, quality.blur);
            mostSharpening = std::max(mostSharpening, quality.sharpening);
            leastJpeg = std::min(leastJpeg, quality.jpeg);
            QVERIFY(same(trainers::drawQuality(base::Random(1, "test", 0, n), {}), {}));
        }
        for (const int half : {smaller, compressed}) QVERIFY(half > 1350 && half < 1650);
        for (const int third : {blurred, sharpened}) QVERIFY(third > 850 && third < 1150);
        QVERIFY(leastSize < 0.52 && mostBlur > 1.45 && mostSharpening > 1.9 && leastJpeg == 40);
    }

    void aPerfectQualityChangesNothing() {
        const auto picture = noise(20);
        QVERIFY(trainers::withQuality(picture, {}).rgb == picture.rgb);
    }

    // By whole factors the mean of a block, otherwise by shares of pixels; nothing gets lighter or darker.
    void reducedIsTheMeanOfTheArea() {
        const auto picture = noise(12);
        const auto half = trainers::reduced(picture, 6);
        QCOMPARE(half.side, 6);
        for (int y = 0; y < 6; ++y)
            for (int x = 0; x < 6; ++x)
                for (int c = 0; c < 3; ++c) {
                    const double mean =
                        (pixel(picture, 2 * x, 2 * y, c) + pixel(picture, 2 * x + 1, 2 * y, c) +
                         pixel(picture, 2 * x, 2 * y + 1, c) + pixel(picture, 2 * x + 1, 2 * y + 1, c)) /
                        4.0;
                    QVERIFY(std::abs(pixel(half, x, y, c) - mean) <= 0.51);
                }
        const auto thirds = trainers::reduced(made(3, [](int x, int, int) { return x * 90; }), 2);
        QCOMPARE(pixel(thirds, 0, 0), 30);  // (0 + 90 / 2) / 1.5
        QCOMPARE(pixel(thirds, 1, 1), 150);
    }

    void blurIsAGaussian() {
        const auto flat = made(16, [](int, int, int c) { return 50 * (c + 1); });
        QVERIFY(trainers::blurred(flat, 1.3).rgb == flat.rgb);
        const auto line = trainers::blurred(made(33, [](int x, int, int) { return x == 16 ? 250 : 0; }), 2);
        for (int n = 0; n < 7; ++n) {
            const double expected = 250 * std::exp(-n * n / 8.0) / std::sqrt(8 * std::acos(-1.0));
            QVERIFY(std::abs(pixel(line, 16 + n, 9) - expected) < 1.5);
            QCOMPARE(pixel(line, 16 - n, 9), pixel(line, 16 + n, 9));
        }
    }

    void sharpeningSteepensEdges() {
        const auto flat = made(16, [](int, int, int) { return 77; });
        QVERIFY(trainers::sharpened(flat, 2).rgb == flat.rgb);
        const auto edge = made(16, [](int x, int, int) { return x < 8 ? 80 : 160; });
        const auto once = trainers::sharpened(edge, 0.5), twice = trainers::sharpened(edge, 1);
        QVERIFY(pixel(once, 7, 5) < 80 && pixel(once, 8, 5) > 160);
        QVERIFY(pixel(twice, 7, 5) < pixel(once, 7, 5) && pixel(twice, 8, 5) > pixel(once, 8, 5));
        QCOMPARE(pixel(twice, 1, 5), 80);
    }

    // What is lost grows as the quality falls; what is left lies on the steps of the tables, so that a second time
    // takes nothing more.
    void jpegLosses() {
        const auto flat = made(20, [](int, int, int c) { return 100 + 20 * c; });
        QVERIFY(apart(trainers::withJpegLosses(flat, 90), flat) < 2);
        const auto picture = trainers::blurred(noise(44), 1.2);  // 44: the last blocks are cut
        double before = 0;
        for (const int quality : {99, 90, 70, 40, 15}) {
            const auto once = trainers::withJpegLosses(picture, quality);
            const double lost = apart(once, picture);
            QVERIFY2(lost > before, qPrintable(QString("%1: %2").arg(quality).arg(lost)));
            before = lost;
            if (quality >= 40) QVERIFY(apart(trainers::withJpegLosses(once, quality), once) < 0.15 * lost + 0.5);
        }
        QVERIFY(apart(trainers::withJpegLosses(picture, 99), picture) < 1.5);
    }

    // A reduced picture is enlarged by the view, so that boxes and crops lie where they did.
    void aViewOfASmallCopy() {
        const tests::PictureWorld world;
        const std::vector<std::size_t> numbers{3, 3};
        std::vector<trainers::View> views(2);
        for (auto& view : views) view.part = {0.5, 0, 0.5, 0.5};
        views[1].quality.size = 0.5;
        const auto seen = trainers::readViews(world.pixels, numbers, views, 24);
        QVERIFY(!at::equal(seen[0], seen[1]));
        QVERIFY(std::abs((seen[0].mean() - seen[1].mean()).item<double>()) < 2);
    }

    // A function of (seed, epoch, picture), and of the options alone whether anything is drawn.
    void batchesDrawQualities() {
        const tests::PictureWorld world;
        trainers::BackboneOptions options;
        options.minCount = 1;
        const auto texts = test::must(trainers::textsOf(world.data, options.minCount, {}));
        const std::vector<trainers::Pair> pairs{{0, 0}, {4, 0}, {9, 0}, {11, 0}, {13, 0}};
        const auto drawn = [&](int epoch) {
            return trainers::drawBatch(options, world.data, texts, pairs, epoch, true).views;
        };
        for (const auto& view : drawn(0)) QVERIFY(same(view.quality, {}));
        const auto plain = drawn(1);
        options.leastSize = 0.5, options.blur = 1.5, options.sharpening = 2, options.jpegQuality = 40;
        const auto first = drawn(0), again = drawn(0), next = drawn(1);
        int changed = 0, different = 0;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            QVERIFY(same(first[k].quality, again[k].quality));
            changed += !same(first[k].quality, {});
            different += !same(first[k].quality, next[k].quality);
            QVERIFY(plain[k].part == next[k].part);  // crops are drawn as without
        }
        QVERIFY(changed >= 3 && different >= 3);
        options.seed = 2;
        QVERIFY(!same(drawn(0)[0].quality, first[0].quality) || !same(drawn(0)[1].quality, first[1].quality));
    }
};

QTEST_GUILESS_MAIN(TestPictureQuality)
#include "test_picture_quality.moc"
