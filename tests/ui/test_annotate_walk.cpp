// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotators.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/review/review_panel.h"

#include <QFile>
#include <QListWidget>

#include <optional>

using namespace legenda;
using namespace legenda::ui;

// A morning's work of two annotators from the first name to the file that is handed on.
class TestAnnotateWalk : public QObject {
    Q_OBJECT
 private:
    static constexpr int kBoxes = 5;
    static QRectF place(int number, double aside = 0) { return {8.0 + 28 * number + aside, 20, 24, 60}; }

 private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        test::AnnotatorsWindow::forget();
    }
    void cleanupTestCase() { test::AnnotatorsWindow::forget(); }

    void fromTheFirstNameToTheExport() {
        const test::UiProject project;
        test::AnnotatorsWindow window(project.project);
        QVERIFY(window.ready());
        auto& page = window.page();
        const auto first = page.image();
        const auto stored = [&] { return test::must(project.open().regions(first)); };
        const auto act = [&](const char* id) { page.findChild<QAction*>(QLatin1String(id))->trigger(); };

        window.signIn(QStringLiteral("Ada"));
        for (int i = 0; i < kBoxes; ++i) window.draw(place(i), QStringLiteral("stripe number %1").arg(i + 1));
        QCOMPARE(stored().size(), std::size_t(kBoxes));
        QCOMPARE(stored().back().snippets.at(0).text, std::string("stripe number 5"));

        // The last text and its box go and come back.
        for (int i = 0; i < 2; ++i) {
            window.key(Qt::Key_Z, Qt::ControlModifier);
            QTRY_VERIFY(window.saved());
        }
        QTRY_COMPARE(stored().size(), std::size_t(kBoxes - 1));
        for (int i = 0; i < 2; ++i) {
            window.key(Qt::Key_Y, Qt::ControlModifier);
            QTRY_VERIFY(window.saved());
        }
        QTRY_VERIFY(stored().size() == kBoxes && !stored().back().snippets.empty());

        act("annotate.done");
        QTRY_COMPARE(page.people()->marks(first).size(), std::size_t(1));
        act("annotate.nextUnfinished");
        QTRY_VERIFY(page.image() != first && window.ready());

        // Ben works on the same image and sees nothing of it.
        window.entry(QStringLiteral("Hide the others"))->trigger();
        window.signIn(QStringLiteral("Ben"));
        page.showImage(first);
        QTRY_VERIFY(page.image() == first && window.ready());
        QTRY_VERIFY(page.cards().empty());
        for (int i = 0; i < kBoxes - 1; ++i) window.draw(place(i, 2), QStringLiteral("stripe number %1").arg(i + 1));
        act("annotate.done");
        QTRY_COMPARE(stored().size(), std::size_t(2 * kBoxes - 1));

        // Review: the box that Ben has not drawn is the worst disagreement.
        act("annotate.review");
        auto* list = page.review()->findChild<QListWidget*>(QStringLiteral("disagreements"));
        QTRY_VERIFY_WITH_TIMEOUT(page.review()->settled() && list->count() > 0, 20000);
        QVERIFY2(list->item(0)->text().contains(QStringLiteral("only Ada")), qPrintable(list->item(0)->text()));
        list->setCurrentRow(0);
        auto* keep = page.review()->findChild<QPushButton*>(QStringLiteral("takeFirst"));
        QCOMPARE(keep->text(), QStringLiteral("Keep Ada's box"));
        QTest::mouseClick(keep, Qt::LeftButton);
        QTRY_COMPARE(test::must(project.open().settlements()).size(), std::size_t(1));
        act("annotate.reviewed");
        QTRY_VERIFY(page.people()->marked(first, store::MarkKind::Reviewed, "Ada") &&
                    page.people()->marked(first, store::MarkKind::Reviewed, "Ben"));
        window.window().shot(QStringLiteral("walk"));

        const QString file = project.folder.filePath(QStringLiteral("stripes.csv"));
        std::optional<base::Result<exchange::SnippetsReport>> report;
        window.bridge().jobs().exportSnippets(
            &page, {std::filesystem::path(file.toStdString()), "csv", false}, {},
            [&](base::Result<exchange::SnippetsReport> done) { report = std::move(done); });
        QTRY_VERIFY(report.has_value());
        QVERIFY2(report->has_value(), report->has_value() ? "" : report->error().message.c_str());
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        QVERIFY(text.contains("stripe number 5") && text.contains("Ada") && text.contains("Ben"));
    }
};

QTEST_MAIN(TestAnnotateWalk)
#include "test_annotate_walk.moc"
