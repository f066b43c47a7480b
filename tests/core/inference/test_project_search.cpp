// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"
#include "core/inference/project_search.h"
#include "core/project/models_in_use.h"
#include "tests/support/random_features.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <map>

using namespace legenda;
using test::must;

// Search against the model's own scores of every image and region.
class TestSearchJob : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    project::Resources resources_{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    std::filesystem::path project_;
    std::optional<model::Aligner> aligner_;
    std::optional<features::FeatureStore> features_;
    std::vector<store::ImageRecord> images_;
    static constexpr const char* kText = "two dogs run through the snow";

    std::vector<inference::SearchHit> search(const std::string& text, bool regions, int top) {
        inference::SearchOptions options;
        options.project = project_;
        options.text = text;
        options.regions = regions;
        options.top = top;
        options.mostNewFeatures = 0;
        return must(inference::runSearch(options, resources_, {}));
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = must(exchange::makeDemo(resources_, folder_.path().toStdString(), {}));
        std::filesystem::remove_all(project_ / "features");  // those that are shipped
        const auto checkpoint = must(project::chooseCheckpoint(resources_, project_, project::ModelKind::Alignment));
        aligner_.emplace(must(model::Aligner::load(checkpoint)));
        test::fillWithRandomFeatures(project_, *aligner_, 1280);
        features_.emplace(
            must(features::FeatureStore::open(features::FeatureStore::fileFor(project_, aligner_->info().recipe))));
        images_ = must(must(store::ProjectStore::open(project_)).images());
        QVERIFY(images_.size() > 20);
    }

    void imagesAreRankedByTheSumOfTheirBestRegions() {
        const std::vector<model::Aligner::Words> words{aligner_->embedSentence(kText)};
        std::vector<base::Matrix> regions;
        base::Matrix wholes(0, 1280);
        for (const auto& image : images_) {
            const auto x = features_->find(image.uuid)->toFloat();
            regions.push_back(aligner_->embedRegions(x, features_->find(image.uuid)->scoredPlaces()));
            wholes.data.insert(wholes.data.end(), x.row(0).begin(), x.row(0).end());
            ++wholes.rows;
        }
        const auto scores = aligner_->scoreAll(regions, aligner_->embedFrames(wholes), words);
        std::map<std::int64_t, double> expected;
        for (std::size_t k = 0; k < images_.size(); ++k) expected[images_[k].id] = double(scores(k, 0));
        const auto hits = search(kText, false, 1000);
        QCOMPARE(hits.size(), images_.size());
        for (std::size_t i = 0; i < hits.size(); ++i) {
            const double wanted = expected.at(hits[i].image.id);
            QVERIFY2(std::abs(hits[i].score - wanted) < 2e-3 * std::max(1.0, std::abs(wanted)),
                     qPrintable(QStringLiteral("%1 is not %2").arg(hits[i].score).arg(wanted)));
            QVERIFY(!hits[i].box);
            if (i > 0) QVERIFY(hits[i - 1].score >= hits[i].score);
        }
        QCOMPARE(search(kText, false, 3).size(), std::size_t(3));
    }

    void regionsAreRankedByTheSumOverTheWords() {
        const auto words = aligner_->embedSentence(kText);
        const auto hits = search(kText, true, 10);
        QCOMPARE(hits.size(), std::size_t(10));
        double best = -1e9;
        for (const auto& image : images_) {
            const auto regions = aligner_->embedRegions(features_->find(image.uuid)->toFloat(),
                                                        features_->find(image.uuid)->scoredPlaces());
            for (std::size_t r = 0; r < regions.rows; ++r) {
                double sum = 0;
                for (std::size_t t = 0; t < words.vectors.rows; ++t)
                    for (std::size_t d = 0; d < regions.cols; ++d)
                        sum += double(regions(r, d)) * double(words.vectors(t, d));
                best = std::max(best, sum);
            }
        }
        QVERIFY(std::abs(hits.front().score - best) < 2e-3 * std::max(1.0, std::abs(best)));
        QVERIFY(hits.front().box.has_value());
        QVERIFY(hits.front().box->w > 0);
    }

    void unknownWordsAndCancelling() {
        inference::SearchOptions options;
        options.project = project_;
        options.text = "qwertzuiop";
        const auto unknown = inference::runSearch(options, resources_, {});
        QVERIFY(!unknown && unknown.error().code == base::ErrorCode::BadInput);
        std::stop_source stop;
        stop.request_stop();
        options.text = kText;
        const auto cancelled = inference::runSearch(options, resources_, {stop.get_token(), {}});
        QVERIFY(!cancelled && cancelled.error().code == base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSearchJob)
#include "test_project_search.moc"
