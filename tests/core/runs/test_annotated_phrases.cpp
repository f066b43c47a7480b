// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation.h"
#include "core/extraction/extract_features.h"
#include "core/model/checkpoint.h"
#include "core/runs/training_data.h"
#include "core/runs/training_job.h"
#include "tests/support/picture_project.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// Who links the phrases of his own pictures' sentences with boxes has an Entities of them: a training and an evaluation
// read it.
class TestAnnotatedPhrases : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_, model_;
    features::Recipe recipe_;

    // The two halves of the picture, each with its phrase of the first sentence.
    static std::vector<store::Edit> annotationOf(const store::CaptionRecord& caption) {
        std::vector<store::Edit> edits;
        for (const int half : {0, 1}) {
            const std::string id = std::to_string(caption.image) + (half == 0 ? "-left" : "-right");
            store::Edit box, chain, words;
            box.image = chain.image = words.image = caption.image;
            box.region = id;
            box.box = {half * double(tests::kPictureSide), 0, tests::kPictureSide, tests::kPictureSide};
            chain.kind = store::Edit::Kind::SetChain;
            chain.chain.uuid = words.chain.uuid = id;
            chain.chain.regions = {id};
            words.kind = store::Edit::Kind::SetMention;
            words.mention = {{}, caption.id, 3 * half, 3 * half + 2};
            edits.insert(edits.end(), {box, chain, words});
        }
        return edits;
    }
    base::Result<nlohmann::json> evaluate(const std::string& truth, const std::string& split = "dev") const {
        evaluation::EvaluateOptions options;
        options.task = "grounding";
        options.project = project_;
        options.split = split;
        options.truth = truth;
        options.models = {model_};
        return evaluation::runEvaluation(options, resources_, {});
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path root = folder_.path().toStdString();
        project_ = root / "p.legenda";
        model_ = root / "align.safetensors";
        tests::makePictureProject(project_, root / "images", false);
        auto store = must(store::ProjectStore::open(project_));
        for (const auto& caption : must(store.captionsOfSplit("")))
            if (caption.number == 0 && caption.text.find("door") != std::string::npos)
                must(store.apply(annotationOf(caption), {}));
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe.inputSize = 64;
        options.recipe.regions = 4;
        options.recipe.proposals = "grid";
        for (const char* split : {"train", "dev"}) {
            options.split = split;
            recipe_ = must(extraction::runFeatures(options, resources_, {})).holds;
        }
    }
    void aTrainingReadsThem() {
        const auto store = must(store::ProjectStore::open(project_));
        const auto loaded = must(runs::loadTrainingData(store, recipe_, 1, 1, "cpu", resources_, {}));
        QCOMPARE(loaded.data.train.size(), std::size_t{16});
        for (const auto& image : loaded.data.train) {
            QCOMPARE(image.boxes, (std::vector<base::Box>{{0, 0, 0.5, 1}, {0.5, 0, 0.5, 1}}));
            QCOMPARE(image.phrases.size(), std::size_t{2});
            QVERIFY(image.phrases[0].begin == 0 && image.phrases[0].end == 2 && image.phrases[0].box == 0);
            QVERIFY(image.phrases[1].begin == 3 && image.phrases[1].end == 5 && image.phrases[1].box == 1);
        }
    }
    // captions + boxes + phrases
    void theirPresetTrainsOnThem() {
        runs::TrainRequest request;
        request.project = project_;
        request.kind = "align";
        request.preset = "entities";
        request.recipe = recipe_.hash();
        request.out = model_;
        request.set = {{"epochs", "1"}, {"batch", "8"}};
        QCOMPARE(must(runs::runTraining(request, resources_, {})).state, std::string("finished"));
        QCOMPARE(must(model::readCheckpointInfo(model_)).setting, std::string("c"));
    }
    void groundingIsEvaluatedOnThem() {
        const auto figures = must(evaluate("snippets"));
        QCOMPARE(figures.at("phrases").get<int>(), 8);  // of four pictures
        QCOMPARE(figures.at("truth").get<std::string>(), std::string("snippets"));
        QCOMPARE(figures.at("constant_box").get<double>(), 100.0);  // the whole picture: IoU 0.5 with either half
        QCOMPARE(must(evaluate("entities")).at("phrases").get<int>(), 8);  // Entities has none of these images
    }
    void withoutPhrasesItSaysSo() {
        {
            auto store = must(store::ProjectStore::open(project_));
            for (const auto& image : must(store.images("dev"))) must(store.undo(image.id));
        }
        const auto none = evaluate("snippets");
        QVERIFY(!none);
        QCOMPARE(base::exitStatus(none.error().code), 3);
        QCOMPARE(none.error().message,
                 "The split dev of " + project_.string() + " has no phrases that annotators linked with boxes.");
    }
};

QTEST_GUILESS_MAIN(TestAnnotatedPhrases)
#include "test_annotated_phrases.moc"
