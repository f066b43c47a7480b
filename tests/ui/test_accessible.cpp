// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/check.h"
#include "tests/support/evaluation_result.h"
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/controls/model_items.h"
#include "ui/controls/options_form.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/evaluate/results_list.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/jobs_button.h"
#include "ui/shell/settings/settings_panel.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QAbstractButton>
#include <QComboBox>

using namespace legenda;
using namespace legenda::ui;

// Whoever cannot see the window hears its controls: each has a role and a name of its own, on every page and in every
// panel and dialog.
class TestAccessible : public QObject {
    Q_OBJECT
 private:
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::BrowseWindow> window_;

    template <class T>
    T* page(const char* id) {
        window_->window().showPage(QLatin1String(id));
        return static_cast<T*>(window_->window().page(QLatin1String(id)));
    }
    void check(QWidget* top, int least) {
        const test::AccessibleTree tree(top);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(QLatin1Char('\n') + tree.problems().join(QLatin1Char('\n'))));
        QVERIFY2(tree.controls() >= least, qPrintable(QString::number(tree.controls())));
    }
    void checkWindow(int least) { check(&window_->window(), least); }

 private Q_SLOTS:
    void initTestCase() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::BrowseWindow>(QString::fromStdString(project_->project.string()));
        QVERIFY(window_->page().currentImage() != 0);
        window_->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window_->window()));
    }
    void cleanupTestCase() {
        window_.reset();
        project_.reset();
    }

    void browse() { checkWindow(15); }

    void annotate() {
        auto* annotate = page<AnnotatePage>("annotate");
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled() && annotate->image() != 0, 10000);
        checkWindow(15);
        annotate->document()->create({10, 10, 40, 40}, QStringLiteral("one"));
        annotate->document()->create({20, 20, 40, 40}, QStringLiteral("two"));
        QTRY_COMPARE(annotate->cards().size(), std::size_t(2));
        QTest::mouseClick(annotate->cards().at(1)->findChild<QWidget*>(QStringLiteral("addText")), Qt::LeftButton);
        checkWindow(23);
        QVERIFY(QApplication::focusWidget());
        QCOMPARE(QAccessible::queryAccessibleInterface(QApplication::focusWidget())->text(QAccessible::Name),
                 QStringLiteral("Text 2 of box 2"));
    }

    void train() {
        auto* train = page<TrainPage>("train");
        QTRY_VERIFY_WITH_TIMEOUT(train->settled(), 10000);
        checkWindow(8);
        train->newRun()->slideIn();
        QTRY_COMPARE(train->newRun()->pos().x(), train->width() - train->newRun()->width());
        train->newRun()->form()->setAdvancedShown(true);
        checkWindow(25);
        // It is a child of what it is part of: a reader that is in it finds its way up and down again.
        QAccessibleInterface* panel = QAccessible::queryAccessibleInterface(train->newRun());
        QVERIFY(panel->parent() && panel->parent()->indexOfChild(panel) >= 0);
        train->newRun()->slideOut();
    }

    void evaluate() {
        auto* evaluate = page<EvaluatePage>("evaluate");
        checkWindow(8);
        const nlohmann::json side{{"r1", 20.04}, {"r5", 45.0}, {"r10", 60.5}, {"median_rank", 6.0}};
        evaluate->list()->add(
            test::resultOf("retrieval", "a model",
                           {{"split", "dev"}, {"images", 8}, {"image_annotation", side}, {"image_search", side}}));
        QTRY_VERIFY(evaluate->list()->isVisible());
        checkWindow(20);
        auto* retrieval = evaluate->findChild<QAbstractButton*>(QStringLiteral("retrieval"));
        QCOMPARE(QAccessible::queryAccessibleInterface(retrieval)->role(), QAccessible::RadioButton);
    }

    void dialogs() {
        auto* sheet = new ImportSheet(&window_->bridge(), project_->folder.path(), &window_->window());
        sheet->show();
        check(sheet, 9);
        sheet->close();
        auto* settings = new SettingsDialog(&window_->window());
        settings->show();
        check(settings, 3);
        settings->showKeys();
        check(settings, 10);
        settings->close();
        auto* palette = new CommandPalette(window_->window().actions(), &window_->window());
        check(palette, 2);
        checkWindow(10);
        palette->close();
    }

    // A list in which there is nothing to choose says so: by what is chosen it is named.
    void emptyChoices() {
        QComboBox models;
        fillModels(&models, {}, project::ModelKind::Caption, false);
        QCOMPARE(QAccessible::queryAccessibleInterface(&models)->text(QAccessible::Name),
                 QStringLiteral("none yet: train one"));
        QVERIFY(!models.isEnabled() && !models.currentData().isValid());
    }

    void jobs() {
        JobsModel jobs;
        jobs.add(1, QStringLiteral("Import of a"));
        jobs.add(2, QStringLiteral("Import of b"));
        JobsPopup popup(
            &jobs, [](qint64) {}, &window_->window());
        popup.setAttribute(Qt::WA_DeleteOnClose, false);
        popup.show();
        check(&popup, 2);
        auto* window = QAccessible::queryAccessibleInterface(&window_->window());
        auto* last = window->child(window->childCount() - 1);
        QVERIFY(last && last->object() == &popup && last->text(QAccessible::Name) == QStringLiteral("Jobs"));
        JobsButton button(&jobs, [](qint64) {});
        QCOMPARE(button.accessibleName(), QStringLiteral("2 jobs"));
    }
};

QTEST_MAIN(TestAccessible)
#include "test_accessible.moc"
