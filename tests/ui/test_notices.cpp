// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/features/feature_store.h"
#include "tests/support/ui_browse.h"
#include "ui/controls/banner.h"
#include "ui/controls/notices/mending.h"
#include "ui/controls/toast.h"
#include "ui/train/train_new_run.h"

#include <QPushButton>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace legenda;
using namespace legenda::ui;

// What the window says lies where nothing is read, and a failure that can be mended has the button for it.
class TestNotices : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    MainWindow& window() { return window_->window(); }
    QRect placeOf(const QWidget* widget) { return {widget->mapTo(&window(), QPoint(0, 0)), widget->size()}; }
    QRect sentence() { return placeOf(window_->page().findChild<AlignedSentence*>()); }
    QRect picture() { return placeOf(window_->page().canvas()); }
    template <class Notice>
    Notice* shown() {
        for (auto* each : window().findChildren<Notice*>())
            if (each->isVisible()) return each;
        return nullptr;
    }
    static base::Error failure(const char* key = "") {
        return {base::ErrorCode::BadInput, "/photographs/of a long summer/beach 0001.jpg is damaged at its very end.",
                std::string(600, 'x') + ' ' + std::string(200, 'y'), key};
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(window_->page().currentImage() != 0);
    }
    void cleanupTestCase() { window_.reset(); }

    void aBannerMovesNothingAndLeavesTheSentenceInSight_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("smallest") << QSize(1024, 640);
        QTest::newRow("usual") << QSize(1440, 900);
    }
    void aBannerMovesNothingAndLeavesTheSentenceInSight() {
        QFETCH(QSize, size);
        window().resize(size);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 60000);
        const QRect sentenceBefore = sentence(), pictureBefore = picture();
        window_->page().showError(failure(), QStringLiteral("Mend it"), [] {});
        QCoreApplication::processEvents();
        auto* banner = shown<Banner>();
        QVERIFY(banner);
        QCOMPARE(sentence(), sentenceBefore);
        QCOMPARE(picture(), pictureBefore);
        QVERIFY(window().rect().contains(placeOf(banner)));
        QVERIFY(!placeOf(banner).intersects(sentence()));
        window_->shot(QStringLiteral("banner-%1").arg(size.width()));
        window_->page().clearError();
        QVERIFY(!shown<Banner>());
        QCOMPARE(sentence(), sentenceBefore);
    }

    void aToastMovesNothingAndCoversNoPage() {
        window().resize(1024, 640);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 60000);
        const QRect sentenceBefore = sentence(), pictureBefore = picture();
        window_->page().toast(QStringLiteral("54 photographs divided among splits"), QStringLiteral("Undo"), [] {});
        QCoreApplication::processEvents();
        auto* toast = shown<Toast>();
        QVERIFY(toast);
        QCOMPARE(sentence(), sentenceBefore);
        QCOMPARE(picture(), pictureBefore);
        QVERIFY(window().rect().contains(placeOf(toast)));
        QVERIFY(!placeOf(toast).intersects(placeOf(&window_->page())));
        window_->shot(QStringLiteral("toast"));
    }

    void whatCanBeMendedHasAButton() {
        for (const char* key :
             {project::kSplitEmpty, project::kModelMissing, extraction::kFeaturesMissing, features::kFileDamaged})
            QVERIFY2(mendingOf(failure(key), &window()).has_value(), key);
        QVERIFY(!mendingOf(failure(), &window()));
        window_->page().showError(failure(project::kModelMissing));
        const auto buttons = shown<Banner>()->findChildren<QPushButton*>();
        const auto mend = std::ranges::find_if(buttons, [](const QPushButton* each) { return each->isVisible(); });
        QVERIFY(mend != buttons.end());
        (*mend)->click();
        QTRY_COMPARE(window().currentPage()->id(), QStringLiteral("train"));
        QTRY_VERIFY(window().currentPage()->findChild<TrainNewRun*>()->isOpen());
        window().showPage(QStringLiteral("browse"));
    }

    // By the button that an error of damaged features has.
    void damagedFeaturesAreMadeAgain() {
        const auto mending = mendingOf(failure(features::kFileDamaged), &window());
        QVERIFY(mending);
        mending->act();
        const auto told = [&] {
            auto* toast = shown<Toast>();
            return toast && toast->accessibleName().startsWith(QStringLiteral("All photographs"));
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), 240000);
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(window_->bridge().project()->folder / "features"))
            if (entry.path().extension() == ".lgf") files.push_back(entry.path());
        QVERIFY(!files.empty());
        for (const auto& file : files) {
            QVERIFY(base::writeFileAtomically(file, std::string(5000, 'Z')).has_value());
            const auto damaged = features::FeatureStore::open(file);
            QVERIFY(!damaged && damaged.error().key == features::kFileDamaged);
        }
        mending->act();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(files,
                                                     [](const auto& file) {
                                                         const auto made = features::FeatureStore::open(file);
                                                         return made && made->size() >= 54;
                                                     }),
                                 240000);
        QTRY_COMPARE_WITH_TIMEOUT(window_->bridge().jobs().list()->active(), 0, 60000);
    }
};

QTEST_MAIN(TestNotices)
#include "test_notices.moc"
