// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_annotators.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/people/queue_dots.h"
#include "ui/annotate/people/task_form.h"
#include "ui/annotate/people/tasks_dialog.h"
#include "ui/controls/toast.h"
#include "ui/shell/settings/settings_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QTableWidget>

#include <sqlite3.h>

using namespace legenda;
using namespace legenda::ui;
using store::MarkKind;

// Several people annotate one project: each with a name, in blind mode, by tasks, with marks.
class TestAnnotatePeople : public QObject {
    Q_OBJECT
 private:
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::AnnotatorsWindow> window_;

    AnnotatePage& page() { return window_->page(); }
    PeopleState* people() { return page().people(); }
    AnnotateQueue* queue() { return page().findChild<AnnotateQueue*>(); }
    void open() {
        window_ = std::make_unique<test::AnnotatorsWindow>(project_->project);
        QVERIFY(window_->ready());
    }
    std::vector<store::RegionRecord> stored(std::int64_t image) { return test::must(project_->open().regions(image)); }
    std::vector<std::int64_t> rows() {
        std::vector<std::int64_t> ids;
        for (int row = 0; row < queue()->model()->rowCount(); ++row) ids.push_back(queue()->model()->idAt(row));
        return ids;
    }
    QString quota() { return window_->find<QLabel>("quota")->text(); }
    void mark(const char* action) { page().findChild<QAction*>(QLatin1String(action))->trigger(); }
    bool isMarked(std::int64_t image, MarkKind kind, const char* annotator) {
        return std::ranges::any_of(test::must(project_->open().marks()), [&](const auto& mark) {
            return mark.image == image && mark.kind == kind && mark.annotator == annotator;
        });
    }

    void showProgress() {
        mark("annotate.tasks");
        auto* dialog = window_->window().window().findChild<TasksDialog*>();
        auto* totals = dialog->findChild<QTableWidget*>(QStringLiteral("tasks"));
        auto* each = dialog->findChild<QTableWidget*>(QStringLiteral("taskAnnotators"));
        QTRY_COMPARE(each->rowCount(), 1);
        QCOMPARE(each->item(0, 0)->text(), QStringLiteral("Ada"));
        QCOMPARE(each->item(0, 1)->text(), QStringLiteral("1 of 6 (16 %)"));
        QCOMPARE(each->item(0, 3)->text(), QStringLiteral("1"));
        QCOMPARE(totals->item(0, 3)->text(), QStringLiteral("0 of 6 (0 %)"));
        const test::AccessibleTree tree(dialog);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        window_->window().shot(QStringLiteral("tasks"), dialog);
        window_->window().shot(QStringLiteral("tasks-window"));
        dialog->close();
    }
    // The edits of this process as if they were of one that has ended.
    void endSessions() {
        sqlite3* db = nullptr;
        QCOMPARE(sqlite3_open((project_->project / "project.sqlite").c_str(), &db), SQLITE_OK);
        QCOMPARE(sqlite3_exec(db, "UPDATE action SET session = 'ended'", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(db);
    }

 private Q_SLOTS:
    void init() {
        QStandardPaths::setTestModeEnabled(true);
        test::AnnotatorsWindow::forget();
        project_ = std::make_unique<test::UiProject>();
        open();
    }
    void cleanup() {
        window_.reset();
        project_.reset();
        test::AnnotatorsWindow::forget();
    }

    void boxesAndTextsBelongToWhoIsSignedIn() {
        auto* button = window_->find<QToolButton>("signIn");
        QCOMPARE(button->text(), QStringLiteral("Sign in"));
        window_->signIn(QStringLiteral("Ada"));
        QCOMPARE(button->text(), QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        const auto regions = stored(page().image());
        QCOMPARE(regions.size(), std::size_t(1));
        QCOMPARE(regions[0].annotator, std::string("Ada"));
        QCOMPARE(regions[0].snippets.at(0).annotator, std::string("Ada"));
        // Remembered on this machine, for every project.
        window_.reset();
        open();
        QCOMPARE(people()->name(), QStringLiteral("Ada"));
        window_->entry(QStringLiteral("Sign out"))->trigger();
        QCOMPARE(window_->find<QToolButton>("signIn")->text(), QStringLiteral("Sign in"));
    }

    void aNameThatIsThereAlreadyIsSaid() {
        window_->signIn(QStringLiteral("Ada"));
        window_->entry(QStringLiteral("New annotator"))->trigger();
        auto* sheet = window_->window().window().findChild<AnnotatorSheet*>();
        auto* add = sheet->findChild<QPushButton*>(QStringLiteral("addAnnotator"));
        QVERIFY(!add->isEnabled());
        const test::AccessibleTree tree(sheet);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        window_->window().shot(QStringLiteral("people-new"), sheet);
        QTest::keyClicks(sheet->findChild<QLineEdit*>(QStringLiteral("annotatorName")), QStringLiteral("Ada"));
        QTest::mouseClick(add, Qt::LeftButton);
        const auto said = [this] {
            for (auto* label : page().findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(QStringLiteral("already"))) return true;
            return false;
        };
        QTRY_VERIFY(said());
    }

    void blindHidesTheOthersWork() {
        const auto image = page().image();
        window_->signIn(QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        mark("annotate.done");
        QTRY_VERIFY(isMarked(image, MarkKind::Done, "Ada"));
        window_->entry(QStringLiteral("Hide the others"))->trigger();
        window_->signIn(QStringLiteral("Ben"));
        QTRY_VERIFY(page().document()->loaded() && page().document()->regions().empty());
        QTRY_COMPARE(queue()->model()->boxCount(image), 0);
        QVERIFY(page().cards().empty());
        QVERIFY(window_->canvas()->overlays().empty());
        QVERIFY(markSentence(*people(), image).isEmpty());
        QVERIFY(!page().findChild<QAction*>(QStringLiteral("annotate.reviewed"))->isEnabled());
        window_->draw({22, 15, 60, 50}, QStringLiteral("a square"));
        QTRY_COMPARE(queue()->model()->boxCount(image), 1);
        QTRY_COMPARE(stored(image).size(), std::size_t(2));
        // Undo goes over one's own work alone.
        for (int i = 0; i < 4; ++i) {
            window_->key(Qt::Key_Z, Qt::ControlModifier);
            QTest::qWait(50);
        }
        QTRY_COMPARE(stored(image).size(), std::size_t(1));
        QCOMPARE(stored(image)[0].annotator, std::string("Ada"));
        QVERIFY(isMarked(image, MarkKind::Done, "Ada"));
    }

    void anothersBoxIsInTheirColourAndStays() {
        const auto image = page().image();
        window_->signIn(QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        const QColor ada = people()->colourOf("Ada");
        QVERIFY(ada.isValid() && !window_->canvas()->overlays().at(0).ink.isValid());
        window_->signIn(QStringLiteral("Ben"));
        QTRY_VERIFY(!window_->canvas()->overlays().empty() && window_->canvas()->overlays().at(0).ink == ada);
        const auto& overlay = window_->canvas()->overlays().at(0);
        QVERIFY(!overlay.editable);
        QVERIFY(overlay.label.startsWith(QStringLiteral("Ada")));
        QVERIFY(people()->colourOf("Ben") != ada);
        window_->window().shot(QStringLiteral("people-foreign"));
        // A drag does not move it, Del and its card's button do not delete it.
        const QPoint middle = window_->canvas()->toWidget(QPointF(50, 40)).toPoint();
        QTest::mouseClick(window_->canvas(), Qt::LeftButton, {}, middle);
        QCOMPARE(page().selected(), QString::fromStdString(stored(image)[0].uuid));
        QTest::mousePress(window_->canvas(), Qt::LeftButton, {}, middle);
        QTest::mouseMove(window_->canvas(), middle + QPoint(30, 20));
        QTest::mouseMove(window_->canvas(), middle + QPoint(60, 40));
        QTest::mouseRelease(window_->canvas(), Qt::LeftButton, {}, middle + QPoint(60, 40));
        QTest::mouseClick(window_->canvas(), Qt::LeftButton, {}, middle);
        QCOMPARE(page().selected(), QString::fromStdString(stored(image)[0].uuid));
        window_->key(Qt::Key_Delete);
        QTRY_VERIFY(window_->window().window().findChild<Toast*>());
        QVERIFY(window_->window().window().findChild<Toast*>()->accessibleName().contains(QStringLiteral("Ada")));
        QTest::qWait(100);
        QCOMPARE(stored(image).size(), std::size_t(1));
        QCOMPARE(stored(image)[0].snippets.size(), std::size_t(1));
        QCOMPARE(page().cards().size(), std::size_t(1));
        QVERIFY(std::abs(stored(image)[0].box.x - 20) < 1.5);
    }

    void marksAreEdits() {
        const auto image = page().image();
        window_->signIn(QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        const auto undoing = [this](const QString& words) -> QPushButton* {
            for (auto* toast : window_->window().window().findChildren<Toast*>())
                if (toast->isVisible() && toast->accessibleName().contains(words))
                    return toast->findChild<QPushButton*>();
            return nullptr;
        };
        window_->key(Qt::Key_E);
        QTRY_VERIFY(isMarked(image, MarkKind::Done, "Ada"));
        // A key that is pressed by mistake says what it did.
        QTRY_VERIFY(undoing(QStringLiteral("marked as done by you")));
        QTest::mouseClick(undoing(QStringLiteral("marked as done by you")), Qt::LeftButton);
        QTRY_VERIFY(!isMarked(image, MarkKind::Done, "Ada"));
        QTRY_VERIFY(!page().findChild<QAction*>(QStringLiteral("annotate.done"))->isChecked());
        window_->key(Qt::Key_E);
        QTRY_VERIFY(isMarked(image, MarkKind::Done, "Ada"));
        QTRY_VERIFY(page().findChild<QAction*>(QStringLiteral("annotate.done"))->isChecked());
        QTRY_COMPARE(markSentence(*people(), image), QStringLiteral("done: Ada"));
        window_->signIn(QStringLiteral("Ben"));
        QTRY_VERIFY(!page().findChild<QAction*>(QStringLiteral("annotate.done"))->isChecked());
        QTRY_VERIFY(page().findChild<QAction*>(QStringLiteral("annotate.reviewed"))->isEnabled());
        window_->key(Qt::Key_E, Qt::ShiftModifier);
        QTRY_VERIFY(isMarked(image, MarkKind::Reviewed, "Ada"));
        QTRY_VERIFY(undoing(QStringLiteral("marked as reviewed")));
        QTRY_COMPARE(markSentence(*people(), image), QStringLiteral("done: Ada\nreviewed: Ada"));
        window_->window().shot(QStringLiteral("people-marks"));
        QTRY_VERIFY(page().document()->canUndo());
        window_->key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!isMarked(image, MarkKind::Reviewed, "Ada"));
        QTRY_VERIFY(page().document()->canRedo());
        window_->key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(isMarked(image, MarkKind::Reviewed, "Ada"));
        // The next one that Ben has not done.
        mark("annotate.nextUnfinished");
        QTRY_COMPARE(page().image(), project_->images.at(1));
    }

    void theQueueIsFilteredByMarkAnnotatorAndWords() {
        const auto first = page().image();
        window_->signIn(QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        mark("annotate.done");
        QTRY_VERIFY(isMarked(first, MarkKind::Done, "Ada"));
        page().showImage(project_->images.at(2));
        QTRY_VERIFY(page().image() == project_->images.at(2) && window_->ready());
        window_->signIn(QStringLiteral("Ben"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a blue thing"));
        QTest::mouseClick(window_->find<QToolButton>("moreFilters"), Qt::LeftButton);
        auto* markChoice = window_->find<QComboBox>("filterMark");
        auto* annotator = window_->find<QComboBox>("filterAnnotator");
        auto* text = window_->find<QLineEdit>("filterText");
        QVERIFY(markChoice->isVisible());
        window_->window().shot(QStringLiteral("people-filter"));
        markChoice->setCurrentIndex(markChoice->findText(QStringLiteral("Done")));
        QTRY_COMPARE(rows(), std::vector{first});
        markChoice->setCurrentIndex(markChoice->findText(QStringLiteral("Not done")));
        QTRY_COMPARE(rows().size(), project_->images.size() - 1);
        markChoice->setCurrentIndex(0);
        QTRY_COMPARE(rows().size(), project_->images.size());
        annotator->setCurrentIndex(annotator->findText(QStringLiteral("Ben")));
        QTRY_COMPARE(rows(), std::vector{project_->images.at(2)});
        annotator->setCurrentIndex(0);
        QTest::keyClicks(text, QStringLiteral("square"));
        QTRY_COMPARE(rows(), std::vector{first});
        annotator->setCurrentIndex(annotator->findText(QStringLiteral("Ben")));
        QTRY_COMPARE(rows().size(), std::size_t(0));
        // Folding the filters away ends them.
        QTest::mouseClick(window_->find<QToolButton>("moreFilters"), Qt::LeftButton);
        QTRY_COMPARE(rows().size(), project_->images.size());
    }

    void aTaskHasAQuotaAndAnOrderForEachAnnotator() {
        window_->signIn(QStringLiteral("Ada"));
        mark("annotate.tasks");
        auto* dialog = window_->window().window().findChild<TasksDialog*>();
        QVERIFY(dialog);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("newTask")), Qt::LeftButton);
        auto* form = dialog->findChild<TaskForm*>();
        QVERIFY(form);
        const test::AccessibleTree parts(form);
        QVERIFY2(parts.problems().isEmpty(), qPrintable(parts.problems().join(QLatin1Char('\n'))));
        QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("taskName")), QStringLiteral("First round"));
        auto* images = form->findChild<QComboBox*>(QStringLiteral("taskImages"));
        images->setCurrentIndex(images->findText(QStringLiteral("Split train")));
        form->findChild<QSpinBox*>(QStringLiteral("taskBoxes"))->setValue(2);
        form->findChild<QSpinBox*>(QStringLiteral("taskPeople"))->setValue(2);
        window_->window().shot(QStringLiteral("task-form"), form);
        QTest::mouseClick(form->findChild<QPushButton*>(QStringLiteral("addTask")), Qt::LeftButton);
        auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("tasks"));
        QTRY_VERIFY(table->rowCount() == 1 && table->item(0, 1) && table->item(0, 3));
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("First round"));
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("6"));
        QCOMPARE(table->item(0, 2)->text(), QStringLiteral("2 boxes, 2 annotators"));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("workOnTask")), Qt::LeftButton);
        const auto task = test::must(project_->open().tasks().tasks()).at(0);
        const auto adas = test::must(project_->open().tasks().order(task.id, "Ada"));
        const auto bens = test::must(project_->open().tasks().order(task.id, "Ben"));
        QVERIFY(adas != bens);
        QTRY_COMPARE(rows(), adas);
        QTRY_VERIFY(window_->ready());
        QTRY_COMPARE(quota(), QStringLiteral("0 of 2 boxes"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a square"));
        QTRY_COMPARE(quota(), QStringLiteral("1 of 2 boxes"));
        const auto here = page().image();
        mark("annotate.done");
        QTRY_VERIFY(isMarked(here, MarkKind::Done, "Ada"));
        mark("annotate.nextUnfinished");
        const auto next = test::must(project_->open().tasks().nextUnfinished(task.id, "Ada", here));
        QTRY_COMPARE(page().image(), *next);
        window_->signIn(QStringLiteral("Ben"));
        QTRY_COMPARE(rows(), bens);
        showProgress();
        // Remembered with who is signed in.
        window_.reset();
        open();
        QTRY_COMPARE(rows(), bens);
    }

    // Whoever signs in elsewhere stays signed in when the field of the settings loses the keyboard.
    void aNameThatWasNotTypedSignsNobodyIn() {
        people()->signIn(QStringLiteral("Ada"));
        auto* dialog = new SettingsDialog(&window_->window().window());
        dialog->show();
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("annotatorName"));
        QCOMPARE(name->text(), QStringLiteral("Ada"));
        name->setFocus();
        people()->signIn(QStringLiteral("Ben"));
        QCOMPARE(name->text(), QStringLiteral("Ben"));
        Q_EMIT name->editingFinished();
        QCOMPARE(people()->name(), QStringLiteral("Ben"));
        QTest::keyClicks(name, QStringLiteral("no"));
        people()->signIn(QStringLiteral("Ada"));
        QCOMPARE(name->text(), QStringLiteral("Benno"));  // what is being typed stays
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(people()->name(), QStringLiteral("Benno"));
        dialog->close();
    }

    void undoOutlivesARestart() {
        const auto image = page().image();
        window_->signIn(QStringLiteral("Ada"));
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        window_.reset();
        endSessions();
        open();
        QCOMPARE(page().image(), image);
        QTRY_VERIFY(page().document()->canUndo());
        window_->key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(stored(image).at(0).snippets.size(), std::size_t(0));
        window_->key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(stored(image).empty());
        window_.reset();
        endSessions();
        open();
        QTRY_VERIFY(page().document()->canRedo());
        window_->key(Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(stored(image).size(), std::size_t(1));
    }
};

QTEST_MAIN(TestAnnotatePeople)
#include "test_annotate_people.moc"
