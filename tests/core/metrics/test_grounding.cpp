// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/grounding.h"

#include <QtTest>

#include <cmath>

using namespace legenda::metrics;
using legenda::base::Box;

class TestGrounding : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void unionAndAny() {
        // Two boxes at the ends: their union is the whole width.
        const GroundingTarget target{{{0, 0, 10, 10}, {90, 0, 10, 10}}, {0, 0, 100, 50}};
        QCOMPARE(target.unionBox(), (Box{0, 0, 100, 10}));
        GroundingTally tally;
        tally.add(target, {0, 0, 10, 10});    // one of them: any, and its centre lies in both readings
        tally.add(target, {0, 0, 100, 10});   // the union: not any, its centre is in no single box
        tally.add(target, {0, 30, 100, 20});  // nothing
        QCOMPARE(tally.phrases, 3L);
        QCOMPARE(tally.accurate, 1L);
        QCOMPARE(tally.accurateAny, 1L);
        QCOMPARE(tally.pointed, 2L);
        QCOMPARE(tally.pointedAny, 1L);
        QVERIFY(std::abs(tally.percent(tally.pointed) - 200.0 / 3) < 1e-12);
    }
    void halfIsEnough() {
        const GroundingTarget target{{{0, 0, 10, 10}}, {0, 0, 100, 100}};
        GroundingTally tally;
        tally.add(target, {0, 0, 10, 20});
        QCOMPARE(tally.accurate, 1L);
        tally.add(target, {0, 0, 10, 20.1});
        QCOMPARE(tally.accurate, 1L);
    }
    void constantBoxFindsTheCommonPlace() {
        legenda::base::Random random(5, "boxes");
        std::vector<WeightedTarget> targets;
        for (int i = 0; i < 2000; ++i) {
            const double w = 100 + 400 * random.uniform(), h = 100 + 400 * random.uniform();
            const auto near = [&] { return 0.02 * random.normal(); };
            const double l = 0.2 + near(), t = 0.3 + near(), r = 0.6 + near(), b = 0.9 + near();
            targets.push_back({{l * w, t * h, (r - l) * w, (b - t) * h}, {0, 0, w, h}, 1});
        }
        // As many boxes elsewhere, but of half the weight.
        for (int i = 0; i < 2000; ++i) targets.push_back({{0, 0, 10, 10}, {0, 0, 100, 100}, 0.5});
        const auto box = bestConstantBox(targets);
        GroundingTally tally;
        for (const auto& target : targets) tally.add({{target.box}, target.whole}, placed(box, target.whole));
        QVERIFY(tally.accurate >= 1990 && tally.accurate <= 2000);
    }
    void constantBoxOfNothing() { QCOMPARE(bestConstantBox({}), (RelativeBox{0, 0, 1, 1})); }
    void constantBoxIsQuick() {
        legenda::base::Random random(6, "many");
        std::vector<WeightedTarget> targets;
        for (int i = 0; i < 30000; ++i) {
            const double l = random.uniform() * 0.7, t = random.uniform() * 0.7;
            targets.push_back(
                {{l * 100, t * 100, (1 - l) * 100 * random.uniform() + 1, (1 - t) * 100 * random.uniform() + 1},
                 {0, 0, 100, 100},
                 1});
        }
        QElapsedTimer timer;
        timer.start();
        const auto box = bestConstantBox(targets);
        QVERIFY(timer.elapsed() < 20000);
        QVERIFY(box[0] < box[2] && box[1] < box[3]);
    }
};

QTEST_GUILESS_MAIN(TestGrounding)
#include "test_grounding.moc"
