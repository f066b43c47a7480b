// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/plan.h"
#include "core/runs/presets.h"
#include "core/runs/training_task.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <filesystem>

using namespace legenda;
using test::must;

// The registry of trainings beside the table of kinds and the presets that ship.
class TestTrainingTasks : public QObject {
    Q_OBJECT

    const project::Resources resources_{std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources", {}};

 private Q_SLOTS:
    void everyKindHasOneTask() {
        QCOMPARE(runs::trainingTasks().size(), project::modelKinds().size());
        for (const auto& kind : project::modelKinds()) {
            const auto task = runs::trainingTask(kind.command);
            QVERIFY2(task && task->kind() == kind.kind, kind.command.c_str());
            QVERIFY(runs::findPreset(kind.command, {}, resources_).has_value());
        }
        QVERIFY(runs::trainingTask("weather") == nullptr);
    }
    void everyPresetFitsItsTask() {
        const auto presets = runs::presets(resources_);
        QVERIFY(presets.size() >= project::modelKinds().size());
        for (const auto& preset : presets) {
            const auto task = runs::trainingTask(preset.kind);
            QVERIFY2(task, preset.kind.c_str());
            const auto options = task->options(preset.architecture);
            const auto read = options->read(preset.options, preset.name);
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QVERIFY2(runs::trainingOptions(preset.kind, preset).size() == options->fields().size(),
                     preset.name.c_str());
            // What the training loop takes from every run.
            for (const char* key : {"epochs", "evaluationsPerEpoch", "seed"})
                QVERIFY2(options->toJson().contains(key), key);
        }
    }
    void unknownNamesAreRefused() {
        runs::TrainRequest request;
        request.kind = "weather";
        const auto kind = runs::planRun(request, resources_, {});
        QCOMPARE(kind.error().code, base::ErrorCode::Usage);
        QVERIFY2(kind.error().message.find("align, caption, region, proposer or features") != std::string::npos,
                 kind.error().message.c_str());
        request.kind = "align";
        request.preset = "weather";
        QCOMPARE(runs::planRun(request, resources_, {}).error().code, base::ErrorCode::Usage);
        QVERIFY(runs::trainingOptions("weather", {}).empty());
    }
    // --set over the preset; what a later start reads is what was planned. Files are named by their whole path.
    void aPlanIsReadAsItWasWritten() {
        QTemporaryDir folder;
        const std::filesystem::path run = std::filesystem::path(folder.path().toStdString()) / "p.legenda/runs/one";
        runs::TrainRequest request;
        request.kind = "proposer";
        request.set = {{"epochs", "3"}, {"pixels", "packed"}};
        const auto plan = must(runs::planRun(request, resources_, {}));
        QCOMPARE(plan.preset, std::string("default"));
        QCOMPARE(plan.options.at("epochs").get<int>(), 3);
        QVERIFY(std::filesystem::path(plan.options.at("pixels").get<std::string>()).is_absolute());
        std::filesystem::create_directories(run);
        must(runs::writePlan(plan, run));
        const auto again = must(runs::readPlan(run));
        QCOMPARE(again.kind, plan.kind);
        QCOMPARE(again.options.dump(), plan.options.dump());
        QCOMPARE(again.recipe.hash(), plan.recipe.hash());
        QVERIFY(again.alignment.empty());
    }
};

QTEST_GUILESS_MAIN(TestTrainingTasks)
#include "test_training_tasks.moc"
