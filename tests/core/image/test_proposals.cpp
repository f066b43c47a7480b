// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/image/proposals.h"
#include "core/image/resize.h"

#include <QtTest>

#include <thread>

using namespace legenda;

namespace {

// A grey picture with bright rectangles, slightly noisy.
base::Picture scene(int width, int height) {
    base::Picture p;
    p.width = p.fullWidth = width;
    p.height = p.fullHeight = height;
    base::Random random(7);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool first = x > width / 8 && x < width / 3 && y > height / 4 && y < height / 2;
            const bool second = x > width / 2 && y > height / 2;
            const auto noise = static_cast<int>(random.below(6));
            p.rgb.push_back(static_cast<std::uint8_t>((first ? 220 : 60) + noise));
            p.rgb.push_back(static_cast<std::uint8_t>((second ? 200 : 60) + noise));
            p.rgb.push_back(static_cast<std::uint8_t>(60 + noise));
        }
    return p;
}

}  // namespace

class TestProposals : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void selectiveSearchFindsAndRepeats() {
        auto picture = scene(320, 240);
        const auto boxes = image::selectiveSearch(picture);
        QVERIFY(!boxes.empty());
        const base::Box wanted{40, 60, 66, 60};
        QVERIFY(std::any_of(boxes.begin(), boxes.end(), [&](const base::Box& b) { return iou(b, wanted) > 0.8; }));
        // Whatever ran before, and on any thread.
        std::vector<base::Box> again;
        std::thread([&] { again = image::selectiveSearch(picture); }).join();
        QVERIFY(boxes == again);
        // A reduced decode gives full-size coordinates.
        picture.fullWidth = 640;
        picture.fullHeight = 480;
        const auto doubled = image::selectiveSearch(picture);
        QCOMPARE(doubled.size(), boxes.size());
        QCOMPARE(doubled[0].w, boxes[0].w * 2);
        QVERIFY(image::selectiveSearch(scene(1, 1)).empty());
    }

    void gridCovers() {
        const auto boxes = image::grid(100, 50, 19);
        QVERIFY(boxes.size() >= 19);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            QVERIFY(boxes[i].x >= 0 && boxes[i].y >= 0 && boxes[i].right() <= 100 + 1e-9 &&
                    boxes[i].bottom() <= 50 + 1e-9);
            if (i > 0) QVERIFY(boxes[i].area() <= boxes[i - 1].area());
        }
        QVERIFY(image::grid(100, 50, 0).empty());
    }

    void suppression() {
        const std::vector<base::Box> boxes{{0, 0, 10, 10}, {1, 0, 10, 10}, {20, 0, 10, 10}, {20, 0, 10, 10}};
        QCOMPARE(image::suppress(boxes, {0.5f, 0.9f, 0.2f, 0.2f}, 0.5, 10), (std::vector<int>{1, 2}));
        QCOMPARE(image::suppress(boxes, {0.5f, 0.9f, 0.2f, 0.2f}, 1.0, 3), (std::vector<int>{1, 0, 2}));
        QVERIFY(image::suppress({}, {}, 0.5, 3).empty());
    }

    void cropWarpsAndRepeatsEdges() {
        const auto picture = scene(64, 48);
        const auto whole = image::crop(picture, {0, 0, 64, 48}, 64, 48);
        QVERIFY(whole.rgb == picture.rgb);
        const auto right = image::crop(picture, {63, 0, 40, 48}, 8, 8);  // beyond the edge: its last column
        QCOMPARE(right.width, 8);
        QVERIFY(right.rgb[0] >= 60 && right.rgb[0] < 66);
        const auto far = image::crop(picture, {1e12, -1e12, 5, 5}, 4, 4);
        QCOMPARE(far.rgb.size(), std::size_t(48));
        auto reduced = picture;
        reduced.fullWidth = 640;
        reduced.fullHeight = 480;
        QVERIFY(image::crop(reduced, {0, 0, 640, 480}, 64, 48).rgb == picture.rgb);
        QCOMPARE(image::resize(reduced, 100, 10).fullWidth, 640);
    }
};

QTEST_GUILESS_MAIN(TestProposals)
#include "test_proposals.moc"
