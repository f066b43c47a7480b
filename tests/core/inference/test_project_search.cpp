// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_hashes.h"
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

    inference::SearchOptions options(const std::string& text, bool regions, int top) const {
        inference::SearchOptions options;
        options.project = project_;
        options.text = text;
        options.regions = regions;
        options.top = top;
        options.mostNewFeatures = 0;
        return options;
    }
    std::vector<inference::SearchHit> search(const std::string& text, bool regions, int top) const {
        return must(inference::runSearch(options(text, regions, top), resources_, {}));
    }
    std::vector<inference::SearchHit> searchBy(inference::Predictor& engine, const std::string& text, bool regions,
                                               const base::JobContext& context = {}) const {
        return must(inference::searchOver(engine, images_, options(text, regions, 1000), resources_, context));
    }
    static bool same(const std::vector<inference::SearchHit>& a, const std::vector<inference::SearchHit>& b) {
        return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
            return x.image.id == y.image.id && x.score == y.score && x.box == y.box;
        });
    }
    std::filesystem::path shipped(const char* name) const { return resources_.pretrained() / name; }

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

    // What the model has made of the regions stays for the next search; a command makes the same.
    void theNextSearchMakesNothingAnew() {
        const auto& recipe = aligner_->info().recipe;
        QTRY_VERIFY(!base::fileStamp(features::FeatureStore::fileFor(project_, recipe)).empty());
        inference::Predictor engine(resources_, project_, {});
        const auto& kept = engine.keptOf(recipe);
        for (const bool regions : {false, true}) {
            QVERIFY(same(searchBy(engine, kText, regions), search(kText, regions, 1000)));
            QCOMPARE(kept.images(), images_.size());
            QVERIFY(same(searchBy(engine, "a man on a rock", regions), search("a man on a rock", regions, 1000)));
        }
        engine.forgetFeatures();  // looked at again: the file has not changed
        (void)engine.featuresOf(recipe);
        QCOMPARE(engine.keptOf(recipe).images(), images_.size());
    }

    void anotherModelMakesItsOwn() {
        const auto other = shipped("alignment-better.safetensors");
        {
            const auto model = must(model::Aligner::load(other));
            if (!std::filesystem::exists(features::FeatureStore::fileFor(project_, model.info().recipe)))
                test::fillWithRandomFeatures(project_, model, 1280);
        }
        inference::Predictor engine(resources_, project_, {});
        const auto before = searchBy(engine, kText, false);
        engine.use({other, {}, {}});
        const auto after = searchBy(engine, kText, false);
        QVERIFY(!same(after, before));
        auto alone = options(kText, false, 1000);
        alone.model = other;
        QVERIFY(same(after, must(inference::runSearch(alone, resources_, {}))));
        engine.use({});
        QVERIFY(same(searchBy(engine, kText, false), before));
    }

    void newFeaturesAreSeen() {
        inference::Predictor engine(resources_, project_, {});
        const auto before = searchBy(engine, kText, false);
        const auto& recipe = aligner_->info().recipe;
        const auto& last = before.back().image;
        {
            auto file = must(
                features::FeatureStore::openForAppend(features::FeatureStore::fileFor(project_, recipe), recipe, 1280));
            const auto best = must(features::FeatureStore::open(features::FeatureStore::fileFor(project_, recipe)))
                                  .find(before.front().image.uuid)
                                  ->toFloat();
            const auto* own = features_->find(last.uuid);
            must(file.append(last.uuid, own->contentHash, own->boxes, own->scores, best));
        }
        engine.forgetFeatures();
        const auto after = searchBy(engine, kText, false);
        QVERIFY(!same(after, before));
        QVERIFY(after.back().image.id != last.id);
        QVERIFY(same(after, search(kText, false, 1000)));
    }

    // One that is no longer wanted ends between two handfuls of images; what it has made is not lost.
    void aSearchStopsOnItsWay() {
        inference::Predictor engine(resources_, project_, {});
        const auto& kept = engine.keptOf(aligner_->info().recipe);
        std::stop_source stop;
        int reports = 0;
        const base::JobContext context{stop.get_token(), [&](const base::Progress&) {
                                           ++reports;
                                           stop.request_stop();
                                       }};
        const auto cancelled = inference::searchOver(engine, images_, options(kText, false, 10), resources_, context);
        QVERIFY(!cancelled && cancelled.error().code == base::ErrorCode::Cancelled);
        QCOMPARE(reports, 1);
        QVERIFY(kept.images() > 0);
        QVERIFY(kept.images() < images_.size());
        QVERIFY(same(searchBy(engine, kText, false), search(kText, false, 1000)));
    }

    void wordsThatTheModelDoesNotKnowAreTold() {
        const auto notes = [this](const std::string& text) {
            QStringList said;
            base::JobContext context;
            context.note = [&](const std::string& note) { said << QString::fromStdString(note); };
            must(inference::runSearch(options(text, false, 1), resources_, context));
            return said.filter(QStringLiteral("does not know"));
        };
        QCOMPARE(notes("a rifle beside a qwertzuiop"),
                 QStringList(QStringLiteral("Words that the model does not know: rifle (read as gun), qwertzuiop (left "
                                            "out).")));
        QVERIFY(notes(kText).isEmpty());
    }

    void unknownWordsAndCancelling() {
        auto asked = options("qwertzuiop", false, 10);
        const auto unknown = inference::runSearch(asked, resources_, {});
        QVERIFY(!unknown && unknown.error().code == base::ErrorCode::BadInput);
        std::stop_source stop;
        stop.request_stop();
        asked.text = kText;
        const auto cancelled = inference::runSearch(asked, resources_, {stop.get_token(), {}});
        QVERIFY(!cancelled && cancelled.error().code == base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSearchJob)
#include "test_project_search.moc"
