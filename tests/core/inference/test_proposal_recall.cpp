// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/inference/proposal_recall.h"
#include "core/project/drawn_boxes.h"
#include "core/project/models_in_use.h"
#include "tests/support/random_features.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace legenda;
using test::must;

// What regions hold, against a plain count over every box that was drawn.
class TestBoundJob : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    project::Resources resources_{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    inference::BoundOptions options_;
    std::optional<model::Aligner> aligner_;

 private Q_SLOTS:
    void initTestCase() {
        options_.project = must(exchange::makeDemo(resources_, folder_.path().toStdString(), {}));
        std::filesystem::remove_all(options_.project / "features");  // those that are shipped
        aligner_.emplace(must(model::Aligner::load(
            must(project::chooseCheckpoint(resources_, options_.project, project::ModelKind::Alignment)))));
    }

    void withoutFeaturesItSaysSo() {
        const auto report = inference::runBound(options_, resources_, {});
        QVERIFY(!report && report.error().code == base::ErrorCode::BadInput);
        QCOMPARE(report.error().key, std::string(extraction::kFeaturesMissing));
        QVERIFY(report.error().message.find("features") != std::string::npos);
    }

    void withoutBoxesItSaysSo() {
        auto other = options_;
        other.split = "none";
        const auto report = inference::runBound(other, resources_, {});
        QVERIFY(!report && report.error().code == base::ErrorCode::BadInput);
        QVERIFY(report.error().message.find("annotated boxes") != std::string::npos);
    }

    void asAPlainLoopCounts() {
        test::fillWithRandomFeatures(options_.project, *aligner_, 1280);
        const auto report = must(inference::runBound(options_, resources_, {}));
        const auto project = must(store::ProjectStore::open(options_.project));
        const auto drawn = must(project::DrawnBoxes::read(project, "dev"));
        const auto features = must(
            features::FeatureStore::open(features::FeatureStore::fileFor(options_.project, aligner_->info().recipe)));
        const auto images = must(project.images("dev"));
        for (std::size_t k = 0; k < 5; ++k) {
            double all = 0, held = 0;
            for (const auto& image : images) {
                const auto& boxes = features.find(image.uuid)->boxes;
                const auto& frame = boxes.front();
                const auto own = drawn.of(image.id, frame.w, frame.h);
                for (std::size_t b = 0; b < own.boxes.size(); ++b) {
                    all += own.mentions[b];
                    const auto overlaps = [&](const base::Box& box) {
                        return base::iou({box.x / frame.w, box.y / frame.h, box.w / frame.w, box.h / frame.h},
                                         own.boxes[b]) >= 0.5;
                    };
                    if (std::any_of(boxes.begin(), boxes.begin() + static_cast<std::ptrdiff_t>(k) + 1, overlaps))
                        held += own.mentions[b];
                }
            }
            QVERIFY(all > 0 && held > 0 && held < all);
            QVERIFY(std::abs(report.held.at(k) - 100 * held / all) < 1e-9);
            QCOMPARE(report.mentions, all);
        }
        QCOMPARE(report.held.size(), std::size_t{5});
        double missed = 0;
        for (const auto& [image, gained] : report.gained) missed += gained.back();
        QVERIFY(std::abs(report.held.back() - 100 * (1 - missed / report.mentions)) < 1e-9);
    }

    // A project of version 0.1.0 whose pictures fit is not asked to make them again.
    void earlierFeaturesCount() {
        QVERIFY(aligner_->info().recipe.longestSide > 0);
        const auto before = must(inference::runBound(options_, resources_, {}));
        test::makeFeaturesEarlier(options_.project, aligner_->info().recipe);
        const auto after = must(inference::runBound(options_, resources_, {}));
        QCOMPARE(after.images, before.images);
        QCOMPARE(after.held, before.held);
    }

    void cancelled() {
        std::stop_source stop;
        stop.request_stop();
        const auto report = inference::runBound(options_, resources_, {stop.get_token(), {}});
        QVERIFY(!report && report.error().code == base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestBoundJob)
#include "test_proposal_recall.moc"
