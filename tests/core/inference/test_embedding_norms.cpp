// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/inference/embedding_norms.h"
#include "core/project/models_in_use.h"
#include "tests/support/random_features.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace legenda;
using test::must;

// Norms against a plain loop over every word and region; kept until something changes.
class TestNormsJob : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    project::Resources resources_{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    inference::NormsOptions options_;
    std::optional<model::Aligner> aligner_;
    std::vector<store::ImageRecord> images_;

    std::optional<inference::NormsReport> kept() { return must(inference::readNorms(options_, resources_)); }
    static double normOf(std::span<const float> v) {
        double sum = 0;
        for (const float x : v) sum += double(x) * x;
        return std::sqrt(sum);
    }

 private Q_SLOTS:
    void initTestCase() {
        options_.project = must(exchange::makeDemo(resources_, folder_.path().toStdString(), {}));
        std::filesystem::remove_all(options_.project / "features");  // those that are shipped
        const auto checkpoint =
            must(project::chooseCheckpoint(resources_, options_.project, project::ModelKind::Alignment));
        aligner_.emplace(must(model::Aligner::load(checkpoint)));
        images_ = must(must(store::ProjectStore::open(options_.project)).images());
    }

    void withoutFeaturesItSaysSo() {
        const auto report = inference::runNorms(options_, resources_, {});
        QVERIFY(!report && report.error().code == base::ErrorCode::BadInput);
        QCOMPARE(report.error().key, std::string(extraction::kFeaturesMissing));
        QVERIFY(report.error().message.find("features") != std::string::npos);
    }

    void cancelledItKeepsNothing() {
        test::fillWithRandomFeatures(options_.project, *aligner_, 1280);
        std::stop_source stop;
        stop.request_stop();
        const auto report = inference::runNorms(options_, resources_, {stop.get_token(), {}});
        QVERIFY(!report && report.error().code == base::ErrorCode::Cancelled);
        QVERIFY(!kept());
    }

    void wordsAndRegionsAsAPlainLoopFindsThem() {
        std::int64_t reports = 0;
        const auto report =
            must(inference::runNorms(options_, resources_, {{}, [&](const base::Progress&) { ++reports; }}));
        QVERIFY(reports >= 2);
        const auto project = must(store::ProjectStore::open(options_.project));
        std::map<std::string, std::pair<std::int64_t, double>> words;
        const auto captions = must(project.captionsOfSplit({}));
        for (const auto& caption : captions) {
            const auto sentence = aligner_->embedSentence(caption.text);
            std::size_t row = 0;
            for (std::size_t t = 0; t < sentence.tokens.size(); ++t)
                if (sentence.known[t]) {
                    auto& [count, sum] = words[sentence.tokens[t]];
                    ++count;
                    sum += normOf(sentence.vectors.row(row++));
                }
        }
        QCOMPARE(report.sentences, std::int64_t(captions.size()));
        QCOMPARE(report.words.size(), words.size());
        for (std::size_t i = 0; i < report.words.size(); ++i) {
            const auto& [count, sum] = words.at(report.words[i].word);
            QCOMPARE(report.words[i].count, count);
            QVERIFY(std::abs(report.words[i].norm - sum / double(count)) < 1e-4 * report.words[i].norm);
            if (i > 0) QVERIFY(report.words[i - 1].norm >= report.words[i].norm);
        }
        const auto store = must(
            features::FeatureStore::open(features::FeatureStore::fileFor(options_.project, aligner_->info().recipe)));
        std::vector<double> norms;
        for (const auto& image : images_) {
            const auto v =
                aligner_->embedRegions(store.find(image.uuid)->toFloat(), store.find(image.uuid)->scoredPlaces());
            for (std::size_t r = 0; r < v.rows; ++r) norms.push_back(normOf(v.row(r)));
        }
        std::ranges::sort(norms);
        QCOMPARE(report.regions, std::int64_t(norms.size()));
        QCOMPARE(report.images, std::int64_t(images_.size()));
        const std::size_t most = std::min(norms.size(), inference::kMostRegions);
        QCOMPARE(report.smallest.size(), most);
        QCOMPARE(report.largest.size(), most);
        for (std::size_t i = 0; i < most; ++i) {
            QVERIFY(std::abs(report.smallest[i].norm - norms[i]) < 1e-4 * norms[i]);
            QVERIFY(std::abs(report.largest[i].norm - norms[norms.size() - 1 - i]) < 1e-4 * norms.back());
        }
    }

    void keptUntilASentenceChanges() {
        const auto before = kept();
        QVERIFY(before.has_value());
        std::int64_t reports = 0;
        const auto again =
            must(inference::runNorms(options_, resources_, {{}, [&](const base::Progress&) { ++reports; }}));
        QCOMPARE(reports, std::int64_t(0));  // read, not computed
        QCOMPARE(again.words.size(), before->words.size());
        QCOMPARE(again.words.front().word, before->words.front().word);
        QCOMPARE(again.largest.front().box.w, before->largest.front().box.w);

        auto project = must(store::ProjectStore::open(options_.project));
        store::NewImage more;
        more.path = images_.front().path;
        more.captions = {"a sentence that was not there before"};
        std::string root = images_.front().file.string();
        root.resize(root.size() - more.path.size() - 1);
        must(project.addImages(root, "test", {more}));
        QVERIFY(must(project.captionsOfSplit({})).size() == std::size_t(before->sentences) + 1);
        QVERIFY(!kept());
        QCOMPARE(must(inference::runNorms(options_, resources_, {})).sentences, before->sentences + 1);
        QVERIFY(kept());
    }

    void aDamagedReportIsComputedAgain() {
        const auto folder = options_.project / "features";
        int files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (!entry.path().filename().string().starts_with("norms-")) continue;
            ++files;
            QVERIFY(base::writeFileAtomically(entry.path(), "{\"words\": [").has_value());
        }
        QCOMPARE(files, 1);  // the outdated one is gone
        QVERIFY(!kept());
        QVERIFY(must(inference::runNorms(options_, resources_, {})).words.size() > 50);
    }

    // A project of version 0.1.0 whose pictures fit is not asked to make its features again.
    void earlierFeaturesCount() {
        const auto before = must(inference::runNorms(options_, resources_, {}));
        test::makeFeaturesEarlier(options_.project, aligner_->info().recipe);
        const auto after = must(inference::runNorms(options_, resources_, {}));
        QCOMPARE(after.regions, before.regions);
        QCOMPARE(after.largest.front().norm, before.largest.front().norm);
    }
};

QTEST_GUILESS_MAIN(TestNormsJob)
#include "test_embedding_norms.moc"
