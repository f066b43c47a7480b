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
        if (onStep) onStep();
        return explode ? NAN : 100.0 - weight;
    }
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
    bool explode = false;
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
    }
    void pauseWaits() {
        QTemporaryDir folder;
        Walker walker;
        int asked = 0;
        trainers::LoopHooks hooks;
        hooks.pauseRequested = [&] { return ++asked == 2 || asked == 3; };
        QVERIFY(trainers::runLoop(walker, kFour, folder.filePath("run").toStdString(), hooks, {}));
        QVERIFY(asked > 20);
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
