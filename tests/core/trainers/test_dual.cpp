// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/run_folder.h"
#include "tests/support/align_world.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace legenda;
using tests::AlignWorld;
namespace fs = std::filesystem;

namespace {

trainers::DualOptions smallOptions() {
    trainers::DualOptions options;
    options.epochs = 4;
    options.batch = 12;
    options.embedding = 16;
    options.frameEmbedding = 16;
    options.wordVectors = 12;
    options.hidden = 24;
    options.components = 12;
    options.learningRate = 0.01;
    options.averaging = 0.9;
    return options;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

base::Result<trainers::LoopOutcome> runFor(const AlignWorld& world, const trainers::DualOptions& options, int epochs,
                                           const std::string& folder) {
    LEGENDA_TRY(trainer, trainers::makeDualTrainer(options, world.data));
    return trainers::runLoop(**trainer, {epochs, 1}, folder, {}, {});
}

}  // namespace

class TestDual : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    // What the checkpoint says through the Aligner, with standardisation and components folded into its matrices, is
    // what the trainer measured.
    void learnsTheWorldAndTheCheckpointSaysTheSame() {
        const AlignWorld world(60, 12);
        auto options = smallOptions();
        options.epochs = 30;
        QTemporaryDir folder;
        const auto outcome = runFor(world, options, options.epochs, folder.path().toStdString());
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
        QVERIFY2(outcome->bestValue > 480, std::to_string(outcome->bestValue).c_str());

        const auto aligner = model::Aligner::load(outcome->bestCheckpoint);
        QVERIFY2(aligner.has_value(), aligner ? "" : aligner.error().message.c_str());
        std::vector<base::Matrix> images;
        base::Matrix whole(0, tests::kWorldDimension);
        std::vector<std::string> sentences;
        std::vector<int> owner;
        for (std::size_t k = 0; k < world.data.dev.size(); ++k) {
            const auto& image = world.data.dev[k];
            const auto x = image.features->toFloat();
            images.push_back(aligner->embedRegions(x, image.features->scoredPlaces()));
            whole.data.insert(whole.data.end(), x.row(0).begin(), x.row(0).end());
            ++whole.rows;
            for (const auto& sentence : image.sentences) {
                sentences.push_back(sentence);
                owner.push_back(static_cast<int>(k));
            }
        }
        const auto frames = aligner->embedFrames(whole);
        QCOMPARE(frames.cols, std::size_t{16});
        const auto words = aligner->embedSentences(sentences);
        const auto scores = aligner->scoreAll(images, frames, words);
        const auto figures = metrics::retrievalFigures(scores, owner);
        const auto& said = aligner->info().figures;
        QVERIFY(std::abs(said.at("r1_image_search").get<double>() - figures.imageSearch.r1) < 1e-9);
        QVERIFY(std::abs(said.at("r5_image_annotation").get<double>() - figures.imageAnnotation.r5) < 1e-9);
        // One sentence alone, through align(), has the same score.
        const auto alone = aligner->align(images[3], frames.row(3), sentences[4], 0.1);
        QVERIFY(std::abs(alone.score - scores(3, 4)) < 1e-3 * std::max(1.0, std::abs(alone.score)));
    }
    void placesAreSeen_data() {
        QTest::addColumn<int>("regionUnits");
        QTest::addColumn<bool>("scores");
        QTest::newRow("alone") << 0 << false;
        QTest::newRow("with the scores") << 0 << true;
        QTest::newRow("with the vectors") << 12 << false;
        QTest::newRow("with both") << 12 << true;
    }
    void placesAreSeen() {
        QFETCH(const int, regionUnits);
        QFETCH(const bool, scores);
        const AlignWorld world;
        QTemporaryDir folder;
        auto options = smallOptions();
        options.regionUnits = regionUnits;
        options.regionScores = scores;
        const auto outcome = runFor(world, options, 4, folder.path().toStdString());
        QVERIFY(outcome.has_value());
        const auto aligner = model::Aligner::load(outcome->bestCheckpoint);
        QVERIFY2(aligner.has_value(), aligner ? "" : aligner.error().message.c_str());
        const auto& image = *world.data.dev[0].features;
        const auto x = image.toFloat(), places = image.scoredPlaces();
        const auto v = aligner->embedRegions(x, places);
        auto elsewhere = places, otherwise = x;
        elsewhere(1, 2) = 0.9F;
        otherwise(1, 0) += 1;
        const auto moved = aligner->embedRegions(x, elsewhere);
        double apart = 0;
        for (std::size_t d = 0; d < v.cols; ++d) {
            apart += std::abs(moved(1, d) - v(1, d));
            QCOMPARE(moved(0, d), v(0, d));
        }
        QVERIFY(apart > 1e-3);
        const auto units = aligner->unitsOf(x, places), unitsThen = aligner->unitsOf(otherwise, places);
        QCOMPARE(units.cols, std::size_t(regionUnits > 0 ? regionUnits : 64));
        QCOMPARE(units.data != unitsThen.data, regionUnits > 0);
        auto liked = places;
        liked(1, 4) = 0.7F;
        QCOMPARE(aligner->unitsOf(x, liked).data != units.data, scores);
        QCOMPARE(aligner->unitsOf(x, image.places()).rows, x.rows);

        const auto words = aligner->embedSentence(world.data.dev[0].sentences[0]).vectors;
        const auto probe = aligner->probe(words);
        for (std::size_t r = 0; r < v.rows; ++r)
            for (std::size_t t = 0; t < words.rows; ++t) {
                double wanted = 0, found = probe.bias[t];
                for (std::size_t d = 0; d < v.cols; ++d) wanted += v(r, d) * words(t, d);
                for (std::size_t d = 0; d < x.cols; ++d) found += x(r, d) * probe.vectors(d, t);
                for (std::size_t u = 0; u < units.cols; ++u) found += units(r, u) * probe.units(u, t);
                QVERIFY2(std::abs(found - wanted) < 1e-3 * std::max(1.0, std::abs(wanted)),
                         std::to_string(found - wanted).c_str());
            }
    }
    void overfitsOneBatch() {
        const AlignWorld world(12, 4);
        auto options = smallOptions();
        options.dropout = options.wordDropout = options.frameDropout = options.regionDropout = 0;
        options.epochs = 200;
        const auto trainer = trainers::makeDualTrainer(options, world.data);
        QVERIFY(trainer.has_value());
        const double first = (*trainer)->step(0, 0);
        double last = first;
        for (int epoch = 1; epoch < options.epochs; ++epoch) last = (*trainer)->step(epoch, 0);
        QVERIFY2(last < 0.2 * first, (std::to_string(first) + " " + std::to_string(last)).c_str());
    }
    void resumedRunIsBitEqual() {
        const AlignWorld world;
        QTemporaryDir whole, parts;
        const auto options = smallOptions();
        const auto uninterrupted = runFor(world, options, 4, whole.path().toStdString());
        QVERIFY(uninterrupted.has_value());
        QVERIFY(runFor(world, options, 2, parts.path().toStdString()).has_value());
        const auto resumed = runFor(world, options, 4, parts.path().toStdString());
        QVERIFY(resumed.has_value());
        QCOMPARE(bytesOf(resumed->bestCheckpoint), bytesOf(uninterrupted->bestCheckpoint));
    }
    void nothingToLearnFrom() {
        AlignWorld world;
        world.data.train.resize(1);
        const auto trainer = trainers::makeDualTrainer(smallOptions(), world.data);
        QVERIFY(!trainer.has_value());
        QCOMPARE(trainer.error().code, base::ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestDual)
#include "test_dual.moc"
