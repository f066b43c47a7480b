// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"
#include "core/trainers/run_folder.h"
#include "core/trainers/trainer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstring>
#include <fstream>
#include <new>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

// One weight that walks by its momentum: as stateful as a model, without one.
class Walker : public trainers::Trainer {
 public:
    std::int64_t stepsPerEpoch() const override { return 5; }
    double step(int epoch, std::int64_t step) override {
        velocity = 0.9F * velocity + 0.1F * static_cast<float>(epoch + 1) / static_cast<float>(step + 1);
        weight += velocity;
        facts_ = {0.5, step == 0 ? 2.0 : NAN};
        if (onStep) onStep();
        return explode ? NAN : collapsed ? 7.0 : 100.0 - weight;
    }
    std::optional<double> collapsedLoss() const override { return 7.0; }
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override {
        ++evaluations;
        if (onEvaluate) onEvaluate();
        if (context.stopped()) return base::JobContext::cancelled();
        return std::map<std::string, double>{{"score", peak - std::abs(weight - peak)}};
    }
    std::string selectionMetric() const override { return "score"; }
    bool higherIsBetter() const override { return true; }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override {
        model::TensorFile content;
        content.tensors["w"] = stored(weight);
        content.metadata["figures"] = nlohmann::json(figures).dump();
        return content;
    }
    model::TensorFile stateFile() const override {
        model::TensorFile content;
        content.tensors["velocity"] = stored(velocity);
        return content;
    }
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override {
        std::memcpy(&weight, model.tensors.at("w").bytes.data(), 4);
        std::memcpy(&velocity, state.tensors.at("velocity").bytes.data(), 4);
        return {};
    }

    float weight = 0, velocity = 0;
    double peak = 1e9;
    bool explode = false, collapsed = false;
    int evaluations = 0;
    std::function<void()> onStep, onEvaluate;

 private:
    static model::StoredTensor stored(float value) {
        model::StoredTensor tensor{"F32", {1}, std::vector<std::uint8_t>(4)};
        std::memcpy(tensor.bytes.data(), &value, 4);
        return tensor;
    }
};

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const trainers::LoopOptions kFour{4, 1};

}  // namespace

class TestLoop : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void trainsToTheEnd() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker walker;
        std::vector<std::int64_t> evaluatedAt;
        trainers::LoopHooks hooks;
        hooks.evaluated = [&](int epoch, std::int64_t step, const auto& figures) -> base::Status {
            evaluatedAt.push_back(step);
            if (step != epoch * 5 || figures.at("score") == 0) return base::fail(base::ErrorCode::Internal, "wrong");
            return {};
        };
        std::vector<std::string> seen;
        base::JobContext context;
        context.progress = [&](const base::Progress& p) {
            for (const auto& [name, value] : p.metrics) seen.push_back(name);
        };
        const auto outcome = trainers::runLoop(walker, kFour, run.string(), hooks, context);
        QVERIFY(outcome && outcome->finished);
        QCOMPARE(outcome->epochs, 4);
        QCOMPARE(outcome->bestEpoch, 4);
        QVERIFY(evaluatedAt == (std::vector<std::int64_t>{5, 10, 15, 20}));
        for (const char* name : {"step", "epoch", "loss", "dev.score"})
            QVERIFY(std::find(seen.begin(), seen.end(), name) != seen.end());
        const auto curve = trainers::readCurveFile(run / "curve.bin");
        QVERIFY(curve && curve->size() == 20);
        QCOMPARE((*curve)[6].step, std::int64_t{7});
        QVERIFY(std::abs((*curve)[6].epoch - 1.4F) < 1e-6);
        const auto steps = trainers::readStepsFile(run / "steps.bin");
        QVERIFY(steps && steps->size() == 20);
        QCOMPARE((*steps)[5].step, std::int64_t{6});
        QVERIFY((*steps)[5].learningRate == 0.5F && (*steps)[5].gradientNorm == 2 && (*steps)[5].seconds >= 0);
        QVERIFY(std::isnan((*steps)[6].gradientNorm));
        const auto saved = trainers::savedCheckpoints(run);
        QCOMPARE(saved.size(), std::size_t{2});
        QCOMPARE(saved[0].step, std::int64_t{20});
        QVERIFY(fs::exists(run / "best.safetensors"));
    }
    void resumedEqualsStraight_data() {
        QTest::addColumn<int>("stopAfter");
        for (const int step : {1, 5, 7, 12, 15, 19}) QTest::addRow("after %d", step) << step;
    }
    void resumedEqualsStraight() {
        QFETCH(int, stopAfter);
        QTemporaryDir folder;
        const fs::path straight = folder.filePath("a").toStdString(), broken = folder.filePath("b").toStdString();
        Walker one;
        QVERIFY(trainers::runLoop(one, kFour, straight.string(), {}, {}));

        std::stop_source stop;
        Walker two;
        int steps = 0;
        two.onStep = [&] {
            if (++steps == stopAfter) stop.request_stop();
        };
        const auto stopped = trainers::runLoop(two, kFour, broken.string(), {}, {stop.get_token(), {}});
        QVERIFY(!stopped && stopped.error().code == base::ErrorCode::Cancelled);
        QCOMPARE(trainers::savedCheckpoints(broken)[0].step, std::int64_t{stopAfter});

        // What a crash after the checkpoint leaves behind is cut.
        auto curve = trainers::CurveWriter::open(broken / "curve.bin", stopAfter);
        QVERIFY(curve && curve->append({stopAfter + 1, 9, 9}));
        std::ofstream(broken / "curve.bin", std::ios::app | std::ios::binary) << "torn";

        Walker three;
        QVERIFY(trainers::runLoop(three, kFour, broken.string(), {}, {}));
        QCOMPARE(trainers::readStepsFile(broken / "steps.bin")->size(), std::size_t{20});
        QVERIFY(three.weight == one.weight && three.velocity == one.velocity);
        for (const char* file :
             {"best.safetensors", "curve.bin", "ckpt-20/model.safetensors", "ckpt-20/state.safetensors"})
            QCOMPARE(bytesOf(broken / file), bytesOf(straight / file));
    }
    void stoppedEvaluationIsRepeated() {
        QTemporaryDir folder;
        const auto run = folder.filePath("run").toStdString();
        std::stop_source stop;
        Walker walker;
        walker.onEvaluate = [&] { stop.request_stop(); };
        QVERIFY(!trainers::runLoop(walker, {1, 1}, run, {}, {stop.get_token(), {}}));
        Walker again;
        const auto outcome = trainers::runLoop(again, {1, 1}, run, {}, {});
        QVERIFY(outcome);
        QCOMPARE(again.evaluations, 1);
        QCOMPARE(outcome->bestEpoch, 1);
    }
    void finishedRunHasNothingLeft() {
        QTemporaryDir folder;
        const auto run = folder.filePath("run").toStdString();
        Walker walker;
        QVERIFY(trainers::runLoop(walker, kFour, run, {}, {}));
        Walker again;
        const auto outcome = trainers::runLoop(again, kFour, run, {}, {});
        QVERIFY(outcome && outcome->finished);
        QCOMPARE(again.evaluations, 0);
        QCOMPARE(outcome->bestEpoch, 4);
    }
    void bestIsKeptThoughLaterOnesAreWorse() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker walker;
        walker.peak = 3;
        const auto outcome = trainers::runLoop(walker, {6, 1}, run.string(), {}, {});
        QVERIFY(outcome && outcome->bestEpoch < 6);
        QVERIFY(bytesOf(run / "best.safetensors") != bytesOf(run / "ckpt-30" / "model.safetensors"));
    }
    void damagedCheckpointFallsBackToTheOneBefore() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker walker;
        QVERIFY(trainers::runLoop(walker, kFour, run.string(), {}, {}));
        fs::resize_file(run / "ckpt-20" / "state.safetensors", 10);
        Walker again;
        QVERIFY(trainers::runLoop(again, kFour, run.string(), {}, {}));
        QVERIFY(again.weight == walker.weight);
        QCOMPARE(again.evaluations, 1);
    }
    void evaluatesAsOftenAsAsked_data() {
        QTest::addColumn<double>("perEpoch");
        QTest::addColumn<int>("expected");
        QTest::newRow("every second epoch") << 0.5 << 2;
        QTest::newRow("five an epoch") << 5.0 << 20;
        QTest::newRow("rarer than the end") << 0.05 << 1;
    }
    void evaluatesAsOftenAsAsked() {
        QFETCH(double, perEpoch);
        QFETCH(int, expected);
        QTemporaryDir folder;
        Walker walker;
        QVERIFY(trainers::runLoop(walker, {4, perEpoch}, folder.filePath("run").toStdString(), {}, {}));
        QCOMPARE(walker.evaluations, expected);
    }
    void lossThatIsNoNumberIsAnError() {
        QTemporaryDir folder;
        Walker walker;
        walker.explode = true;
        const auto outcome = trainers::runLoop(walker, kFour, folder.filePath("run").toStdString(), {}, {});
        QVERIFY(!outcome && outcome.error().code == base::ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(outcome.error().message).contains("step 1"));
        QCOMPARE(outcome.error().key, std::string(trainers::kDiverged));
    }
    // The last step's loss was finite, its weights are not: the checkpoint before stays the newest.
    void weightsThatAreNoNumbersAreNotSaved() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        std::stop_source stop;
        Walker walker;
        walker.collapsed = true;  // a loss that is no function of the weight
        int steps = 0;
        walker.onStep = [&] {
            if (++steps < 7) return;
            walker.weight = NAN;
            stop.request_stop();
        };
        const auto outcome = trainers::runLoop(walker, kFour, run.string(), {}, {stop.get_token(), {}});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().key, std::string(trainers::kDiverged));
        QVERIFY(QString::fromStdString(outcome.error().message).contains("step 7"));
        QCOMPARE(trainers::savedCheckpoints(run)[0].step, std::int64_t{5});
    }
    void aCollapsedLossEndsTheRun() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker walker;
        walker.collapsed = true;
        const auto outcome = trainers::runLoop(walker, {100, 1}, run.string(), {}, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().key, std::string(trainers::kCollapsed));
        QCOMPARE(trainers::savedCheckpoints(run)[0].step, std::int64_t{95});  // the evaluation before the 100th step
        // A few such losses among others are chance.
        Walker now;
        int steps = 0;
        now.onStep = [&] { now.collapsed = ++steps % 60 != 0; };
        QVERIFY(trainers::runLoop(now, {100, 1}, folder.filePath("other").toStdString(), {}, {}));
    }
    // Out of memory in the middle: what was saved stands, and the run goes on as if nothing had been.
    void outOfMemoryLosesNothing() {
        const std::vector<std::function<void()>> shortages{
            [] { throw std::bad_alloc(); },
            [] { (void)at::empty({std::int64_t{1} << 46}); },  // LibTorch's own: 256 TB are more than can be addressed
            [] { throw std::runtime_error("CUDA out of memory. Tried to allocate 20.00 GiB"); },
        };
        QTemporaryDir folder;
        const fs::path straight = folder.filePath("straight").toStdString();
        Walker one;
        QVERIFY(trainers::runLoop(one, kFour, straight.string(), {}, {}));
        for (std::size_t i = 0; i < shortages.size(); ++i) {
            const fs::path broken = folder.filePath(QString::number(i)).toStdString();
            Walker two;
            int steps = 0;
            two.onStep = [&] {
                if (++steps == 13) shortages[i]();
            };
            const auto failed = trainers::runLoop(two, kFour, broken.string(), {}, {});
            QVERIFY(!failed && failed.error().code == base::ErrorCode::Io);
            QCOMPARE(failed.error().key, std::string(trainers::kOutOfMemory));
            QVERIFY(failed.error().message.find(i == 2 ? "graphics card" : "main memory") != std::string::npos);
            QCOMPARE(trainers::savedCheckpoints(broken)[0].step, std::int64_t{10});
            Walker three;
            QVERIFY(trainers::runLoop(three, kFour, broken.string(), {}, {}));
            for (const char* file :
                 {"best.safetensors", "curve.bin", "ckpt-20/model.safetensors", "ckpt-20/state.safetensors"})
                QCOMPARE(bytesOf(broken / file), bytesOf(straight / file));
        }
        // Anything else is a bug, and said to be one.
        Walker four;
        four.onStep = [] { throw std::runtime_error("out of ideas"); };
        const auto bug = trainers::runLoop(four, kFour, folder.filePath("bug").toStdString(), {}, {});
        QCOMPARE(bug.error().code, base::ErrorCode::Internal);
    }
    void stopsEarlyWithoutABetterFigure() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker walker;
        walker.peak = 3;
        const auto outcome = trainers::runLoop(walker, {60, 1, 2}, run.string(), {}, {});
        QVERIFY(outcome && outcome->finished && outcome->early);
        QCOMPARE(outcome->epochs, outcome->bestEpoch + 2);
        // It is over; more is trained only when that is asked for.
        Walker again;
        again.peak = 3;
        QVERIFY(trainers::runLoop(again, {60, 1, 2}, run.string(), {}, {}));
        QCOMPARE(again.evaluations, 0);
        const auto extended = trainers::runLoop(again, {60, 1, 2, true}, run.string(), {}, {});
        QVERIFY(extended && extended->epochs == outcome->epochs + 2);
    }
    // The evaluations that were waited for are counted over an interruption.
    void patienceOutlivesAStop() {
        QTemporaryDir folder;
        const fs::path run = folder.filePath("run").toStdString();
        Walker straight;
        straight.peak = 3;
        const auto whole = trainers::runLoop(straight, {60, 1, 3}, folder.filePath("a").toStdString(), {}, {});
        QVERIFY(whole && whole->early);
        std::stop_source stop;
        Walker one;
        one.peak = 3;
        int steps = 0;
        one.onStep = [&] {
            if (++steps == 5 * (whole->bestEpoch + 1) + 2) stop.request_stop();
        };
        QVERIFY(!trainers::runLoop(one, {60, 1, 3}, run.string(), {}, {stop.get_token(), {}}));
        Walker two;
        two.peak = 3;
        const auto rest = trainers::runLoop(two, {60, 1, 3}, run.string(), {}, {});
        QVERIFY(rest && rest->early);
        QCOMPARE(rest->epochs, whole->epochs);
    }
    void pauseWaits() {
        QTemporaryDir folder;
        Walker walker;
        int asked = 0;
        trainers::LoopHooks hooks;
        hooks.pauseRequested = [&] { return ++asked == 2 || asked == 3; };
        std::vector<bool> told;
        hooks.paused = [&](bool paused) { told.push_back(paused); };
        QVERIFY(trainers::runLoop(walker, kFour, folder.filePath("run").toStdString(), hooks, {}));
        QVERIFY(asked > 20);
        QCOMPARE(told, (std::vector<bool>{true, false}));
    }
    // A kill in the middle of the writing leaves as much as a checkpoint on the disk.
    void halfCheckpointsGoWithTheNextOne() {
        QTemporaryDir folder;
        const fs::path run = folder.path().toStdString();
        fs::create_directories(run / "ckpt-3.part");
        std::ofstream(run / "ckpt-3.part" / "model.safetensors") << "half";
        Walker walker;
        QVERIFY(trainers::saveCheckpoint(run, 9, walker.modelFile({}), walker.stateFile()));
        QVERIFY(!fs::exists(run / "ckpt-3.part"));
        QCOMPARE(trainers::savedCheckpoints(run).size(), std::size_t{1});
        QVERIFY(fs::exists(run / "ckpt-9" / "state.safetensors"));
    }
    void foreignCurveIsRefused() {
        QTemporaryDir folder;
        const fs::path run = folder.path().toStdString();
        std::ofstream(run / "curve.bin") << "this is not the curve of a run";
        Walker walker;
        const auto outcome = trainers::runLoop(walker, kFour, run.string(), {}, {});
        QVERIFY(!outcome && outcome.error().code == base::ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestLoop)
#include "test_loop.moc"
