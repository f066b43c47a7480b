// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/half.h"
#include "core/base/hash.h"
#include "core/base/random.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <ostream>
#include <set>

using namespace legenda::base;
namespace fs = std::filesystem;

class TestBase : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void aFileIsNamedOnce() {
        QCOMPARE(withoutPlace("/p/a.jpg: the file is empty.", "/p/a.jpg"), std::string("the file is empty."));
        QCOMPARE(withoutPlace("/p/a.jpg cannot be opened.", "/p/a.jpg"), std::string("cannot be opened."));
        QCOMPARE(withoutPlace("/p/a.jpg.bak is odd.", "/p/a.jpg"), std::string("/p/a.jpg.bak is odd."));
        QCOMPARE(withoutPlace("It is odd.", ""), std::string("It is odd."));
    }

    void everyHalfSurvivesTheRoundTrip() {
        for (std::uint32_t h = 0; h < 0x10000; ++h) {
            const float value = halfToFloat(static_cast<std::uint16_t>(h));
            if (std::isnan(value))
                QVERIFY(std::isnan(halfToFloat(floatToHalf(value))));
            else
                QCOMPARE(floatToHalf(value), static_cast<std::uint16_t>(h));
        }
    }

    void halfRoundsToTheNearestEven() {
        QCOMPARE(halfToFloat(floatToHalf(1.0f + 0x1p-11f)), 1.0f);
        QCOMPARE(halfToFloat(floatToHalf(1.0f + 3 * 0x1p-11f)), 1.0f + 0x1p-9f);
        QVERIFY(std::isinf(halfToFloat(floatToHalf(65520.0f))));
        QCOMPARE(halfToFloat(floatToHalf(65519.0f)), 65504.0f);
        QCOMPARE(halfToFloat(floatToHalf(0x1p-25f)), 0.0f);
        QCOMPARE(halfToFloat(floatToHalf(0x1.8p-25f)), 0x1p-24f);
    }

    void sha256OfKnownText() {
        QCOMPARE(sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void uuidsDiffer() {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) seen.insert(makeUuid());
        QCOMPARE(seen.size(), std::size_t(1000));
        QCOMPARE(seen.begin()->size(), std::size_t(36));
    }

    void drawsDependOnSeedPurposeEpochAndStep() {
        QCOMPARE(Random(1, "a", 2, 3).next(), Random(1, "a", 2, 3).next());
        const std::set<std::uint64_t> different{Random(1, "a", 2, 3).next(), Random(2, "a", 2, 3).next(),
                                                Random(1, "b", 2, 3).next(), Random(1, "a", 3, 3).next(),
                                                Random(1, "a", 2, 4).next(), Random(1, "a", 3, 2).next()};
        QCOMPARE(different.size(), std::size_t(6));
    }

    void normalDrawsHaveMeanZeroAndDeviationOne() {
        Random random(5);
        double sum = 0, squares = 0;
        constexpr int kDraws = 100000;
        for (int i = 0; i < kDraws; ++i) {
            const double x = random.normal();
            sum += x;
            squares += x * x;
        }
        QVERIFY(std::abs(sum / kDraws) < 0.02);
        QVERIFY(std::abs(squares / kDraws - 1) < 0.02);
    }

    void intersectionOverUnion() {
        QCOMPARE(iou({0, 0, 10, 10}, {5, 0, 10, 10}), 1.0 / 3);
        QCOMPARE(iou({0, 0, 10, 10}, {20, 0, 10, 10}), 0.0);
        QCOMPARE(iou({0, 0, 0, 10}, {0, 0, 0, 10}), 0.0);
    }

    void aFailedWriteKeepsTheOldFileAndLeavesNothing() {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a" / "b.txt";
        QVERIFY(writeFileAtomically(file, "old").has_value());
        const auto failed = writeFileAtomically(file, [](std::ostream& out) -> Status {
            out << "half of the new";
            return fail(ErrorCode::Cancelled, "Cancelled.");
        });
        QVERIFY(!failed.has_value());
        QCOMPARE(*readFile(file), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()), 1);
    }

    void readErrorsNameTheFile() {
        const auto missing = readFile("/nowhere/at/all.txt");
        QVERIFY(!missing.has_value());
        QCOMPARE(exitStatus(missing.error().code), 4);
        QVERIFY(missing.error().message.find("/nowhere/at/all.txt") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"
