// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/extract_features.h"
#include "core/runs/run_state.h"
#include "core/runs/training_job.h"
#include "tests/support/picture_project.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// What a training keeps beside its model: its row, and what the model says about the sampled images.
class TestTrainingRow : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_;
    runs::TrainRequest request_;  // of two evaluations
    std::vector<std::string> said_;

    base::Result<runs::TrainReport> train(const runs::TrainingEventFn& told) {
        said_.clear();
        request_.told = told;
        return runs::runTraining(request_, resources_,
                                 {{}, {}, [this](const std::string& sentence) { said_.push_back(sentence); }});
    }
    auto timesSaid(const char* what) const {
        return std::ranges::count_if(said_, [&](const auto& each) { return each.find(what) != std::string::npos; });
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path root = folder_.path().toStdString();
        project_ = root / "p.legenda";
        tests::makePictureProject(project_, root / "images", false);
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe.inputSize = 64;
        options.recipe.regions = 4;
        options.recipe.proposals = "grid";
        for (const char* split : {"train", "dev"}) {
            options.split = split;
            request_.recipe = must(extraction::runFeatures(options, resources_, {})).holds.hash();
        }
        request_.project = project_;
        request_.kind = "align";
        request_.set = {{"epochs", "2"}, {"batch", "8"}, {"minCount", "1"}};
    }

    // Whoever sees the run sees its tags.
    void theTagsAreThereFromTheStart() {
        request_.tags = {"one", "two words"};
        std::vector<std::string> first;
        const auto report = must(train([&](const runs::TrainingEvent& event) {
            if (first.empty())
                first =
                    must(must(store::ProjectStore::open(project_, store::ProjectStore::Mode::Read)).run(event.run.id))
                        .tags;
        }));
        QCOMPARE(first, request_.tags);
        QVERIFY(fs::file_size(runs::runFolder(project_, report.run) / "samples.jsonl") > 0);
        QCOMPARE(timesSaid("is not kept"), 0);
    }

    void samplesThatCannotBeWrittenAreToldOnceAndEndNothing() {
        const auto report = must(train([&](const runs::TrainingEvent& event) {
            fs::create_directories(runs::runFolder(project_, event.run.id) / "samples.jsonl");
        }));
        QCOMPARE(report.state, std::string("finished"));
        QCOMPARE(must(must(store::ProjectStore::open(project_)).run(report.run)).epochs, 2);
        QCOMPARE(timesSaid("is not kept"), 1);
        QCOMPARE(timesSaid("samples.jsonl"), 1);
    }
};

QTEST_GUILESS_MAIN(TestTrainingRow)
#include "test_training_row.moc"
