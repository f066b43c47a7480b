// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotators.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/annotate/phrases/phrases_mode.h"
#include "ui/annotate/review/review_panel.h"

#include <QDirIterator>
#include <QFile>
#include <QListWidget>
#include <QTableWidget>

#include <optional>

using namespace legenda;
using namespace legenda::ui;

// A morning's work of two annotators from the first name to the file that is handed on, by mouse and keys.
class TestAnnotateWalk : public QObject {
    Q_OBJECT
 private:
    static constexpr int kBoxes = 5;
    static QRectF place(int number, double aside = 0) { return {8.0 + 28 * number + aside, 20, 24, 60}; }

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::AnnotatorsWindow> window_;
    std::int64_t first_ = 0;
    QString ground_;  // "green ground"

    AnnotatePage& page() { return window_->page(); }
    PhraseSelection* selection() { return page().phrases()->selection(); }
    PhraseSentence* sentence() { return window_->find<PhraseSentence>("phraseSentence"); }
    std::vector<store::RegionRecord> regions() { return test::must(project_->open().regions(first_)); }
    std::vector<store::ChainRecord> chains() { return test::must(project_->open().chains(first_)); }
    bool written() { return !page().phrases()->writing() && !page().writing(); }
    void openPhrases() {
        window_->key(Qt::Key_P);
        QVERIFY(page().phrases()->on());
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && !selection()->entries().empty(), 60000);
    }
    void closePhrases() {
        window_->key(Qt::Key_P);
        QVERIFY(!page().phrases()->on());
        QTRY_VERIFY(window_->ready());
    }
    void selectWords(int from, int to) {
        const auto at = [this](int word) { return sentence()->wordRect(word).center().toPoint(); };
        QTest::mousePress(sentence(), Qt::LeftButton, {}, at(from));
        QTest::mouseMove(sentence(), at(to));
        QTest::mouseRelease(sentence(), Qt::LeftButton, {}, at(to));
    }
    void press(const char* id) {
        for (auto* button : page().findChildren<QToolButton*>())
            if (button->isVisible() && button->defaultAction() &&
                button->defaultAction()->objectName() == QLatin1String(id))
                return QTest::mouseClick(button, Qt::LeftButton);
        QFAIL(id);
    }
    // The file, or all files of the folder, that the project is exported to.
    QByteArray exported(const QString& name, const char* format) {
        const QString file = project_->folder.filePath(name);
        std::optional<base::Result<exchange::SnippetsReport>> report;
        window_->bridge().jobs().exportSnippets(
            &page(), {std::filesystem::path(file.toStdString()), format, false}, {},
            [&](base::Result<exchange::SnippetsReport> done) { report = std::move(done); });
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 10000);
        if (!report || !*report) return {};
        QByteArray text;
        const auto add = [&text](const QString& path) {
            QFile one(path);
            if (one.open(QIODevice::ReadOnly)) text += one.readAll();
        };
        if (QFileInfo(file).isFile()) add(file);
        for (QDirIterator files(file, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) add(files.next());
        return text;
    }

    void fiveBoxesWithTexts() {
        for (int i = 0; i < kBoxes; ++i) window_->draw(place(i), QStringLiteral("stripe number %1").arg(i + 1));
        QCOMPARE(regions().size(), std::size_t(kBoxes));
        QCOMPARE(regions().back().snippets.at(0).text, std::string("stripe number 5"));
        // The last text and its box go and come back.
        for (int i = 0; i < 2; ++i) {
            window_->key(Qt::Key_Z, Qt::ControlModifier);
            QTRY_VERIFY(window_->saved());
        }
        QTRY_COMPARE(regions().size(), std::size_t(kBoxes - 1));
        for (int i = 0; i < 2; ++i) {
            window_->key(Qt::Key_Y, Qt::ControlModifier);
            QTRY_VERIFY(window_->saved());
        }
        QTRY_VERIFY(regions().size() == kBoxes && !regions().back().snippets.empty());
    }

    // One phrase by its proposal, one by a drawn box, one that is not visible.
    void threePhrases() {
        openPhrases();
        QCOMPARE(selection()->current().text, QStringLiteral("a red square"));
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QTRY_VERIFY(written());
        ground_ = selection()->words().mid(4, 2).join(QLatin1Char(' '));
        selectWords(4, 5);
        test::drawBox(window_->canvas(), {90, 84, 50, 30});
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QTRY_VERIFY(written());
        QTest::keyClick(sentence(), Qt::Key_Down);
        QCOMPARE(selection()->sentence(), 1);
        selectWords(3, 3);
        QTest::keyClick(sentence(), Qt::Key_V);
        QTRY_COMPARE(chains().size(), std::size_t(3));
        QCOMPARE(chains().at(2).presence, store::Presence::NotVisible);
        QTRY_VERIFY(written() && page().document()->canUndo());
        window_->key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QTRY_VERIFY(written() && page().document()->canRedo());
        window_->key(Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(chains().size(), std::size_t(3));
        QTRY_VERIFY(written());
        QCOMPARE(regions().size(), std::size_t(kBoxes + 2));
        window_->window().shot(QStringLiteral("walk-phrases"));
        closePhrases();
    }

    void benWorksBlind() {
        window_->entry(QStringLiteral("Hide the others"))->trigger();
        window_->signIn(QStringLiteral("Ben"));
        window_->key(Qt::Key_A);
        QTRY_VERIFY(page().image() == first_ && window_->ready());
        QTRY_VERIFY(page().cards().empty());
        QVERIFY(window_->canvas()->overlays().empty());
        for (int i = 0; i < kBoxes - 1; ++i) window_->draw(place(i, 2), QStringLiteral("stripe number %1").arg(i + 1));
        openPhrases();
        QVERIFY(std::ranges::none_of(selection()->entries(), &PhraseEntry::annotated));
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE(chains().size(), std::size_t(4));
        QTRY_VERIFY(written());
        closePhrases();
        window_->key(Qt::Key_E);
        QTRY_VERIFY(page().people()->marked(first_, store::MarkKind::Done, "Ben"));
        QCOMPARE(std::ranges::count(regions(), std::string("Ben"), &store::RegionRecord::annotator), kBoxes);
    }

    // The agreement is told, and a box that one of them has not drawn is settled.
    void theirWorkIsCompared() {
        press("annotate.review");
        auto* list = page().review()->findChild<QListWidget*>(QStringLiteral("disagreements"));
        QTRY_VERIFY_WITH_TIMEOUT(page().review()->settled() && list->count() > 0, 20000);
        auto* table = page().review()->findChild<QTableWidget*>(QStringLiteral("agreement"));
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("Ada, Ben"));
        // Five boxes of Ben's lie on five of Ada's seven: F1 = 2*5/(5+7).
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("0.83"));
        int row = 0;
        while (row < list->count() && !list->item(row)->text().contains(QStringLiteral("only Ada"))) ++row;
        QVERIFY(row < list->count());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
        auto* keep = page().review()->findChild<QPushButton*>(QStringLiteral("takeFirst"));
        QTRY_VERIFY(keep->isVisible() && keep->text().contains(QStringLiteral("Ada's box")));
        QTest::mouseClick(keep, Qt::LeftButton);
        QTRY_COMPARE(test::must(project_->open().settlements()).size(), std::size_t(1));
        window_->key(Qt::Key_E, Qt::ShiftModifier);
        QTRY_VERIFY(page().people()->marked(first_, store::MarkKind::Reviewed, "Ada") &&
                    page().people()->marked(first_, store::MarkKind::Reviewed, "Ben"));
        window_->window().shot(QStringLiteral("walk"));
    }

    void allOfItIsExported() {
        const QByteArray coco = exported(QStringLiteral("stripes.json"), "coco");
        for (const char* part : {"stripe number 1", "stripe number 5", "Ada", "Ben"})
            QVERIFY2(coco.contains(part), part);
        const QByteArray entities = exported(QStringLiteral("entities"), "entities");
        QCOMPARE(entities.count("/other a red square]"), 2);
        QCOMPARE(entities.count("/other " + ground_.toUtf8() + "]"), 1);
        QVERIFY2(entities.contains("[/EN#0/notvisual red]"), entities.constData());
        for (int i = 1; i <= kBoxes; ++i)
            QVERIFY(entities.contains(QStringLiteral("stripe number %1").arg(i).toUtf8()));
    }

 private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        test::AnnotatorsWindow::forget();
    }
    void cleanupTestCase() {
        window_.reset();
        test::AnnotatorsWindow::forget();
    }

    void fromTheFirstNameToTheExport() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::AnnotatorsWindow>(project_->project);
        QVERIFY(window_->ready());
        first_ = page().image();
        window_->signIn(QStringLiteral("Ada"));
        fiveBoxesWithTexts();
        if (!QTest::currentTestFailed()) threePhrases();
        if (QTest::currentTestFailed()) return;
        window_->key(Qt::Key_E);
        QTRY_VERIFY(page().people()->marked(first_, store::MarkKind::Done, "Ada"));
        window_->key(Qt::Key_D);
        QTRY_VERIFY(page().image() != first_ && window_->ready());
        benWorksBlind();
        if (!QTest::currentTestFailed()) theirWorkIsCompared();
        if (!QTest::currentTestFailed()) allOfItIsExported();
    }
};

QTEST_MAIN(TestAnnotateWalk)
#include "test_annotate_walk.moc"
