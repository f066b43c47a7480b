// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "tests/support/check.h"
#include "tests/support/ui_home.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/banner.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/command_synonyms.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/import_summary.h"
#include "ui/shell/rail.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

class TestMainWindow : public QObject {
    Q_OBJECT

    QTemporaryDir home_;

    static session::Session::Config config() {
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        config.resources.demo = LEGENDA_SOURCE_DIR "/datasets/demo";
        config.longThreads = config.interactiveThreads = 1;
        return config;
    }
    QString photographs(int count) const {
        const QString folder = home_.filePath(QStringLiteral("photos%1").arg(count));
        QDir().mkpath(folder);
        for (int i = 0; i < count; ++i) {
            QImage image(320, 240, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(i * 40 % 360, 120, 200));
            image.save(folder + QStringLiteral("/photo %1.png").arg(i));
        }
        return folder;
    }

 private Q_SLOTS:
    void initTestCase() { test::useOwnHome(home_); }

    void textReadsInBothThemes() {
        for (const auto scheme : {theme::Scheme::Dark, theme::Scheme::Light}) {
            const auto& c = theme::colours(scheme);
            for (const QColor& ground : {c.ground, c.panel, c.raised, c.field, c.hover, c.selected}) {
                QVERIFY2(theme::contrast(c.text, ground) >= 7, qPrintable(ground.name()));
                QVERIFY2(theme::contrast(c.textWeak, ground) >= 4.5, qPrintable(ground.name()));
            }
            for (const QColor& ground : {c.ground, c.panel, c.raised, c.field})
                for (const QColor& text : {c.accentText, c.error, c.warning, c.success})
                    QVERIFY2(theme::contrast(text, ground) >= 4.5, qPrintable(text.name()));
            QVERIFY(theme::contrast(c.onAccent, c.accent) >= 4.5);
            QVERIFY(theme::contrast(c.error, c.errorGround) >= 4.5);
            QVERIFY(theme::contrast(c.text, c.errorGround) >= 4.5);
            QVERIFY(theme::contrast(theme::readable(theme::regionColour(4), c.panel), c.panel) >= 4.5);
        }
        for (int i = 0; i < 16; ++i) {
            QVERIFY(theme::contrast(theme::onRegionColour(i), theme::regionColour(i)) >= 4.5);
            QCOMPARE(theme::regionDashed(i), i >= 8);
        }
    }

    void emptyStateBeforeAProject() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        QVERIFY(!window.currentPage());
        QCOMPARE(window.pages().size(), std::size_t(4));
        window.openPath(QStringLiteral("/no such place"));
        QVERIFY(window.failed());
    }

    void opensAFolderOfPhotographs() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.resize(1024, 640);
        window.show();
        QSignalSpy picture(&window, &MainWindow::firstPicture);
        window.openPath(photographs(5));
        QTRY_VERIFY_WITH_TIMEOUT(window.currentPage() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(picture.count() > 0, 20000);
        QCOMPARE(window.currentPage()->id(), QStringLiteral("browse"));
        QTRY_VERIFY_WITH_TIMEOUT(window.browse()->canvas()->fullSize() == QSize(320, 240), 20000);
        // Next and previous by key, whatever has the focus but a text field.
        const auto first = window.browse()->currentImage();
        window.browse()->setFocus();
        QTest::keyClick(&window, Qt::Key_D);
        QTRY_VERIFY(window.browse()->currentImage() != first);
        QTest::keyClick(&window, Qt::Key_A);
        QTRY_COMPARE(window.browse()->currentImage(), first);
        auto* search = window.findChild<QLineEdit*>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("dad"));
        QCOMPARE(window.browse()->currentImage(), first);
        QTest::keyClick(search, Qt::Key_Escape);
        for (const Page* page : window.pages()) {
            window.showPage(page->id());
            QCOMPARE(window.currentPage(), page);
        }
        // Only the page in sight answers to its keys.
        QTest::keyClick(&window, Qt::Key_D);
        QCOMPARE(window.browse()->currentImage(), first);
    }

    // The folder of its project tells folders of the same name apart, which is nothing to read.
    void aProjectOfPhotographsIsNamedAfterTheirFolder() {
        QString folder;
        {
            Bridge bridge(config());
            MainWindow window(&bridge);
            window.show();
            window.openPath(photographs(2));
            QTRY_COMPARE_WITH_TIMEOUT(window.windowTitle(), QStringLiteral("photos2 – Legenda"), 20000);
            auto* project = window.findChild<QAbstractButton*>(QStringLiteral("project"));
            QVERIFY(project);
            QCOMPARE(project->text(), QStringLiteral("photos2"));
            folder = QString::fromStdString(bridge.project()->folder.string());
            QVERIFY(QDir(folder).dirName() != QStringLiteral("photos2"));
            const auto recent = window.findChildren<QAction*>();
            QVERIFY(std::ranges::any_of(recent, [&](const QAction* action) {
                return action->text() == QStringLiteral("photos2") && action->toolTip() == folder;
            }));
        }
        const QString renamed = home_.filePath(QStringLiteral("mine.legenda"));
        QVERIFY(QDir().rename(folder, renamed));
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        window.openPath(renamed);
        QTRY_COMPARE_WITH_TIMEOUT(window.windowTitle(), QStringLiteral("mine.legenda – Legenda"), 20000);
    }

    // Text files beside the photographs are read, and what is left out of them is said above the page.
    void textsBesideThePhotographsAreRead() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        const QString folder = photographs(6);
        const auto text = [&](const char* name, const char* bytes) {
            test::write(std::filesystem::path(folder.toStdString()) / name, bytes);
        };
        text("photo 0.txt", "A plain wall\r\nA second sentence\r\n");
        text("photo 1.txt", "0 0.5 0.5 0.2 0.2\n");
        window.openPath(folder);
        QTRY_VERIFY_WITH_TIMEOUT(bridge.project().has_value() && window.browse()->currentImage() != 0, 20000);
        const auto banners = window.findChildren<Banner*>();
        const auto telling = [&]() -> Banner* {
            for (auto* banner : banners)
                if (banner->isVisible()) return banner;
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(telling(), 20000);
        QStringList said;
        for (const auto* label : telling()->findChildren<QLabel*>()) said << label->text();
        const QString all = said.join(QLatin1Char('|'));
        QVERIFY2(all.contains(QStringLiteral("6 images and 2 sentences")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("photo 1.txt")) && all.contains(QStringLiteral("labels of boxes")),
                 qPrintable(all));
        auto store = test::must(store::ProjectStore::open(bridge.project()->folder, store::ProjectStore::Mode::Read));
        QCOMPARE(test::must(store.captionsOfSplit("")).size(), std::size_t{2});
    }

    // A broken photograph is named once, and a folder that is opened again brings nothing new.
    void aBrokenPhotographIsNamedOnce() {
        exchange::ImportReport report;
        report.images = 3;
        report.captions = 2;
        report.problems.push_back({"/pictures/broken.jpg", "the image is empty."});
        const ImportSummary again(report);
        QCOMPARE(again.sentence, QStringLiteral("3 images and 2 sentences were read, none of them new; one note "
                                                "about what is broken or left out is in the details."));
        QCOMPARE(again.details, QStringLiteral("/pictures/broken.jpg: the image is empty."));
        report.newImages = 1;
        QVERIFY(ImportSummary(report).sentence.contains(QStringLiteral("new are 1 and 0")));
    }

    // A page may get its size only when it is shown, long after something failed on it.
    void theBannerOfAHiddenPageFitsOnceItIsShown() {
        QWidget page;
        auto* area = new QWidget(&page);
        area->resize(900, 600);
        auto* banner = new Banner(area);
        banner->showMessage(Banner::Kind::Error, QStringLiteral("It could not be read."));
        QCoreApplication::processEvents();
        page.resize(400, 300);
        area->resize(400, 300);
        page.show();
        QVERIFY(banner->isVisible());
        QVERIFY(page.rect().contains(banner->geometry()));
    }

    // The open project is left alone unless it is asked for; name and folder of the new one can be chosen.
    void importsIntoANewProject() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        window.openPath(photographs(3));
        QTRY_VERIFY_WITH_TIMEOUT(window.currentPage() != nullptr && bridge.project().has_value(), 20000);
        const auto open = bridge.project()->folder;
        QTest::keyClick(&window, Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        auto* sheet = window.findChild<ImportSheet*>();
        QVERIFY(sheet && sheet->isVisible());
        auto* into = sheet->findChild<QComboBox*>(QStringLiteral("importInto"));
        QCOMPARE(into->currentText(), QStringLiteral("A new project"));
        auto* start = sheet->findChild<QPushButton*>(QStringLiteral("startImport"));
        QVERIFY(!start->isEnabled());
        for (auto* format : sheet->findChildren<QComboBox*>())
            if (const int folder = format->findData(QStringLiteral("folder")); folder >= 0)
                format->setCurrentIndex(folder);
        auto* root = sheet->findChild<QLineEdit*>(QStringLiteral("importRoot"));
        auto* name = sheet->findChild<QLineEdit*>(QStringLiteral("importName"));
        auto* place = sheet->findChild<QLineEdit*>(QStringLiteral("importPlace"));
        auto* result = sheet->findChild<QLabel*>(QStringLiteral("importResult"));
        const QString chosen = home_.filePath(QStringLiteral("my projects"));
        QTest::keyClicks(root, photographs(4));
        QVERIFY(start->isEnabled());
        place->clear();
        QVERIFY(!start->isEnabled());
        QTest::keyClicks(place, chosen);
        QCOMPARE(result->text(), QStringLiteral("Makes %1/photos4.legenda").arg(chosen));
        QTest::keyClicks(name, QStringLiteral("of / mine"));
        QVERIFY(!start->isEnabled());
        name->clear();
        QTest::keyClicks(name, QStringLiteral("holiday"));
        QVERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        const QString made = chosen + QStringLiteral("/holiday.legenda");
        QTRY_VERIFY_WITH_TIMEOUT(bridge.project().has_value() && bridge.project()->folder == made.toStdString(), 20000);
        QCOMPARE(bridge.project()->counts.total(), 4);
        auto before = test::must(store::ProjectStore::open(open, store::ProjectStore::Mode::Read));
        QCOMPARE(test::must(before.counts()).total(), 3);

        // A name that is taken is not offered and not accepted; the open project can be had.
        ImportSheet second(&bridge, chosen, &window);
        second.setAttribute(Qt::WA_DeleteOnClose, false);
        second.show();
        QDir().mkpath(chosen + QStringLiteral("/photos4.legenda"));
        second.findChild<QLineEdit*>(QStringLiteral("importRoot"))->setText(photographs(4));
        auto* said = second.findChild<QLabel*>(QStringLiteral("importResult"));
        QCOMPARE(said->text(), QStringLiteral("Makes %1/photos4 2.legenda").arg(chosen));
        second.findChild<QLineEdit*>(QStringLiteral("importName"))->setText(QStringLiteral("holiday"));
        QVERIFY(said->text().contains(QStringLiteral("exists already")));
        QVERIFY(!second.findChild<QPushButton*>(QStringLiteral("startImport"))->isEnabled());
        second.findChild<QComboBox*>(QStringLiteral("importInto"))->setCurrentIndex(1);
        QCOMPARE(said->text(), QStringLiteral("Adds to %1").arg(made));
        QVERIFY(second.findChild<QPushButton*>(QStringLiteral("startImport"))->isEnabled());
    }

    void opensOnePhotograph() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        const QString file = photographs(3) + QStringLiteral("/photo 2.png");
        window.openPath(file);
        QTRY_VERIFY_WITH_TIMEOUT(bridge.project().has_value() && window.browse()->currentImage() != 0, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.browse()->canvas()->image().isNull(), 20000);
    }

    // A button that disappears when it is pressed (Start training, Resume) leaves the keyboard to the page, not to
    // "Settings".
    void theKeyboardStaysOnThePage() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.openPath(photographs(5));
        QTRY_VERIFY_WITH_TIMEOUT(window.currentPage() && window.browse()->currentImage() != 0, 20000);
        for (const bool hides : {true, false}) {
            QPushButton button(window.currentPage());
            button.show();
            button.setFocus();
            QVERIFY(QApplication::focusWidget() == &button);
            if (hides)
                button.hide();
            else
                button.setEnabled(false);
            const QWidget* now = QApplication::focusWidget();
            QVERIFY(now && now != &button);
            QVERIFY2(!window.findChild<Rail*>()->isAncestorOf(now), now->metaObject()->className());
        }
    }

    void paletteFindsActions() {
        QVERIFY(CommandPalette::matches(QStringLiteral("Open a folder of photographs"), QStringLiteral("folder open")));
        QVERIFY(!CommandPalette::matches(QStringLiteral("Open a folder"), QStringLiteral("close")));
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* search = window.findChild<QLineEdit*>();
        search->setEnabled(true);
        search->setFocus();
        QVERIFY(QApplication::focusWidget() == search);
        bool ran = false;
        auto* action = new QAction(QStringLiteral("Unmistakable"), &window);
        connect(action, &QAction::triggered, this, [&ran] { ran = true; });
        auto* palette = new CommandPalette({action}, &window);
        auto* query = palette->findChild<QLineEdit*>();
        query->setText(QStringLiteral("mistak"));
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(ran);
        QVERIFY(QApplication::focusWidget() == search);  // the keyboard is back where it was
        // A word's beginning counts more than its middle.
        QAction removed(QStringLiteral("Bring back all photographs that were removed")),
            moved(QStringLiteral("Find moved photographs"));
        auto* two = new CommandPalette({&removed, &moved}, &window);
        two->findChild<QLineEdit*>()->setText(QStringLiteral("moved"));
        auto* list = two->findChild<QListWidget*>();
        QCOMPARE(list->count(), 2);
        QCOMPARE(list->item(0)->text(), moved.text());
        QTest::keyClick(two->findChild<QLineEdit*>(), Qt::Key_Escape);
    }

    // By the words that people use, and nothing but a blank is never shown.
    void paletteKnowsOtherWords() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QPointer<CommandPalette> palette = new CommandPalette(window.actions(), &window);
        auto* query = palette->findChild<QLineEdit*>();
        auto* list = palette->findChild<QListWidget*>();
        auto* nothing = palette->findChild<QLabel*>(QStringLiteral("nothingFound"));
        QVERIFY(list->isVisible() && !nothing->isVisible());
        const auto found = [&](const char* words) {
            query->setText(QLatin1String(words));
            QStringList texts;
            for (int row = 0; row < list->count(); ++row) texts << list->item(row)->text();
            return texts;
        };
        QVERIFY(found("theme").contains(QStringLiteral("Dark appearance")));
        QVERIFY(found("colour").contains(QStringLiteral("Light appearance")));
        QCOMPARE(found("dark").front(), QStringLiteral("Dark appearance"));  // the name before the other word
        QVERIFY(found("dark").contains(QStringLiteral("Settings")));
        QVERIFY(found("shortcut").contains(QStringLiteral("Keys")));
        QVERIFY(found("backup").contains(QStringLiteral("Backups and imports")));
        QVERIFY(found("exit program").contains(QStringLiteral("Quit")));
        QVERIFY(found("qqq zz").isEmpty());
        QVERIFY(!list->isVisible() && nothing->isVisible());
        QCOMPARE(nothing->text(), QStringLiteral("Nothing found for “qqq zz”"));
        QTest::keyClick(query, Qt::Key_Return);  // there is nothing to run
        QVERIFY(palette && palette->isVisible());
        QVERIFY(found("keys").contains(QStringLiteral("Keys")));
        QVERIFY(list->isVisible() && !nothing->isVisible());
        QTest::keyClick(query, Qt::Key_Escape);
    }

    // Every page's zoom has the palette's words too.
    void zoomIsFoundByWhatItDoes() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        for (const char* id : {"browse", "annotate"}) {
            const Page* page = window.page(QLatin1String(id));
            const auto* zoom = page->findChild<QAction*>(QLatin1String(id) + QStringLiteral(".zoomIn"));
            QVERIFY(zoom);
            QVERIFY(CommandPalette::matches(synonymsOf(zoom->objectName()), QStringLiteral("enlarge")));
        }
    }

    // What the rail says of its keys is what the keys are.
    void theRailNamesTheKeysInForce() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        auto* rail = window.findChild<Rail*>();
        const auto tipOf = [&](const char* title) {
            for (const auto* button : rail->findChildren<QAbstractButton*>())
                if (button->text() == QLatin1String(title)) return button->toolTip();
            return QString();
        };
        auto& keys = Shortcuts::ofApplication();
        QCOMPARE(tipOf("Browse"), QStringLiteral("Browse  (Ctrl+1)"));
        QCOMPARE(tipOf("Evaluate"), QStringLiteral("Evaluate  (Ctrl+4)"));
        QCOMPARE(tipOf("Settings"), QStringLiteral("Settings  (Ctrl+,)"));
        QVERIFY(keys.setKeys(QStringLiteral("view.evaluate"), {QKeySequence(QStringLiteral("Ctrl+9"))}));
        QCOMPARE(tipOf("Evaluate"), QStringLiteral("Evaluate  (Ctrl+9)"));
        QVERIFY(keys.setKeys(QStringLiteral("view.evaluate"), {}));
        QCOMPARE(tipOf("Evaluate"), QStringLiteral("Evaluate"));
        keys.reset(QStringLiteral("view.evaluate"));
        QCOMPARE(tipOf("Evaluate"), QStringLiteral("Evaluate  (Ctrl+4)"));
    }

    void everyActionHasANameAndKeysDoNotClash() {
        Bridge bridge(config());
        MainWindow window(&bridge, false);
        for (const Page* page : window.pages()) {
            QMap<QString, QString> seen;
            for (const QAction* action : page->actions() + window.actions()) {
                QVERIFY(!action->text().isEmpty());
                QVERIFY(!action->objectName().isEmpty());
                for (const QKeySequence& key : action->shortcuts()) {
                    QVERIFY2(!seen.contains(key.toString()),
                             qPrintable(page->id() + QLatin1String(": ") + key.toString() + QLatin1String(" is ") +
                                        action->objectName() + QLatin1String(" and ") + seen.value(key.toString())));
                    seen.insert(key.toString(), action->objectName());
                }
            }
        }
    }
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
