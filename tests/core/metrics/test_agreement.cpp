// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/agreement.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace legenda;
using base::Box;
using Counts = std::vector<std::vector<long>>;

class TestAgreement : public QObject {
    Q_OBJECT

    static std::vector<Box> boxes(base::Random& random, std::size_t count) {
        std::vector<Box> made;
        for (std::size_t i = 0; i < count; ++i)
            made.push_back(
                {random.uniform() * 6, random.uniform() * 6, 8 + random.uniform() * 4, 8 + random.uniform() * 4});
        return made;
    }
    // The best of all pairings, by trying them all: number of pairs and sum of IoU.
    static std::pair<int, double> bestOf(const std::vector<Box>& a, const std::vector<Box>& b) {
        std::vector<std::size_t> order(std::max(a.size(), b.size()));
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::pair<int, double> best{0, 0};
        do {
            std::pair<int, double> now{0, 0};
            for (std::size_t i = 0; i < a.size(); ++i) {
                if (order[i] >= b.size()) continue;
                const double overlap = base::iou(a[i], b[order[i]]);
                if (overlap >= 0.5) ++now.first, now.second += overlap;
            }
            best = std::max(best, now);
        } while (std::next_permutation(order.begin(), order.end()));
        return best;
    }

 private Q_SLOTS:
    void pairsBoxes() {
        const std::vector<Box> a{{0, 0, 10, 10}, {50, 50, 10, 10}}, b{{100, 0, 9, 9}, {51, 50, 10, 10}, {0, 0, 10, 9}};
        const auto matches = metrics::matchBoxes(a, b);
        QCOMPARE(matches.size(), std::size_t(2));
        QVERIFY(matches[0].a == 0 && matches[0].b == 2 && qAbs(matches[0].iou - 0.9) < 1e-9);
        QVERIFY(matches[1].a == 1 && matches[1].b == 1);
        QVERIFY(metrics::matchBoxes(a, {}).empty() && metrics::matchBoxes({}, b).empty());
        QVERIFY(metrics::matchBoxes({{0, 0, 10, 10}}, {{0, 0, 10, 4.99}}).empty());
        QCOMPARE(metrics::matchBoxes({{0, 0, 10, 10}}, {{0, 0, 10, 5}}).size(), std::size_t(1));
    }

    // The nearest pair first would leave the other two alone.
    void givesUpNoPair() {
        const std::vector<Box> a{{0, 0, 10, 10}, {2, 0, 10, 10}}, b{{1, 0, 10, 10}, {5, 0, 10, 10}};
        QCOMPARE(metrics::matchBoxes(a, b).size(), std::size_t(2));
        QCOMPARE(metrics::matchBoxes(b, a).size(), std::size_t(2));
    }

    void isTheBestOfAllPairings() {
        base::Random random(3, "boxes");
        for (int round = 0; round < 200; ++round) {
            const auto a = boxes(random, random.below(6)), b = boxes(random, random.below(6));
            const auto matches = metrics::matchBoxes(a, b);
            double sum = 0;
            for (const auto& match : matches) {
                sum += match.iou;
                QVERIFY(qAbs(match.iou - base::iou(a[match.a], b[match.b])) < 1e-9);
            }
            const auto best = bestOf(a, b);
            QCOMPARE(static_cast<int>(matches.size()), best.first);
            QVERIFY(qAbs(sum - best.second) < 1e-6);
        }
    }

    void f1OfBoxes() {
        QCOMPARE(metrics::boxF1(4, 6, 3), 0.6);
        QCOMPARE(metrics::boxF1(0, 0, 0), 0.0);
        QCOMPARE(metrics::boxF1(5, 5, 5), 1.0);
    }

    void kappa_data() {
        QTest::addColumn<Counts>("counts");
        QTest::addColumn<double>("observed");
        QTest::addColumn<double>("kappa");
        // Cohen's own examples and the textbook's; -9: it is not defined.
        QTest::newRow("two by two") << Counts{{20, 5}, {10, 15}} << 0.7 << 0.4;
        QTest::newRow("all agree") << Counts{{3, 0, 0}, {0, 2, 0}, {0, 0, 1}} << 1.0 << 1.0;
        QTest::newRow("as by chance") << Counts{{25, 25}, {25, 25}} << 0.5 << 0.0;
        QTest::newRow("never") << Counts{{0, 5}, {5, 0}} << 0.0 << -1.0;
        QTest::newRow("one category") << Counts{{7, 0}, {0, 0}} << 1.0 << -9.0;
        QTest::newRow("nothing") << Counts{{0, 0}, {0, 0}} << 0.0 << -9.0;
        QTest::newRow("three categories") << Counts{{44, 5, 1}, {7, 20, 3}, {9, 5, 6}} << 0.7 << 0.4915254237;
    }
    void kappa() {
        QFETCH(Counts, counts);
        QFETCH(double, observed);
        QFETCH(double, kappa);
        const auto found = metrics::cohensKappa(counts);
        QVERIFY(qAbs(found.observed - observed) < 1e-9);
        QCOMPARE(found.value.has_value(), kappa > -9);
        if (found.value)
            QVERIFY2(qAbs(*found.value - kappa) < 1e-9, qPrintable(QString::number(*found.value, 'g', 12)));
    }
};

QTEST_GUILESS_MAIN(TestAgreement)
#include "test_agreement.moc"
