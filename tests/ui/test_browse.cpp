// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_home.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/panel/region_rows.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/caption_bubble.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/decoding_choice.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace legenda;
using namespace legenda::ui;

// Browse on a copy of the demo project, with whatever models are shipped.
class TestBrowse : public QObject {
    Q_OBJECT

    QTemporaryDir home_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    BrowsePage* page_ = nullptr;
    ThumbnailView* view_ = nullptr;
    QString demo_;
    int demoImages_ = 0;

 private Q_SLOTS:
    void initTestCase() {
        test::useOwnHome(home_);
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        config.resources.demo = LEGENDA_SOURCE_DIR "/datasets/demo";
        bridge_ = std::make_unique<Bridge>(std::move(config));
        window_ = std::make_unique<MainWindow>(bridge_.get(), false);
        window_->resize(1280, 800);
        window_->show();
        window_->openDemo();
        page_ = window_->browse();
        view_ = page_->findChild<BrowseList*>()->view();
        QTRY_VERIFY_WITH_TIMEOUT(window_->currentPage() == page_ && page_->currentImage() != 0, 30000);
        demo_ = QString::fromStdString(bridge_->project()->folder.string());
        demoImages_ = view_->model()->rowCount();
    }

    void cleanupTestCase() {
        window_.reset();
        bridge_.reset();
    }

    void showsSentencesAndPicture() {
        QTRY_VERIFY_WITH_TIMEOUT(!page_->canvas()->image().isNull(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page_->sentence()->words() > 3, 20000);
    }

    void chipsFilterBySplit() {
        const int all = view_->model()->rowCount();
        QVERIFY(all > 10);
        for (auto* chip : page_->findChildren<QPushButton*>())
            if (chip->property("split").toString() == QLatin1String("dev")) chip->click();
        const int dev = view_->model()->rowCount();
        QVERIFY(dev > 0 && dev < all);
        for (int row = 0; row < dev; ++row)
            QCOMPARE(view_->model()->index(row, 0).data(ImageListModel::SplitRole).toString(), QStringLiteral("dev"));
        for (auto* chip : page_->findChildren<QPushButton*>())
            if (chip->property("chip").toBool() && chip->property("split").toString().isEmpty()) chip->click();
        QCOMPARE(view_->model()->rowCount(), all);
    }

    void searchFiltersByCaption() {
        const int all = view_->model()->rowCount();
        page_->setSearch(QStringLiteral("camel"), SearchMode::Captions);
        QTRY_VERIFY(view_->model()->rowCount() < all);
        QVERIFY(view_->model()->rowCount() >= 1);
        page_->setSearch({}, SearchMode::Captions);
        QTRY_COMPARE(view_->model()->rowCount(), all);
    }

    void onlyVisibleThumbnailsAreMade() {
        QTRY_VERIFY_WITH_TIMEOUT(
            !view_->model()->index(0, 0).data(ImageListModel::ThumbnailRole).value<QPixmap>().isNull(), 20000);
    }

    void filmStripTakesTheThumbnails() {
        auto* strip = page_->findChild<QAction*>(QStringLiteral("browse.strip"));
        const auto image = page_->currentImage();
        strip->setChecked(true);
        QVERIFY(view_->isVisible());
        QVERIFY(view_->height() < 110);
        QCOMPARE(view_->currentImage(), qint64(image));
        strip->setChecked(false);
        QVERIFY(view_->height() > 200);
    }

    void drawnBoxAnswersBesideItself() {
        auto* canvas = page_->canvas();
        QTRY_VERIFY_WITH_TIMEOUT(!canvas->image().isNull(), 20000);
        page_->setFocus();
        QTest::keyClick(window_.get(), Qt::Key_R);
        QCOMPARE(canvas->mode(), ImageCanvas::Mode::Draw);
        const QSizeF full = canvas->fullSize();
        const QPoint from = canvas->toWidget(QPointF(full.width() * 0.2, full.height() * 0.2)).toPoint();
        const QPoint to = canvas->toWidget(QPointF(full.width() * 0.5, full.height() * 0.6)).toPoint();
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas, (from + to) / 2);
        QTest::mouseMove(canvas, to);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
        QCOMPARE(canvas->mode(), ImageCanvas::Mode::Select);
        auto* bubble = qobject_cast<CaptionBubble*>(canvas->bubble());
        QVERIFY(bubble);
        QVERIFY(canvas->rect().contains(bubble->geometry()));
        QTest::keyClick(canvas, Qt::Key_Escape);
        QVERIFY(!canvas->bubble());
    }

    void rowsSayWhichWasClicked() {
        TextRows rows;
        rows.setRows({TextRows::plain(QStringLiteral("one sentence")), TextRows::plain(QStringLiteral("another one"))});
        rows.resize(300, 100);
        rows.resize(300, rows.sizeHint().height());
        rows.show();
        QSignalSpy clicked(&rows, &TextRows::rowClicked);
        QTest::mouseClick(&rows, Qt::LeftButton, {}, QPoint(50, rows.height() - 8));
        QCOMPARE(clicked.last()[0].toInt(), 1);
    }

    void regionsWithoutWordsAreFolded() {
        RegionRows rows;
        rows.setRows({{3, 0, QStringLiteral("a dog"), 4.2, 2.0, true},
                      {0, 1, QString(), 0, 1.0, false},
                      {1, 2, QString(), 0, 1.0, false}});
        const int folded = rows.sizeHint().height();
        rows.resize(300, folded);
        rows.show();
        QTest::mouseClick(&rows, Qt::LeftButton, {}, QPoint(50, folded - 8));
        QVERIFY(rows.sizeHint().height() > folded);
    }

    void tooNarrowABarGivesUpItsZoomButtons() {
        auto* zoom = page_->findChild<QAction*>(QStringLiteral("browse.zoomIn"));
        const auto button = [&] {
            for (auto* b : page_->findChildren<QToolButton*>())
                if (b->defaultAction() == zoom) return b;
            return static_cast<QToolButton*>(nullptr);
        };
        QVERIFY(button() && button()->isVisible());
        window_->resize(1024, 640);
        QTRY_VERIFY(!button()->isVisible());
        window_->resize(1280, 800);
        QTRY_VERIFY(button()->isVisible());
    }

    // A long sentence takes the lines it needs, a short one gives them back.
    void stripGrowsWithTheSentence() {
        auto* own = page_->findChild<QLineEdit*>(QStringLiteral("ownSentence"));
        const auto type = [&](const QString& text) {
            own->setText(text);
            QTest::keyClick(own, Qt::Key_Return);
        };
        type(QStringLiteral("a dog"));
        QTRY_COMPARE_WITH_TIMEOUT(page_->sentence()->words(), 2, 20000);
        QTest::qWait(50);
        const int low = page_->sentence()->height();
        type(QStringLiteral("a dog runs over the grass ").repeated(6));
        QTRY_VERIFY_WITH_TIMEOUT(page_->sentence()->words() > 30, 20000);
        QTRY_VERIFY(page_->sentence()->height() > low + 40);
        const int last = page_->sentence()->words() - 1;
        QVERIFY(page_->sentence()->rect().contains(page_->sentence()->wordRect(last).toRect()));
        type(QStringLiteral("a dog"));
        QTRY_COMPARE_WITH_TIMEOUT(page_->sentence()->height(), low, 20000);
    }

    void captionsAreFoundAsChosen() {
        auto* choice = page_->findChild<DecodingChoice*>();
        QSignalSpy changed(choice, &DecodingChoice::changed);
        const auto take = [&](const char* method) {
            choice->findChild<QAction*>(QLatin1String(method))->trigger();
            return choice->options();
        };
        QCOMPARE(take("greedy").beam, 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(take("beam20").beam, 20);
        QCOMPARE(choice->options().lengthNorm, 0.0);
        QCOMPARE(take("perWord").lengthNorm, 1.0);
        QCOMPARE(DecodingChoice().options().beam, 20);
        QCOMPARE(DecodingChoice().options().lengthNorm, 1.0);
        const auto drawn = take("drawn1");
        QCOMPARE(drawn.temperature, 1.0);
        QVERIFY(drawn.seed != choice->options().seed);
        take("perWord");
        QCOMPARE(take("beam7").count, 3);
        QCOMPARE(changed.count(), 6);
        QSignalSpy classifier(choice, &DecodingChoice::classifierChanged);
        QVERIFY(!choice->options().classes && !classifierSpeaks());
        QVERIFY(take("classes").classes);
        QVERIFY(classifierSpeaks() && DecodingChoice().options().classes);
        QVERIFY(!take("classes").classes);
        QVERIFY(!classifierSpeaks());
        QCOMPARE(classifier.count(), 2);
        QCOMPARE(changed.count(), 8);
    }

    void layoutIsRemembered() {
        page_->findChild<QAction*>(QStringLiteral("browse.matrix"))->setChecked(true);
        const QByteArray state = page_->layoutState();
        page_->findChild<QAction*>(QStringLiteral("browse.matrix"))->setChecked(false);
        page_->restoreLayout(state);
        QVERIFY(page_->findChild<QAction*>(QStringLiteral("browse.matrix"))->isChecked());
    }

    void captionsWithoutTheWordSayWhy() {
        page_->setSearch(QStringLiteral("zzzz"), SearchMode::Captions);
        QTRY_COMPARE(view_->model()->rowCount(), 0);
        const QImage empty = view_->viewport()->grab().toImage();
        page_->setSearch({}, SearchMode::Captions);
        QTRY_VERIFY(view_->model()->rowCount() > 10);
        QSet<QRgb> colours;
        for (int y = 0; y < empty.height(); ++y)
            for (int x = 0; x < empty.width(); ++x) colours.insert(empty.pixel(x, y));
        QVERIFY(colours.size() > 4);  // words, not bare ground
    }

    void sortsByNameAndBoxes() {
        auto* model = qobject_cast<ImageListModel*>(view_->model());
        QCOMPARE(model->sort(), ImageSort::Name);
        model->setRanked({{model->idAt(3), 2.0, {}}, {model->idAt(1), 1.0, {}}});
        QCOMPARE(model->sort(), ImageSort::Score);
        const auto best = model->idAt(0);
        QCOMPARE(model->index(0).data(ImageListModel::ScoreRole).toDouble(), 2.0);
        model->setSort(ImageSort::Name);
        QVERIFY(model->idAt(0) != best);
        model->setSort(ImageSort::Score);
        QCOMPARE(model->idAt(0), best);
        model->clearMatches();
        QCOMPARE(model->sort(), ImageSort::Name);
        model->setSort(ImageSort::Boxes);
        for (int row = 1; row < model->rowCount(); ++row)
            QVERIFY(model->index(row - 1).data(ImageListModel::BoxesRole).toInt() >=
                    model->index(row).data(ImageListModel::BoxesRole).toInt());
        model->setSort(ImageSort::Name);
    }

    // The last: they change the project.
    void dropsOpenWhatTheyHold_data() {
        QTest::addColumn<QString>("what");
        for (const char* what : {"folder", "image", "project"}) QTest::newRow(what) << QString::fromLatin1(what);
    }
    void dropsOpenWhatTheyHold() {
        QFETCH(QString, what);
        const QString photos = home_.filePath(QStringLiteral("photos-") + what);
        QVERIFY(QDir().mkpath(photos));
        QImage image(64, 48, QImage::Format_RGB32);
        image.fill(Qt::darkCyan);
        for (int i = 0; i < 3; ++i) QVERIFY(image.save(photos + QStringLiteral("/p%1.png").arg(i)));
        QString path = photos;
        if (what == QLatin1String("image")) path += QStringLiteral("/p1.png");
        if (what == QLatin1String("project")) path = demo_;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(500, 400), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(enter.isAccepted());
        const auto* target = window_->findChild<DropTarget*>();
        QVERIFY(target->isVisible() && target->geometry() == window_->rect());
        QVERIFY(target->text().contains(QFileInfo(path).fileName()));
        QDragLeaveEvent leave;
        QApplication::sendEvent(window_.get(), &leave);
        QVERIFY(!target->isVisible());
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(target->isVisible());
        QDropEvent drop(QPointF(500, 400), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window_.get(), &drop);
        QVERIFY(!target->isVisible());
        const int count = what == QLatin1String("project") ? demoImages_ : what == QLatin1String("image") ? 1 : 3;
        QTRY_COMPARE_WITH_TIMEOUT(view_->model()->rowCount(), count, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!page_->canvas()->image().isNull(), 30000);
        QVERIFY(!window_->failed());
    }
};

QTEST_MAIN(TestBrowse)
#include "test_browse.moc"
