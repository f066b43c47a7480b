// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace legenda::tests {

// A project without models whose images have captions and Entities, and what an evaluation of another system's
// predictions says of it. dev: a.jpg and b.jpg, test: c.jpg without Entities, train: none.
class EvaluationProject {
 public:
    EvaluationProject() : root_(folder_.path().toStdString()) {
        std::filesystem::copy(LEGENDA_SOURCE_DIR "/resources/metrics", root_ / "metrics");
        auto project = test::must(store::ProjectStore::create(root_ / "p.legenda"));
        store::NewImage first, second, third;
        first.path = "a.jpg", first.split = "dev", first.captions = {"A dog runs .", "The dog runs fast ."};
        second.path = "b.jpg", second.split = "dev", second.captions = {"Two boys", "Two red boys"};
        third.path = "c.jpg", third.split = "test", third.captions = {"A cat"};
        for (auto* image : {&first, &second, &third}) image->width = image->height = 100;
        store::EntitySentenceRecord sentence, other;
        sentence.text = "A dog runs to the cat .";
        sentence.mentions = {{"1", 0, 2, "A dog", "animals"}, {"2", 4, 6, "the cat", "animals"}};
        other.text = "The big dog";
        other.mentions = {{"1", 0, 3, "The big dog", "animals"}};
        first.entitySentences = {sentence, other};
        first.entityBoxes = {{0, "1", {0, 0, 10, 10}}, {0, "1", {30, 0, 10, 20}}, {0, "3", {1, 1, 5, 5}}};
        test::must(project.addImages(root_, "test", {first, second, third}));
    }
    const std::filesystem::path& root() const { return root_; }

    // predictions: the text of --from; empty: of a model in use, which there is none of.
    base::Result<nlohmann::json> evaluate(const std::string& task, const std::string& split,
                                          const std::string& predictions = {},
                                          const std::string& project = "p.legenda") const {
        evaluation::EvaluateOptions options;
        options.task = task;
        options.split = split;
        options.project = root_ / project;
        if (!predictions.empty()) {
            options.from = root_ / "from.json";
            test::must(base::writeFileAtomically(options.from, predictions));
        }
        return evaluation::runEvaluation(options, project::Resources{root_, root_}, {});
    }

 private:
    QTemporaryDir folder_;
    std::filesystem::path root_;
};

}  // namespace legenda::tests
