// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/extract_features.h"
#include "core/model/safetensors.h"
#include "core/runs/forecast.h"
#include "core/runs/run_state.h"
#include "core/runs/training_job.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"
#include "tests/support/check.h"
#include "tests/support/picture_project.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// What is said before a training, beside what the training then does.
class TestForecast : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_;
    std::string recipe_;  // of vectors that are made quickly

    using Options = std::map<std::string, std::string>;
    runs::TrainRequest request(const std::string& kind, Options set, const std::string& preset = {}) const {
        runs::TrainRequest request;
        request.project = project_;
        request.kind = kind;
        request.preset = preset;
        request.set = std::move(set);
        return request;
    }
    static std::int64_t numbersIn(const fs::path& file) {
        std::int64_t sum = 0;
        for (const auto& [name, tensor] : must(model::readTensorFile(file)).tensors) {
            std::int64_t own = 1;
            for (const auto side : tensor.shape) own *= side;
            if (tensor.shape.size() > 0) sum += own;
        }
        return sum;
    }
    static QString lineOf(const runs::Forecast& of, const char* what) {
        for (const auto& line : runs::linesOf(of))
            if (line.what == what) return QString::fromStdString(line.says);
        return {};
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path root = folder_.path().toStdString();
        project_ = root / "p.legenda";
        tests::makePictureProject(project_, root / "images");
        // The photograph that cannot be read is known to be one only when it is read.
        auto store = must(store::ProjectStore::open(project_));
        for (const auto& image : must(store.images()))
            if (image.path == "broken.png") must(store.setSplits({{image.id, ""}}));
        extraction::FeatureOptions features;
        features.project = project_;
        features.recipe.proposals = "grid";
        features.recipe.regions = 4;
        features.recipe.inputSize = 64;
        recipe_ = must(extraction::runFeatures(features, resources_, {})).recipe;
    }

    void itComesTrue_data() {
        QTest::addColumn<std::string>("kind");
        QTest::addColumn<std::string>("preset");
        QTest::addColumn<Options>("set");
        QTest::addColumn<int>("copies");  // of the weights in a resumable state
        QTest::newRow("align") << std::string("align") << std::string()
                               << Options{{"epochs", "3"},       {"batch", "4"},   {"embedding", "24"},
                                          {"wordVectors", "12"}, {"hidden", "12"}, {"minCount", "1"}}
                               << 1;
        QTest::newRow("better") << std::string("align") << std::string("better")
                                << Options{{"epochs", "2"},     {"batch", "6"},       {"embedding", "24"},
                                           {"hidden", "12"},    {"wordVectors", "8"}, {"frameEmbedding", "16"},
                                           {"components", "8"}, {"minCount", "1"}}
                                << 4;
        QTest::newRow("caption") << std::string("caption") << std::string()
                                 << Options{{"epochs", "2"},      {"batch", "5"},   {"hidden", "16"},
                                            {"wordVectors", "8"}, {"cell", "lstm"}, {"attention", "8"},
                                            {"minCount", "2"}}
                                 << 1;
        QTest::newRow("proposer") << std::string("proposer") << std::string()
                                  << Options{{"backbone", "efficientnet-lite0"},
                                             {"inputSize", "64"},
                                             {"epochs", "2"},
                                             {"batch", "5"},
                                             {"channels", "8"},
                                             {"anchors", "3"},
                                             {"mirror", "true"}}
                                  << 4;
    }
    void itComesTrue() {
        QFETCH(std::string, kind);
        QFETCH(std::string, preset);
        QFETCH(Options, set);
        QFETCH(int, copies);
        auto asked = request(kind, set, preset);
        if (kind != "proposer") asked.recipe = recipe_;
        const auto before = must(runs::forecast(asked, resources_, {}));
        QCOMPARE(before.found.photographs, std::int64_t{16});
        QCOMPARE(before.found.dev, std::int64_t{4});
        QVERIFY(!before.found.heldOut && before.stepsPerEpoch > 0);
        std::int64_t largest = 0;  // of the scratch file while it trains
        auto watched = asked;
        watched.told = [&](const runs::TrainingEvent& event) {
            std::error_code none;
            const auto size = fs::file_size(runs::runFolder(project_, event.run.id) / "maps.scratch", none);
            if (!none) largest = std::max(largest, static_cast<std::int64_t>(size));
        };
        const auto report = must(runs::runTraining(watched, resources_, {}));
        const auto folder = runs::runFolder(project_, report.run);
        const auto saved = trainers::savedCheckpoints(folder);
        QCOMPARE(saved.front().step, before.steps());
        const auto state = numbersIn(saved.front().folder / "state.safetensors");
        const auto expected = copies * before.parameters;
        // The anchors' shapes are chosen, not learned.
        QVERIFY2(state <= expected && state >= expected - copies * 6,
                 qPrintable(QString("%1 %2").arg(state).arg(expected)));
        if (before.disk.scratch > 0) QCOMPARE(largest, before.disk.scratch + 4096);
        QVERIFY(before.disk.free > 0);
        // The vectors are there now, and it is known how fast this machine is.
        const auto after = must(runs::forecast(asked, resources_, {}));
        QCOMPARE(after.vectorsMissing, std::int64_t{0});
        QCOMPARE(after.steps(), before.steps());
    }

    void vectorsAreSaidToBeMissingUntilTheyAreThere() {
        const Options small{{"epochs", "30"}, {"batch", "4"}, {"hidden", "8"}, {"wordVectors", "8"}, {"minCount", "1"}};
        auto asked = request(
            "align", {{"epochs", "30"}, {"batch", "4"}, {"embedding", "8"}, {"hidden", "8"}, {"minCount", "1"}});
        const auto first = must(runs::forecast(asked, resources_, {}));
        QVERIFY(!first.speed.has_value());
        QVERIFY(lineOf(first, "Time").startsWith("Said after the first steps"));
        must(runs::runTraining(asked, resources_, {}));
        const auto second = must(runs::forecast(asked, resources_, {}));
        QCOMPARE(second.vectorsMissing, std::int64_t{0});
        QVERIFY(second.speed && second.speed->secondsPerStep > 0 && second.speed->run.starts_with("align-"));
        asked.set["epochs"] = "60";  // costs as much a step
        QVERIFY(must(runs::forecast(asked, resources_, {})).speed.has_value());
        asked.set["batch"] = "8";  // another cost
        QVERIFY(!must(runs::forecast(asked, resources_, {})).speed.has_value());
        // The recipe of the caption model's vectors is another one.
        auto whole = request("caption", small);
        whole.set["epochs"] = "1";
        const auto found = must(runs::forecast(whole, resources_, {}));
        QVERIFY(found.vectorsMissing == 0 || found.disk.features > 0);
    }

    void saysWhatItIsTooLittleFor() {
        const auto of = must(runs::forecast(request("caption", {{"minCount", "1"}}), resources_, {}));
        QCOMPARE(of.warnings.size(), std::size_t{1});
        QVERIFY2(of.warnings[0].starts_with("16 photographs are too few to learn captions from"),
                 of.warnings[0].c_str());
        QCOMPARE(of.found.sentences, std::int64_t{32});
        QVERIFY(of.found.boxes > 0 && of.found.phrases > 0);
        const auto json = runs::forecastToJson(of);
        QCOMPARE(json.at("data").at("photographs").get<int>(), 16);
        QCOMPARE(json.at("steps").get<std::int64_t>(), of.steps());
        QVERIFY(json.at("seconds").is_null());
    }

    void theScratchOfAProposerHasABound() {
        auto asked = request("proposer", {{"backbone", "efficientnet-lite0"}, {"inputSize", "64"}, {"mirror", "true"}});
        const auto all = must(runs::forecast(asked, resources_, {}));
        QCOMPARE(all.computed, std::int64_t{0});
        asked.set["mapsOnDisk"] = std::to_string(static_cast<double>(all.disk.scratch) / 2e9);
        const auto half = must(runs::forecast(asked, resources_, {}));
        QVERIFY(half.disk.scratch <= all.disk.scratch / 2 + 1 && half.disk.scratch > 0);
        QVERIFY(half.computed > 0);
        QVERIFY(lineOf(half, "Disk").contains("computed in every epoch"));
    }

    // The steps of region captions depend on what the alignment finds.
    void whatIsNotKnownIsNotSaid() {
        const auto of = must(runs::forecast(request("region", {{"epochs", "2"}, {"minCount", "1"}}), resources_, {}));
        QCOMPARE(of.steps(), std::int64_t{0});
        QVERIFY(of.parameters > 0);
        QVERIFY(lineOf(of, "Steps").contains("known once"));
        QVERIFY(runs::forecastToJson(of).at("steps").is_null());
    }

    void refusesWhatTheTrainingWouldRefuse() {
        const auto wrong = runs::forecast(request("caption", {{"epochs", "none"}}), resources_, {});
        QCOMPARE(wrong.error().code, base::ErrorCode::Usage);
        QCOMPARE(wrong.error().key, base::kOptionProblem + "epochs");
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(runs::forecast(request("caption", {}), resources_, {stop.get_token(), {}}).error().code,
                 base::ErrorCode::Cancelled);
        const fs::path bare = fs::path(folder_.path().toStdString()) / "bare.legenda";
        must(store::ProjectStore::create(bare));
        auto none = request("caption", {});
        none.project = bare;
        QCOMPARE(runs::forecast(none, resources_, {}).error().code, base::ErrorCode::BadInput);
    }

    // It writes nothing: the project is as it was.
    void itOnlyLooks() {
        const auto count = [&] {
            std::ptrdiff_t all = 0;
            for (const char* folder : {"runs", "features"})
                all += std::distance(fs::recursive_directory_iterator(project_ / folder),
                                     fs::recursive_directory_iterator());
            return all;
        };
        const auto before = count();
        for (const char* kind : {"align", "caption", "region", "proposer", "features"})
            must(runs::forecast(request(kind, {}), resources_, {}));
        QCOMPARE(count(), before);
    }

    void theNoteAndTheTagsAreTheRuns() {
        auto asked =
            request("align", {{"epochs", "1"}, {"batch", "4"}, {"embedding", "8"}, {"hidden", "8"}, {"minCount", "1"}});
        asked.note = "with less of everything";
        asked.tags = {"small", "quick"};
        const auto report = must(runs::runTraining(asked, resources_, {}));
        const auto run = must(must(store::ProjectStore::open(project_)).run(report.run));
        QCOMPARE(run.note, asked.note);
        QCOMPARE(run.tags, asked.tags);
    }
};

QTEST_GUILESS_MAIN(TestForecast)
#include "test_forecast.moc"
