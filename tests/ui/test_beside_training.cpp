// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "ui/browse/sentence/aligned_sentence.h"

#include <QLineEdit>
#include <QtTest>

using namespace legenda;
using namespace legenda::ui;

// What must not wait behind a training, on the demo project with the shipped models.
class TestBesideTraining : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;
    session::JobId training_ = 0;
    std::int64_t steps_ = 0;
    bool over_ = false;

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(window_->settled());
        runs::TrainRequest request;
        request.project = window_->bridge().project()->folder;
        request.kind = "caption";
        request.set = {{"epochs", "1000"}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        training_ = window_->bridge().jobs().train(
            this, request, {},
            [this](const base::Progress& progress) { steps_ += progress.metrics.contains("step") ? 1 : 0; },
            [this](base::Result<runs::TrainReport>) { over_ = true; });
        QTRY_VERIFY_WITH_TIMEOUT(steps_ > 3 || over_, 120000);
        QVERIFY(!over_);
    }
    void aTypedSentenceIsAligned() {
        auto* own = window_->page().findChild<QLineEdit*>(QStringLiteral("ownSentence"));
        QVERIFY(own);
        own->setText(QStringLiteral("a dog and a man"));
        QTest::keyClick(own, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(window_->page().sentence()->words(), 5, 10000);
        QVERIFY(!over_);
        const auto before = steps_;
        QTRY_VERIFY_WITH_TIMEOUT(steps_ > before, 30000);  // and the training goes on
    }
    void normsAreComputed() {
        std::optional<base::Result<inference::NormsReport>> report;
        window_->bridge().jobs().norms(this, {},
                                       [&](base::Result<inference::NormsReport> done) { report = std::move(done); });
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 120000);
        QVERIFY2(report->has_value(), *report ? "" : report->error().message.c_str());
        QVERIFY(!over_);
    }
    void cancelledAtOnce() {
        std::optional<base::Result<inference::NormsReport>> report;
        const auto job = window_->bridge().jobs().norms(
            this, {}, [&](base::Result<inference::NormsReport> done) { report = std::move(done); });
        window_->bridge().jobs().cancel(job);
        window_->bridge().jobs().cancel(training_);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value() && over_, 10000);
        // They were computed a moment ago: the answer may have been ready before it was cancelled.
        QVERIFY(*report || report->error().code == base::ErrorCode::Cancelled);
    }
};

QTEST_MAIN(TestBesideTraining)
#include "test_beside_training.moc"
