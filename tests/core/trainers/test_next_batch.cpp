// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/trainers/data/next_batch_impl.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <vector>

using namespace legenda;
using trainers::BatchCores;
using trainers::BatchPlace;
using Numbers = std::vector<std::uint64_t>;

// Batches made in another thread while a step computes.
class TestNextBatch : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kSteps = 5;  // an epoch

    static Numbers draw(const BatchPlace& place) {
        base::Random draws(3, "batch", static_cast<std::uint64_t>(place.epoch), static_cast<std::uint64_t>(place.step));
        Numbers batch;
        for (int i = 0; i < 100; ++i) batch.push_back(draws.next());
        return batch;
    }
    static BatchPlace placeOf(std::int64_t step) { return {static_cast<int>(step / kSteps), step % kSteps}; }
    template <class Take>
    static std::string thrownBy(Take take) {
        try {
            (void)take();
        } catch (const std::runtime_error& problem) {
            return problem.what();
        }
        return {};
    }

 private Q_SLOTS:
    void theFirstStepOfTheNextEpochFollowsTheLast() {
        QVERIFY((BatchPlace{2, 3, 7}.nextStep(5) == BatchPlace{2, 4, 0}));
        QVERIFY((BatchPlace{2, 4, 7}.nextStep(5) == BatchPlace{3, 0, 0}));
    }

    void batchesAreThoseMadeInPlace() {
        std::vector<std::thread::id> madeBy;
        const auto make = [&](const BatchPlace& place) {
            madeBy.push_back(std::this_thread::get_id());
            return draw(place);
        };
        {
            trainers::NextBatch<Numbers> next(BatchCores::Few);
            for (std::int64_t step = 0; step < 3 * kSteps; ++step) {
                const auto place = placeOf(step);
                QCOMPARE(next.take(place, make), draw(place));
                next.prepare(place.nextStep(kSteps), make);
            }
        }
        // The first one where it was asked for, each other in the other thread; of the last one, which nobody takes,
        // the making may not have begun.
        QVERIFY(madeBy.size() == 3 * kSteps || madeBy.size() == 3 * kSteps + 1);
        QVERIFY(madeBy[0] == std::this_thread::get_id());
        for (std::size_t i = 1; i < madeBy.size(); ++i) QVERIFY(madeBy[i] == madeBy[1] && madeBy[i] != madeBy[0]);
    }

    // As after a resume, or where one step is repeated.
    void anotherPlaceThanThePreparedIsMadeInPlace() {
        trainers::NextBatch<Numbers> next(BatchCores::Few);
        for (const std::int64_t step : {0, 3, 3, 1, 2}) {
            QCOMPARE(next.take(placeOf(step), draw), draw(placeOf(step)));
            next.prepare(placeOf(step).nextStep(kSteps), draw);
        }
        next.prepare({4, 4}, draw);  // in place of the one that is under way
        QCOMPARE(next.take({4, 4}, draw), draw({4, 4}));
        QCOMPARE(next.take({4, 4}, draw), draw({4, 4}));  // each is taken once
    }

    void whatMakingThrowsReachesWhoAsksForTheBatch() {
        trainers::NextBatch<Numbers> next(BatchCores::Few);
        const auto make = [](const BatchPlace& place) {
            if (place.step == 2) throw std::runtime_error("picture 7 cannot be read");
            return draw(place);
        };
        next.prepare({0, 2}, make);
        QCOMPARE(thrownBy([&] { return next.take({0, 2}, make); }), std::string("picture 7 cannot be read"));
        QCOMPARE(thrownBy([&] { return next.take({0, 2}, make); }), std::string("picture 7 cannot be read"));
        next.prepare({0, 3}, make);
        QCOMPARE(next.take({0, 3}, make), draw({0, 3}));
        next.prepare({1, 2}, make);
        QCOMPARE(next.take({1, 3}, make), draw({1, 3}));  // nobody asked for the other
    }

    void anEndWaitsForTheBatchBeingMade() {
        std::binary_semaphore begun(0);
        std::atomic<bool> made = false;
        {
            trainers::NextBatch<Numbers> next(BatchCores::Few);
            next.prepare({}, [&](const BatchPlace& place) {
                begun.release();
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                made = true;
                return draw(place);
            });
            begun.acquire();
        }
        QVERIFY(made);
    }

    // What has not begun is not made; in neither case does the end wait for ever.
    void anEndRightAfterABeginningComes() {
        for (int i = 0; i < 200; ++i) {
            trainers::NextBatch<Numbers> next(BatchCores::Few);
            next.prepare({}, draw);
        }
        const trainers::NextBatch<Numbers> unused(BatchCores::All);
    }

    void batchesNeedNoCopies() {
        trainers::NextBatch<std::unique_ptr<int>> next(BatchCores::All);
        const auto make = [](const BatchPlace& place) { return std::make_unique<int>(static_cast<int>(place.part)); };
        next.prepare({0, 0, 6}, make);
        QCOMPARE(*next.take({0, 0, 6}, make), 6);
    }
};

QTEST_GUILESS_MAIN(TestNextBatch)
#include "test_next_batch.moc"
