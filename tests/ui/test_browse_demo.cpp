// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/ui_browse.h"
#include "ui/bridge/jobs_model.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/guide_line.h"
#include "ui/browse/norms/browse_norm_models.h"
#include "ui/browse/norms/browse_norms.h"
#include "ui/images/image_list_model.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace legenda;
using namespace legenda::ui;

// What a first start finds: the demo, and what is kept with it for the next session.
class TestBrowseDemo : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }
    QString project() { return QString::fromStdString(window_->bridge().project()->folder.string()); }
    std::string kept(const std::string& key) {
        const auto store = store::ProjectStore::open(project().toStdString(), store::ProjectStore::Mode::Read);
        return store ? store->info(key).value_or("") : std::string();
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 60000);
    }
    void cleanupTestCase() { window_.reset(); }

    // On a photograph that the models get right, with one line that says what one is looking at.
    void opensOnAPhotographOfTheModelsWorld() {
        const auto* model = qobject_cast<ImageListModel*>(window_->thumbnails().model());
        QCOMPARE(model->find(page().currentImage())->path, std::string("black_dog_wood.jpg"));
        QCOMPARE(window_->thumbnails().currentImage(), qint64(page().currentImage()));
        auto* guide = page().findChild<GuideLine*>();
        QTRY_VERIFY(guide->isVisible());
        window_->shot(QStringLiteral("browse-first"));
    }

    // One at a time: what the user does, or has read, makes room for the next, also in the next session.
    void hintsFollowTheUser() {
        auto* guide = page().findChild<GuideLine*>();
        auto* text = guide->findChild<QLabel*>(QStringLiteral("hint"));
        const auto shown = [&](const char* word) { return text->text().contains(QLatin1String(word)); };
        QVERIFY(guide->isVisible() && shown("Hover"));
        auto* sentence = page().findChild<AlignedSentence*>();
        QTRY_VERIFY_WITH_TIMEOUT(sentence->paintedItemCount() > 0, 20000);
        QTest::mouseMove(sentence, sentence->paintedItem(0).rect.center().toPoint());
        QTRY_VERIFY(shown("Press R"));
        QTRY_COMPARE_WITH_TIMEOUT(kept("browse.guide"), std::string("2"), 20000);
        QTest::mouseClick(guide->findChild<QToolButton*>(QStringLiteral("nextHint")), Qt::LeftButton);
        QVERIFY(shown("Press T"));
        QVERIFY(!guide->findChild<QToolButton*>(QStringLiteral("nextHint"))->isVisible());
    }

    // Search and norms have nothing to compute first.
    void searchAnswersAtOnce() {
        const int jobs = window_->bridge().jobs().list()->rowCount();  // that the demo was made is one
        page().setSearch(QStringLiteral("a dog"), SearchMode::Ask);
        auto* model = window_->thumbnails().model();
        QTRY_VERIFY_WITH_TIMEOUT(model->index(0, 0).data(ImageListModel::ScoreRole).isValid(), 20000);
        QVERIFY(model->rowCount() > 50);
        QCOMPARE(window_->bridge().jobs().list()->rowCount(), jobs);
        page().setSearch({}, SearchMode::Ask);
    }
    void normsAreThereUnasked() {
        window_->action("browse.norms")->setChecked(true);
        auto* norms = page().findChild<BrowseNorms*>();
        QTRY_VERIFY_WITH_TIMEOUT(norms->words()->rowCount() > 50 && norms->regions()->rowCount() > 50, 60000);
        QVERIFY(!window_->window().failed());
        window_->action("browse.norms")->setChecked(false);
    }

    // Drawn boxes and a closed line are as they were left when the project is opened again.
    void theNextSessionFindsThem() {
        page().findChild<GuideLine*>()->findChild<QToolButton*>(QStringLiteral("closeHints"))->click();
        QVERIFY(!page().findChild<GuideLine*>()->isVisible());
        page().showImage(window_->thumbnails().model()->index(3, 0).data(ImageListModel::IdRole).toLongLong());
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        const auto image = page().currentImage();
        const QRectF box(20, 30, 100, 80);
        page().findChild<BrowseDescribed*>()->draw(box);
        QTRY_VERIFY_WITH_TIMEOUT(!kept("browse.drawn." + std::to_string(image)).empty(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(kept("browse.guide").empty(), 20000);
        test::BrowseWindow again(project());
        QTRY_VERIFY_WITH_TIMEOUT(again.settled(), 60000);
        QVERIFY(!again.page().findChild<GuideLine*>()->isVisible());
        auto* described = again.page().findChild<BrowseDescribed*>();
        QVERIFY(described->empty());
        again.page().showImage(image);
        QTRY_COMPARE_WITH_TIMEOUT(described->results().size(), std::size_t{1}, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!described->waiting(), 60000);
        const auto found = described->results().front();
        QVERIFY(*found.box == (base::Box{20, 30, 100, 80}));
        QVERIFY(!found.captions.empty());
        described->removeDrawn();
        QTRY_VERIFY_WITH_TIMEOUT(kept("browse.drawn." + std::to_string(image)).empty(), 20000);
    }

    // D12: what can be mended is known by the error's key, whatever its sentence says.
    void whatIsMissingIsKnownByItsKey() {
        auto* norms = page().findChild<BrowseNorms*>();
        const auto offered = [&] {
            return std::ranges::any_of(page().findChildren<QPushButton*>(), [](const QPushButton* button) {
                return button->isVisible() && button->text() == QStringLiteral("Look at them now");
            });
        };
        Q_EMIT norms->failed({base::ErrorCode::BadInput, "Qwertz.", {}, extraction::kFeaturesMissing});
        QVERIFY(offered());
        Q_EMIT norms->failed({base::ErrorCode::BadInput, "The project has no features for this model yet.", {}, {}});
        QVERIFY(!offered());
        page().clearError();
    }
};

QTEST_MAIN(TestBrowseDemo)
#include "test_browse_demo.moc"
