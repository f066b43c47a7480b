// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/waiting.h"
#include "tests/support/check.h"
#include "tests/support/ui_browse.h"
#include "tests/support/ui_draw.h"
#include "tests/support/ui_train.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/bridge/preferences.h"
#include "ui/canvas/image_canvas.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QImage>
#include <QSettings>

#include <thread>

using namespace legenda;
using namespace legenda::ui;

// The window's thread draws and listens: it reads no file, asks no database and computes with no model.
class TestWindowThread : public QObject {
    Q_OBJECT

    QStringList waits_;  // what the window's thread would have waited for

    base::NoWaiting::Found found() {
        return [this](const char* what, const std::string& on) {
            waits_ << QStringLiteral("%1: %2").arg(QLatin1String(what), QString::fromStdString(on));
        };
    }
    static void drawPart(ImageCanvas* canvas, const QRectF& part) {
        const QSizeF full = canvas->fullSize();
        test::drawBox(canvas, {part.x() * full.width(), part.y() * full.height(), part.width() * full.width(),
                               part.height() * full.height()});
    }

 private Q_SLOTS:
    void theMarkHearsOfWhatWaits() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("a.txt")).toStdString();
        test::write(file, "x");
        {
            const base::NoWaiting mark(found());
            test::must(base::readFile(file));
            std::thread([&] { test::must(base::readFile(file)); }).join();  // another thread may
        }
        QCOMPARE(waits_, QStringList{QStringLiteral("reading a file: ") + QString::fromStdString(file.string())});
        test::must(base::readFile(file));
        QCOMPARE(waits_.size(), 1);
    }

    void noPageWaits() {
        waits_.clear();
        const base::NoWaiting mark(found());
        test::BrowseWindow window;
        auto& page = window.page();
        QVERIFY(page.currentImage() != 0);

        // Browse: images, a search in the captions, a box, the drawer.
        for (const auto key : {Qt::Key_D, Qt::Key_D, Qt::Key_A}) QTest::keyClick(&window.window(), key);
        QTRY_VERIFY_WITH_TIMEOUT(window.settled(), 60000);
        page.setSearch(QStringLiteral("dog"), SearchMode::Captions);
        QTest::qWait(200);
        page.setSearch({}, SearchMode::Captions);
        drawPart(page.canvas(), {0.2, 0.2, 0.4, 0.4});
        QTest::keyClick(&window.window(), Qt::Key_M);
        QTRY_VERIFY_WITH_TIMEOUT(window.settled(), 60000);

        // Annotate: a box and its text.
        window.window().showPage(QStringLiteral("annotate"));
        auto* annotate = window.window().findChild<AnnotatePage*>();
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled() && !annotate->canvas()->image().isNull(), 20000);
        drawPart(annotate->canvas(), {0.1, 0.1, 0.3, 0.3});
        QTRY_VERIFY(!annotate->cards().empty());
        auto* field = annotate->cards().back()->fields().front();
        QTest::keyClicks(field, QStringLiteral("something"));
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(&window.window(), Qt::Key_D);
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled(), 20000);

        // Train and Evaluate as they open, with the form of a new run.
        window.window().showPage(QStringLiteral("train"));
        auto* train = window.window().findChild<TrainPage*>();
        QTRY_VERIFY_WITH_TIMEOUT(train->settled(), 20000);
        train->newRun()->slideIn();
        for (const char* kind : {"align", "caption", "region", "proposer", "features"})
            test::chooseKind(train->newRun(), kind);
        train->newRun()->slideOut();
        window.window().showPage(QStringLiteral("evaluate"));
        QTest::qWait(200);

        // What the window itself does: another look, a folder of photographs.
        theme::apply(*qApp, theme::Appearance::Light);
        theme::apply(*qApp, theme::Appearance::Dark);
        const QString photographs = window.home().filePath(QStringLiteral("photographs"));
        QVERIFY(QDir().mkpath(photographs));
        for (int i = 0; i < 3; ++i) {
            QImage image(64, 48, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(i * 90, 200, 200));
            QVERIFY(image.save(photographs + QStringLiteral("/%1.png").arg(i)));
        }
        window.window().showPage(QStringLiteral("browse"));  // only a page in sight lists its images
        window.window().openPath(photographs);
        QTRY_COMPARE_WITH_TIMEOUT(page.settled() ? window.thumbnails().model()->rowCount() : 0, 3, 60000);
        QVERIFY2(waits_.isEmpty(), qPrintable(waits_.join(QLatin1Char('\n'))));
    }

    // Changes are seen at once, and are in the file a moment later without anybody having waited.
    void preferencesAreWrittenByAnotherThread() {
        setPreference(QStringLiteral("test/choice"), 7);
        QCOMPARE(preference(QStringLiteral("test/choice")).toInt(), 7);
        QTRY_COMPARE(QSettings().value(QStringLiteral("test/choice")).toInt(), 7);
        setPreference(QStringLiteral("test/choice"), {});
        Preferences::ofApplication().flush();
        QVERIFY(!QSettings().contains(QStringLiteral("test/choice")));
        QCOMPARE(preference(QStringLiteral("test/choice"), 3).toInt(), 3);
    }
};

QTEST_MAIN(TestWindowThread)
#include "test_window_thread.moc"
