// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/browse/panel/sentence_section.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/images/image_list_model.h"
#include "ui/shell/project_opener.h"

#include <QAccessible>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// One's own photographs: their splits, which of them belong to the project, and their sentences, by mouse and keys.
class TestBrowseOwn : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::BrowseWindow> browse_;

    ThumbnailView& view() { return browse_->thumbnails(); }
    QPoint centre(int row) { return view().visualRect(view().model()->index(row, 0)).center(); }
    qint64 imageAt(int row) { return view().model()->index(row, 0).data(ImageListModel::IdRole).toLongLong(); }
    int rows() { return view().model()->rowCount(); }
    void choose(int row, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(view().viewport(), Qt::LeftButton, modifiers, centre(row));
    }
    // Triggers an entry of the context menu that opens over a thumbnail.
    void fromMenu(int row, const char* entry) {
        QContextMenuEvent event(QContextMenuEvent::Mouse, centre(row), view().viewport()->mapToGlobal(centre(row)));
        QApplication::sendEvent(view().viewport(), &event);
        trigger("imageMenu", entry);
    }
    void trigger(const char* menu, const char* entry) {
        QMenu* shown = nullptr;
        QTRY_VERIFY((shown = browse_->window().findChild<QMenu*>(QLatin1String(menu))) && shown->isVisible());
        auto* said = QAccessible::queryAccessibleInterface(shown);
        QVERIFY(said && !said->text(QAccessible::Name).isEmpty());
        auto* action = shown->findChild<QAction*>(QLatin1String(entry));
        QVERIFY2(action, entry);
        action->trigger();
        shown->close();
        QTRY_VERIFY(!browse_->window().findChild<QMenu*>(QLatin1String(menu)));
    }
    void undo() {
        QAbstractButton* button = nullptr;
        QTRY_VERIFY([&] {
            for (auto* each : browse_->window().findChildren<QAbstractButton*>())
                if (each->isVisible() && each->text() == QStringLiteral("Undo")) button = each;
            return button != nullptr;
        }());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    std::string splitOf(qint64 image) { return test::must(project_->open().image(image)).split; }
    std::vector<std::string> sentences(qint64 image) {
        std::vector<std::string> texts;
        for (const auto& caption : test::must(project_->open().captions(image))) texts.push_back(caption.text);
        return texts;
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        browse_ = std::make_unique<test::BrowseWindow>(QString::fromStdString(project_->project.string()));
        QTRY_VERIFY_WITH_TIMEOUT(browse_->settled() && rows() > 3, 60000);
    }
    void cleanup() {
        browse_.reset();
        project_.reset();
    }

    void severalGetASplitAndItIsTakenBack() {
        const qint64 first = imageAt(0), second = imageAt(1), third = imageAt(2);
        const std::string before = splitOf(first);
        choose(0);
        choose(1, Qt::ControlModifier);
        QTRY_COMPARE(browse_->page().currentImage(), second);
        QCOMPARE(view().selectionModel()->selectedIndexes().size(), 2);
        fromMenu(1, "split.test");
        QTRY_COMPARE(splitOf(first), std::string("test"));
        QCOMPARE(splitOf(second), std::string("test"));
        QCOMPARE(splitOf(third), before);
        undo();
        QTRY_COMPARE(splitOf(first), before);
        QCOMPARE(splitOf(second), before);
    }

    // A screen reader finds a menu that is open below the window, with its entries and those of the menu in it.
    void anOpenMenuIsInTheTree() {
        auto* window = QAccessible::queryAccessibleInterface(&browse_->window());
        QVERIFY(window && window->role() == QAccessible::Window);
        const int before = window->childCount();
        QContextMenuEvent event(QContextMenuEvent::Mouse, centre(0), view().viewport()->mapToGlobal(centre(0)));
        QApplication::sendEvent(view().viewport(), &event);
        auto* shown = browse_->window().findChild<QMenu*>(QStringLiteral("imageMenu"));
        QTRY_VERIFY(shown && shown->isVisible());
        QCOMPARE(window->childCount(), before + 1);
        auto* menu = window->child(before);
        QVERIFY(menu && menu->role() == QAccessible::PopupMenu && menu->object() == shown);
        QCOMPARE(window->indexOfChild(menu), before);
        const QPoint inside = menu->rect().center();
        QCOMPARE(window->childAt(inside.x(), inside.y()), menu);
        QStringList entries;
        for (int i = 0; i < menu->childCount(); ++i) entries << menu->child(i)->text(QAccessible::Name);
        QVERIFY2(entries.contains(QStringLiteral("Copy its path")), qPrintable(entries.join(QLatin1Char('|'))));
        QCOMPARE(entries.front(), QStringLiteral("Split"));
        auto* splits = menu->child(0)->child(0);
        QVERIFY(splits && splits->role() == QAccessible::PopupMenu && splits->childCount() >= 4);
        // The entries of the menu in it are below it alone.
        QTest::keyClick(shown, Qt::Key_Down);
        QTest::keyClick(shown, Qt::Key_Right);
        QTRY_VERIFY(qobject_cast<QMenu*>(splits->object())->isVisible());
        QCOMPARE(window->childCount(), before + 1);
        shown->close();
        QTRY_VERIFY(!browse_->window().findChild<QMenu*>(QStringLiteral("imageMenu")));
        QCOMPARE(window->childCount(), before);
    }

    void allAreDividedByTheSeed() {
        fromMenu(0, "divideImages");
        QDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = browse_->window().findChild<QDialog*>(QStringLiteral("divideDialog"))));
        dialog->findChild<QSpinBox*>(QStringLiteral("share.train"))->setValue(100);
        QVERIFY(!dialog->findChild<QAbstractButton*>(QStringLiteral("divide"))->isEnabled());
        dialog->findChild<QSpinBox*>(QStringLiteral("share.train"))->setValue(50);
        dialog->findChild<QSpinBox*>(QStringLiteral("share.dev"))->setValue(50);
        dialog->findChild<QSpinBox*>(QStringLiteral("share.test"))->setValue(0);
        if (const QString folder = qEnvironmentVariable("LEGENDA_SHOTS"); !folder.isEmpty())
            dialog->grab().save(folder + QStringLiteral("/divide.png"));
        QTest::mouseClick(dialog->findChild<QAbstractButton*>(QStringLiteral("divide")), Qt::LeftButton);
        const auto counts = [this] { return test::must(project_->open().counts()); };
        const auto before = counts();
        QTRY_COMPARE(counts().train, before.total() / 2);
        QCOMPARE(counts().dev, before.total() - before.total() / 2);
        const QString told = QStringLiteral("%1 photographs divided among splits").arg(before.total());
        QTRY_VERIFY(std::ranges::any_of(browse_->window().findChildren<QLabel*>(),
                                        [&](const QLabel* each) { return each->text() == told; }));
    }

    // At the start of the program, on another page, the list is empty for a while.
    void aDivisionCountsPhotographsThatAreNotListedYet() {
        qobject_cast<ImageListModel*>(view().model())->setImages({});
        QCOMPARE(rows(), 0);
        browse_->action("browse.divide")->trigger();
        auto* dialog = browse_->window().findChild<QDialog*>(QStringLiteral("divideDialog"));
        QVERIFY(dialog);
        for (const char* share : {"share.dev", "share.test"})
            dialog->findChild<QSpinBox*>(QLatin1String(share))->setValue(0);
        dialog->findChild<QSpinBox*>(QStringLiteral("share.train"))->setValue(100);
        const QString said = dialog->findChild<QLabel*>(QStringLiteral("divideCounts"))->text();
        const auto all = test::must(project_->open().counts()).total();
        QVERIFY2(said.contains(QStringLiteral(" %1 in train").arg(all)), qPrintable(said));
        dialog->close();
    }

    // Above the picture, with the button that finds it again; not in the picture and beside it, too.
    void aFileThatIsGoneIsNamedOnce() {
        const int last = rows() - 1;
        const auto file = QString::fromStdString(test::must(project_->open().image(imageAt(last))).file.string());
        QVERIFY(QFile::remove(file));
        view().setCurrentIndex(view().model()->index(last, 0));
        const auto named = [&] {
            const auto labels = browse_->window().findChildren<QLabel*>();
            return static_cast<int>(std::ranges::count_if(
                labels, [&](const QLabel* each) { return each->isVisible() && each->text().contains(file); }));
        };
        QTRY_COMPARE_WITH_TIMEOUT(named(), 1, 20000);
        QTest::qWait(300);  // for what else is asked about it
        QCOMPARE(named(), 1);
    }

    void aPhotographIsRemovedAndComesBack() {
        const int all = rows();
        const qint64 first = imageAt(0), second = imageAt(1);
        choose(0);
        QTRY_COMPARE(browse_->page().currentImage(), first);
        fromMenu(0, "copyPath");
        QVERIFY(QFileInfo::exists(QGuiApplication::clipboard()->text()));
        fromMenu(0, "removeImages");
        QTRY_COMPARE(rows(), all - 1);
        QTRY_COMPARE(browse_->page().currentImage(), second);
        QCOMPARE(test::must(project_->open().images()).size(), static_cast<std::size_t>(all - 1));
        QVERIFY(std::filesystem::exists(test::must(project_->open().image(first)).file));
        undo();
        QTRY_COMPARE(rows(), all);
        QCOMPARE(imageAt(0), first);
        // Later too, all at once.
        for (int i = 0; i < 2; ++i) {
            choose(0);
            fromMenu(0, "removeImages");
            QTRY_COMPARE(rows(), all - 1 - i);
        }
        browse_->action("browse.restore")->trigger();
        QTRY_COMPARE(rows(), all);
    }

    // Photographs whose folder was moved are marked, and found again where they are now.
    void movedPhotographsAreFoundAgain() {
        const QString project = QString::fromStdString(project_->project.string());
        browse_.reset();
        QVERIFY(QDir().rename(project_->folder.filePath(QStringLiteral("pictures")),
                              project_->folder.filePath(QStringLiteral("elsewhere"))));
        browse_ = std::make_unique<test::BrowseWindow>(project);
        const auto problem = [this](int row) {
            return view().model()->index(row, 0).data(ImageListModel::ProblemRole).toString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 3 && problem(0).contains(QStringLiteral("square")), 20000);
        QVERIFY(view().model()->index(0, 0).data(Qt::AccessibleDescriptionRole).toString() == problem(0));
        browse_->shot(QStringLiteral("missing"));
        QAbstractButton* find = nullptr;
        QTRY_VERIFY([&] {
            for (auto* each : browse_->window().findChildren<QAbstractButton*>())
                if (each->isVisible() && each->text() == QStringLiteral("Find moved photographs")) find = each;
            return find != nullptr;
        }());
        auto* opener = browse_->window().findChild<ProjectOpener*>();
        opener->findMoved(project_->folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(problem(0).isEmpty(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!browse_->page().findChild<ImageCanvas*>()->fullSize().isEmpty(), 20000);
        QTRY_VERIFY(!find->isVisible());
        // What the models say of it is asked for again, too.
        QTRY_VERIFY_WITH_TIMEOUT(!browse_->page().alignment().tokens.empty(), 60000);
        QVERIFY(std::filesystem::exists(test::must(project_->open().images()).front().file));
    }

    void aTypedSentenceIsKept() {
        const qint64 image = browse_->page().currentImage();
        const auto before = sentences(image);
        auto* own = browse_->page().findChild<QLineEdit*>(QStringLiteral("ownSentence"));
        auto* keep = browse_->page().findChild<QToolButton*>(QStringLiteral("keepSentence"));
        QVERIFY(!keep->isEnabled());
        own->setFocus();
        QTest::keyClicks(own, QStringLiteral("a square of one colour"));
        browse_->shot(QStringLiteral("keep"));
        QTest::mouseClick(keep, Qt::LeftButton);
        QTRY_COMPARE(sentences(image).size(), before.size() + 1);
        QCOMPARE(sentences(image).back(), std::string("a square of one colour"));
        QTRY_VERIFY(own->text().isEmpty());
        auto* rows = browse_->page().findChild<SentenceSection*>()->findChild<TextRows*>();
        QTRY_COMPARE(rows->paintedItemCount(), static_cast<int>(before.size()) + 1);
        QTRY_COMPARE(rows->current(), static_cast<int>(before.size()));
        // It is there after another look at the image, and Delete takes it away, with Undo.
        QTest::keyClick(rows, Qt::Key_Delete);
        QTRY_COMPARE(sentences(image), before);
        QTRY_COMPARE(rows->paintedItemCount(), static_cast<int>(before.size()));
        undo();
        QTRY_COMPARE(sentences(image).size(), before.size() + 1);
        QTRY_COMPARE(rows->paintedItemCount(), static_cast<int>(before.size()) + 1);
        // By the keyboard alone.
        own->setFocus();
        QTest::keyClicks(own, QStringLiteral("another square"));
        QTest::keyClick(own, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(sentences(image).size(), before.size() + 2);
        QCOMPARE(sentences(image).back(), std::string("another square"));
    }
};

QTEST_MAIN(TestBrowseOwn)
#include "test_browse_own.moc"
