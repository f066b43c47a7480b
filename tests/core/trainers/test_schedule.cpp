// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/schedule_options.h"

#include <QTest>

#include <set>

using namespace legenda;

class TestSchedule : public QObject {
    Q_OBJECT

 private:
    static trainers::ScheduleOptions options(const std::string& schedule, double warmup) {
        trainers::ScheduleOptions options;
        options.epochs = 10;
        options.learningRate = 2;
        options.schedule = schedule;
        options.warmup = warmup;
        return options;
    }

 private Q_SLOTS:
    // 10 epochs of 20 steps: 200 steps, of which a tenth are 20.
    void risesOverItsShareOfTheSteps_data() {
        QTest::addColumn<double>("warmup");
        QTest::newRow("a share") << 0.1;
        QTest::newRow("a number of steps, as in files of version 0.1.0") << 20.0;
    }
    void risesOverItsShareOfTheSteps() {
        QFETCH(double, warmup);
        const auto constant = options("constant", warmup);
        QCOMPARE(trainers::learningRateAt(constant, 0, 0, 20), 0.1);
        QCOMPARE(trainers::learningRateAt(constant, 0, 9, 20), 1.0);
        QCOMPARE(trainers::learningRateAt(constant, 0, 19, 20), 2.0);
        QCOMPARE(trainers::learningRateAt(constant, 9, 19, 20), 2.0);
    }

    void fallsToAHundredth() {
        for (const std::string schedule : {"linear", "cosine"}) {
            const auto falling = options(schedule, 0.1);
            QCOMPARE(trainers::learningRateAt(falling, 1, 0, 20), 2.0);    // the end of the warm-up
            QCOMPARE(trainers::learningRateAt(falling, 5, 10, 20), 1.01);  // half way between 20 and 200
            QCOMPARE(trainers::learningRateAt(falling, 10, 0, 20), 0.02);
        }
        QCOMPARE(trainers::learningRateAt(options("cosine", 0), 0, 0, 20), 2.0);
    }

    void allTrainersReadTheWarmUpOfVersion010() {
        const nlohmann::json old{{"warmup", 100}, {"learningRate", 0.01}, {"schedule", "cosine"}};
        const auto reads = [&](auto options) {
            QVERIFY(base::optionsFromJson(options, old, "run.json"));
            QCOMPARE(options.warmup, 100.0);
            // Every key once: what the trainers share is not described twice.
            const auto keys = base::optionKeys(options);
            QCOMPARE(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
        };
        reads(trainers::BrnnOptions{});
        reads(trainers::DualOptions{});
        reads(trainers::CaptionOptions{});
        reads(trainers::RegionOptions{});
    }
};

QTEST_GUILESS_MAIN(TestSchedule)
#include "test_schedule.moc"
