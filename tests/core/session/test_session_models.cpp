// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"
#include "core/inference/project_search.h"
#include "core/project/models_in_use.h"
#include "core/session/session.h"
#include "tests/support/random_features.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <future>

using namespace legenda;
using project::ModelKind;
using test::must;

// A session answers with the models that are in use at the moment it is asked, and holds what it has opened.
class TestSessionModels : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    project::Resources resources_{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    std::filesystem::path project_;
    std::unique_ptr<session::Session> session_;
    static constexpr const char* kText = "two dogs run through the snow";

    template <class T, class Ask>
    static base::Result<T> wait(const Ask& ask) {
        std::promise<base::Result<T>> promise;
        ask([&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
        return promise.get_future().get();
    }
    std::vector<inference::SearchHit> search() {
        return must(wait<std::vector<inference::SearchHit>>([&](auto done) {
            session_->models().ask(inference::ImageSearchQuestion{kText, false, 10}, done);
        }));
    }
    std::vector<inference::SearchHit> searchBy(const std::string& model) const {
        inference::SearchOptions options;
        options.project = project_;
        options.text = kText;
        options.model = resources_.pretrained() / model;
        options.mostNewFeatures = 0;
        return must(inference::runSearch(options, resources_, {}));
    }
    static bool same(const std::vector<inference::SearchHit>& a, const std::vector<inference::SearchHit>& b) {
        return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
            return x.image.id == y.image.id && std::abs(x.score - y.score) < 1e-5 * (1 + std::abs(y.score));
        });
    }
    // As a command of another program does it.
    void useElsewhere(const std::string& which) const {
        auto store = must(store::ProjectStore::open(project_));
        must(project::CheckpointCatalog(resources_.pretrained()).use(store, which, ModelKind::Alignment));
    }
    // Bytes that this process has read so far; nothing where the system does not say.
    static std::optional<long long> bytesRead() {
        std::ifstream in("/proc/self/io");
        std::string name;
        long long value = 0;
        while (in >> name >> value)
            if (name == "rchar:") return value;
        return {};
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = must(exchange::makeDemo(resources_, folder_.path().toStdString(), {}));
        for (const auto* model : {"alignment-entities.safetensors", "alignment-paper.safetensors"})
            test::fillWithRandomFeatures(project_, must(model::Aligner::load(resources_.pretrained() / model)), 1280);
        session::Session::Config config;
        config.resources = resources_;
        session_ = std::make_unique<session::Session>(std::move(config));
        const auto info = must(wait<project::ProjectInfo>([&](auto done) { session_->openProject(project_, done); }));
        QCOMPARE(info.inUse.at("alignment").filename(), std::filesystem::path("alignment-entities.safetensors"));
    }

    void theModelInUseAnswersWhoeverChoseIt() {
        const auto first = search();
        QVERIFY(same(first, searchBy("alignment-entities.safetensors")));
        const auto info = must(wait<project::ProjectInfo>(
            [&](auto done) { session_->useModel(ModelKind::Alignment, "alignment-paper", done); }));
        QCOMPARE(info.inUse.at("alignment").filename(), std::filesystem::path("alignment-paper.safetensors"));
        QVERIFY(same(search(), searchBy("alignment-paper.safetensors")));
        useElsewhere("shipped");
        QVERIFY(same(search(), first));
    }

    void whatAnotherProgramChoosesIsTold() {
        const auto changes = [&] {
            return must(wait<std::optional<project::ProjectInfo>>([&](auto done) { session_->projectChanges(done); }));
        };
        (void)changes();
        QVERIFY(!changes());
        useElsewhere("paper");
        const auto told = changes();
        QVERIFY(told && told->inUse.at("alignment").filename() == "alignment-paper.safetensors");
        QVERIFY(!changes());
        useElsewhere("shipped");
        QVERIFY(changes());
    }

    // The model, its hash, the rows of the images and the feature file are read at the first search alone.
    void aSecondSearchReadsNothingAgain() {
        if (!bytesRead()) QSKIP("the system does not say what a process has read");
        useElsewhere("paper");
        const auto before = *bytesRead();
        (void)search();
        const auto first = *bytesRead();
        for (int i = 0; i < 5; ++i) (void)search();
        const auto after = *bytesRead();
        QVERIFY2(first - before > 5'000'000, qPrintable(QString::number(first - before)));
        QVERIFY2(after - first < (first - before) / 20, qPrintable(QString::number(after - first)));
        useElsewhere("shipped");
    }

    void featuresMadeByAJobAreSeen() {
        store::NewImage image;
        const auto images = must(must(store::ProjectStore::open(project_)).images());
        std::filesystem::copy_file(images.front().file,
                                   std::filesystem::path(folder_.path().toStdString()) / "new.jpg");
        image.path = "new.jpg";
        image.split = "dev";
        must(must(store::ProjectStore::open(project_)).addImages(folder_.path().toStdString(), "folder", {image}));
        const auto ofNew = [](const auto& hits) {
            return std::ranges::count_if(hits, [](const auto& hit) { return hit.image.path == "new.jpg"; });
        };
        const auto all = [&] {
            return must(wait<std::vector<inference::SearchHit>>([&](auto done) {
                session_->models().ask(inference::ImageSearchQuestion{kText, false, 1000}, done);
            }));
        };
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe =
            must(model::readCheckpointInfo(resources_.pretrained() / "alignment-entities.safetensors")).recipe;
        (void)must(wait<extraction::FeatureReport>([&](auto done) { session_->jobs().features(options, {}, done); }));
        const auto hits = all();
        QCOMPARE(hits.size(), images.size() + 1);
        QCOMPARE(ofNew(hits), 1);
    }

    void cleanupTestCase() { session_.reset(); }
};

QTEST_GUILESS_MAIN(TestSessionModels)
#include "test_session_models.moc"
