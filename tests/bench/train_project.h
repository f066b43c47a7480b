// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/runs/run_samples.h"
#include "core/runs/run_state.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"
#include "tests/support/ui_project.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::bench {

// A small project of drawn pictures with many finished runs, each with a curve of `points` steps. The three newest have
// figures and samples of 20 evaluations.
struct TrainProject {
    test::UiProject pictures{24, 96};

    TrainProject(int runs, int points) {
        auto store = test::must(store::ProjectStore::open(pictures.project));
        for (int number = 0; number < runs; ++number) {
            store::RunRecord run;
            run.id = fmt::format("caption-2026-01-01-{}", number + 1);
            run.kind = "caption";
            run.state = "finished";
            run.preset = "paper";
            run.started =
                fmt::format("2026-01-{:02}T{:02}:{:02}:00Z", 1 + number / 1440 % 28, number / 60 % 24, number % 60);
            run.ended = run.started;
            run.optionsJson = R"({"epochs":20,"batch":100,"hidden":512,"learningRate":0.001})";
            run.bestMetric = "cider";
            run.bestValue = 0.4 + 1e-4 * number;
            run.bestEpoch = run.epochs = 20;
            test::must(store.addRun(run));
            const auto folder = runs::runFolder(pictures.project, run.id);
            std::filesystem::create_directories(folder);
            if (number == 0) writeCurve(folder, points);
            if (first_.empty()) first_ = folder;
            if (folder != first_)
                for (const char* file : {"curve.bin", "steps.bin"})
                    std::filesystem::copy_file(first_ / file, folder / file);
            if (number + 3 >= runs) writeEvaluations(store, run.id, points);
        }
    }

 private:
    static void writeCurve(const std::filesystem::path& folder, int points) {
        auto curve = test::must(trainers::CurveWriter::open(folder / "curve.bin", 0));
        auto steps = test::must(trainers::StepWriter::open(folder / "steps.bin", 0));
        base::Random noise(1, "curve");
        for (int step = 1; step <= points; ++step) {
            const auto epoch = static_cast<float>(20.0 * step / points);
            const double loss = 2 + 4 * std::exp(-3.0 * step / points) + 0.1 * noise.normal();
            test::must(curve.append({step, epoch, static_cast<float>(loss)}));
            test::must(steps.append({step, epoch, 0.001F, static_cast<float>(1 + noise.uniform()), 0.02F}));
        }
    }
    void writeEvaluations(store::ProjectStore& store, const std::string& run, int points) const {
        const auto dev = test::must(store.images("dev"));
        for (int epoch = 1; epoch <= 20; ++epoch) {
            const std::int64_t step = static_cast<std::int64_t>(points) * epoch / 20;
            for (const char* name : {"dev.cider", "dev.loss", "dev.perplexity"})
                test::must(store.addFigure({run, epoch, step, name, 0.02 * epoch}));
            runs::RunSamples samples{step, epoch, {}};
            for (int i = 0; i < 12; ++i)
                samples.samples.push_back({dev[static_cast<std::size_t>(i) % dev.size()].uuid,
                                           {0, 0, 1, 1},
                                           {{"a"}, {"red"}, {fmt::format("square{}", epoch / 3)}}});
            test::must(runs::appendSamples(runs::runFolder(pictures.project, run), samples));
        }
    }

    std::filesystem::path first_;  // whose curve the others copy
};

}  // namespace legenda::bench
