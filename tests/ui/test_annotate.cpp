// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/statements.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/banner.h"
#include "ui/controls/toast.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QPushButton>

using namespace legenda;
using namespace legenda::ui;
using legenda::tests::Statements;

class TestAnnotate : public QObject {
    Q_OBJECT
 private:
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::PageWindow<AnnotatePage>> window_;

    AnnotatePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    std::vector<store::RegionRecord> saved(std::int64_t image) const {
        return test::must(project_->open().regions(image));
    }

    QString savedText(std::int64_t image, std::size_t text = 0) const {
        const auto regions = saved(image);
        return regions.empty() || regions[0].snippets.size() <= text
                   ? QString()
                   : QString::fromStdString(regions[0].snippets[text].text);
    }
    std::size_t savedTexts(std::int64_t image) const {
        const auto regions = saved(image);
        return regions.empty() ? 0 : regions[0].snippets.size();
    }

    void draw(const QRectF& box) {
        QTest::keyClick(canvas(), Qt::Key_R);
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Draw);
        const QPoint from = canvas()->toWidget(box.topLeft()).toPoint(),
                     to = canvas()->toWidget(box.bottomRight()).toPoint();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas(), (from + to) / 2);
        QTest::mouseMove(canvas(), to);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
    }
    SnippetField* field(std::size_t card = 0, std::size_t text = 0) {
        return page().cards().at(card)->fields().at(text);
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::PageWindow<AnnotatePage>>(project_->project);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().image() != 0, 10000);
        QTRY_VERIFY(!canvas()->image().isNull());
    }
    void cleanup() {
        window_.reset();
        project_.reset();
    }

    void drawnBoxAndTypedTextBecomeRows() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTRY_COMPARE(page().cards().size(), std::size_t(1));
        QVERIFY(field()->hasFocus());
        QTest::keyClicks(field(), QStringLiteral("a red square"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        const auto regions = saved(image);
        QCOMPARE(regions.size(), std::size_t(1));
        QVERIFY(std::abs(regions[0].box.x - 20) < 1 && std::abs(regions[0].box.w - 60) < 1.5);
        QCOMPARE(regions[0].snippets.size(), std::size_t(1));
        QCOMPARE(regions[0].snippets[0].text, std::string("a red square"));
        QVERIFY(canvas()->hasFocus());
        QCOMPARE(page().findChild<QLabel*>(QStringLiteral("foot"))->text(),
                 QStringLiteral("1 box here  ·  1 of 8 images have boxes"));
        QVERIFY(page().findChild<QLabel*>(QStringLiteral("saved"))->text().startsWith(QStringLiteral("saved ")));
        window_->shot(QStringLiteral("annotate-test"));
        const test::UiProject other;  // in which nothing has been saved yet
        window_->bridge().openProject(&page(), QString::fromStdString(other.project.string()), {});
        QTRY_VERIFY(page().findChild<QLabel*>(QStringLiteral("saved"))->text().isEmpty());
    }

    // D21: how many boxes the images have is known after a save without a look at all of them, on whatever thread.
    void aSaveReadsNoOtherImagesBoxes() {
        window_.reset();
        {
            auto store = test::must(store::ProjectStore::open(project_->project));
            std::vector<store::RegionRecord> others(200);
            for (auto& region : others) {
                region.image = project_->images.at(3);
                region.box = {1, 1, 20, 20};
                region.snippets.push_back({{}, "a square", {}, "import"});
            }
            test::must(store.addRegions(others));
        }
        const Statements statements;
        window_ = std::make_unique<test::PageWindow<AnnotatePage>>(project_->project);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().image() != 0, 10000);
        QTRY_VERIFY(!canvas()->image().isNull());
        QVERIFY(page().image() != project_->images.at(3));
        const auto scanned = [](const std::vector<Statements::Done>& done) {
            QStringList scans;
            for (const auto& [sql, steps] : done)
                if (sql.contains(QLatin1String("region")) && steps > 1) scans << sql;
            return scans;
        };
        QVERIFY(!scanned(Statements::take()).empty());  // at the start they are counted once
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("a red square"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(savedTexts(page().image()), std::size_t(1));
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        QTest::qWait(300);
        const auto done = Statements::take();
        QVERIFY(std::ranges::any_of(done, [](const auto& each) { return each.sql.startsWith("INSERT INTO region"); }));
        QCOMPARE(scanned(done), QStringList());
        QCOMPARE(page().findChild<QLabel*>(QStringLiteral("foot"))->text(),
                 QStringLiteral("1 box here  ·  2 of 8 images have boxes"));
    }

    void undoAndRedoWithinTheImage() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("one"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(savedTexts(image), std::size_t(1));
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(savedTexts(image), std::size_t(0));
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(saved(image).empty());
        QTRY_VERIFY(page().cards().empty());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(saved(image).size(), std::size_t(1));
        QTRY_COMPARE(page().cards().size(), std::size_t(1));  // the page hears of it a moment later
        QTest::keyClick(canvas(), Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(savedTexts(image), std::size_t(1));
        QTRY_COMPARE(field()->text(), QStringLiteral("one"));
    }

    void singleKeysAreWordsInATextField() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("dad and a rhino"));
        QTest::keyClick(field(), Qt::Key_Delete);
        QCOMPARE(page().image(), image);
        QCOMPARE(field()->text(), QStringLiteral("dad and a rhino"));
        QCOMPARE(page().cards().size(), std::size_t(1));
        QTest::keyClick(field(), Qt::Key_Escape);
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY(page().image() != image);
        QTest::keyClick(canvas(), Qt::Key_A);
        QTRY_COMPARE(page().image(), image);
    }

    void textOutlivesWhateverHappens() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("half a sent"));
        QTRY_COMPARE_WITH_TIMEOUT(savedTexts(image), std::size_t(1), 3000);  // 800 ms after the last key
        QTest::keyClicks(field(), QStringLiteral("ence"));
        page().showImage(project_->images.at(3));  // another image, straight away
        QTRY_COMPARE(page().image(), project_->images.at(3));
        QTRY_COMPARE(savedText(image), QStringLiteral("half a sentence"));
        draw({10, 10, 40, 40});
        QTest::keyClicks(field(), QStringLiteral("last words"));
        window_.reset();  // the window closes
        QCOMPARE(savedText(project_->images.at(3)), QStringLiteral("last words"));
    }

    void severalTextsAndTheirRemoval() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("one"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(savedTexts(image), std::size_t(1));
        QTRY_VERIFY(page().cards().at(0)->findChild<QWidget*>(QStringLiteral("addText"))->isVisible());
        QTest::mouseClick(page().cards().at(0)->findChild<QWidget*>(QStringLiteral("addText")), Qt::LeftButton);
        QCOMPARE(page().cards().at(0)->fields().size(), std::size_t(2));
        QTest::keyClicks(field(0, 1), QStringLiteral("two"));
        QTest::keyClick(field(0, 1), Qt::Key_Return);
        QTRY_COMPARE(savedTexts(image), std::size_t(2));
        field(0, 0)->setFocus();
        field(0, 0)->selectAll();
        QTest::keyClick(field(0, 0), Qt::Key_Backspace);
        QTest::keyClick(field(0, 0), Qt::Key_Return);
        QTRY_COMPARE(savedTexts(image), std::size_t(1));
        QCOMPARE(savedText(image), QStringLiteral("two"));
        QTRY_COMPARE(page().cards().at(0)->fields().size(), std::size_t(1));
    }

    void suggestionIsGreyUntilTaken() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        page().cards().at(0)->setSuggestion(QStringLiteral("a red square"));
        QVERIFY(field()->text().isEmpty());
        QTest::qWait(100);
        QCOMPARE(savedTexts(image), std::size_t(0));
        window_->shot(QStringLiteral("annotate-suggestion"));
        QTest::keyClick(field(), Qt::Key_Tab);
        QCOMPARE(field()->text(), QStringLiteral("a red square"));
        QTRY_COMPARE(savedText(image), QStringLiteral("a red square"));
        QCOMPARE(saved(image).at(0).snippets.at(0).origin, std::string("model"));
    }

    // Whether the field can be read where it stands: nothing of it is scrolled away.
    bool inSight(SnippetField* text) {
        return text->isVisible() && text->visibleRegion().boundingRect() == text->rect();
    }

    void theNewBoxesTextIsInSight() {
        window_->window().resize(1024, 640);
        for (std::size_t i = 0; i < 9; ++i) {
            draw({10.0 + 4 * double(i), 10, 40, 50});
            QTRY_COMPARE(page().cards().size(), i + 1);
            QTRY_VERIFY(field(i)->hasFocus());
            QTRY_VERIFY2(inSight(field(i)), qPrintable(QStringLiteral("box %1").arg(i + 1)));
            QTest::keyClicks(field(i), QStringLiteral("box %1").arg(i + 1));
            QTest::keyClick(field(i), Qt::Key_Return);
        }
        // A text that grows over several lines stays in sight as well, and so does the one that Return leads to.
        page().canvas()->setFocus();
        QTest::keyClick(canvas(), Qt::Key_Return);
        QVERIFY(field(8)->hasFocus());
        QTest::keyClicks(field(8), QString(QStringLiteral("a long text ")).repeated(20));
        QTRY_VERIFY(inSight(field(8)));
        QTest::keyClick(field(8), Qt::Key_Return);
        QTest::keyClick(canvas(), Qt::Key_Tab);  // past the last box: the first
        QTest::keyClick(canvas(), Qt::Key_Return);
        QVERIFY(field(0)->hasFocus());
        QTRY_VERIFY(inSight(field(0)));
        window_->shot(QStringLiteral("annotate-many"));
    }

    void tabLeadsFromTextToText() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClick(field(), Qt::Key_Escape);
        draw({40, 30, 50, 40});
        QTRY_COMPARE(page().cards().size(), std::size_t(2));
        QTest::keyClick(field(1), Qt::Key_Backtab);  // back to the box before, whose text is blank
        QVERIFY(field(0)->hasFocus());
        QTest::keyClicks(field(0), QStringLiteral("one"));
        QTest::keyClick(field(0), Qt::Key_Tab);  // a second text of the same box
        QCOMPARE(page().cards().at(0)->fields().size(), std::size_t(2));
        QVERIFY(field(0, 1)->hasFocus());
        QTest::keyClicks(field(0, 1), QStringLiteral("two"));
        QTest::keyClick(field(0, 1), Qt::Key_Backtab);
        QVERIFY(field(0, 0)->hasFocus());
        QTest::keyClick(field(0, 0), Qt::Key_Tab);
        QVERIFY(field(0, 1)->hasFocus());
        QTRY_COMPARE(savedTexts(image), std::size_t(2));
        QCOMPARE(savedText(image, 0), QStringLiteral("one"));
        QCOMPARE(savedText(image, 1), QStringLiteral("two"));
        QTest::keyClick(field(0, 1), Qt::Key_Tab);
        QVERIFY(field(0, 2)->hasFocus());
        QTest::keyClick(field(0, 2), Qt::Key_Tab);  // a blank one is left behind: on to the next box
        QVERIFY(field(1)->hasFocus());
        QCOMPARE(page().cards().at(0)->fields().size(), std::size_t(2));
        QTest::keyClick(field(1), Qt::Key_Tab);  // no text, no next box
        QVERIFY(canvas()->hasFocus());
    }

    void escapeBringsBackWhatStoodThere() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("a square"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(savedText(image), QStringLiteral("a square"));
        QTest::keyClick(canvas(), Qt::Key_Return);
        QTest::keyClicks(field(), QStringLiteral("rubbish"));  // in place of what was there
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(canvas()->hasFocus());
        QCOMPARE(field()->text(), QStringLiteral("a square"));
        // Also where the words were saved while they were typed; undo brings them again.
        QTest::keyClick(canvas(), Qt::Key_Return);
        QTest::keyClicks(field(), QStringLiteral("slow rubbish"));
        QTRY_COMPARE(savedText(image), QStringLiteral("slow rubbish"));
        QTest::keyClick(field(), Qt::Key_Escape);
        QTRY_COMPARE(savedText(image), QStringLiteral("a square"));
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(savedText(image), QStringLiteral("slow rubbish"));
    }

    QPushButton* toastButton() {
        for (auto* toast : window_->window().findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly))
            if (auto* button = toast->findChild<QPushButton*>(); button && toast->isVisible()) return button;
        return nullptr;
    }

    void aNoticesUndoTakesBackItsOwnEdit() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("one"));
        QTest::keyClick(field(), Qt::Key_Return);
        draw({60, 40, 50, 50});
        QTest::keyClick(field(1), Qt::Key_Escape);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QCOMPARE(page().document()->indexOf(page().selected()), 0);
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_VERIFY(toastButton());
        QCOMPARE(toastButton()->text(), QStringLiteral("Undo"));
        // Another edit before the button is pressed: the notice's own is taken back, not this one.
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QTest::keyClick(canvas(), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        const double moved = saved(image).at(0).box.x;
        QTest::mouseClick(toastButton(), Qt::LeftButton);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
        QCOMPARE(savedText(image), QStringLiteral("one"));
        QCOMPARE(saved(image).at(1).box.x, moved);
        // On another image as well.
        QTRY_COMPARE(page().cards().size(), std::size_t(2));
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_COMPARE(saved(image).size(), std::size_t(1));
        QTRY_VERIFY(toastButton());
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY(page().image() != image);
        QTest::mouseClick(toastButton(), Qt::LeftButton);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
    }

    // Another program holds the database: nothing that is drawn or typed goes, and it is written when it can be.
    void whatCannotBeWrittenStaysAndIsTriedAgain() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClicks(field(), QStringLiteral("written"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        sqlite3* other = nullptr;
        const std::string file = (project_->project / "project.sqlite").string();
        QCOMPARE(sqlite3_open(file.c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);

        draw({90, 40, 50, 50});
        const QString drawn = page().selected();
        QTest::keyClicks(field(1), QStringLiteral("not yet written"));
        QTest::keyClick(field(1), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(page().document()->saved(), AnnotateDocument::Saved::Failed, 30000);
        auto* banner = page().findChild<Banner*>();
        QTRY_VERIFY(banner->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(page().document()->unsavedActs(), 2, 30000);
        QCOMPARE(page().cards().size(), std::size_t(2));
        QVERIFY(page().document()->unsaved(drawn));
        QCOMPARE(page().document()->regions().at(1).snippets.at(0).text, std::string("not yet written"));
        const auto overlays = canvas()->overlays();
        QCOMPARE(std::ranges::count_if(overlays, [](const Overlay& overlay) { return overlay.dashed; }), 1);
        QCOMPARE(saved(image).size(), std::size_t(1));
        // Another image and back: still there.
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY(page().image() != image);
        QTest::keyClick(canvas(), Qt::Key_A);
        QTRY_COMPARE_WITH_TIMEOUT(page().cards().size(), std::size_t(2), 20000);

        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        QPushButton* again = nullptr;
        for (auto* button : banner->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Try again")) again = button;
        QVERIFY(again);
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page().document()->saved(), AnnotateDocument::Saved::Saved, 20000);
        QCOMPARE(page().document()->unsavedActs(), 0);
        QCOMPARE(saved(image).size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(saved(image).at(1).uuid), drawn);
        QCOMPARE(saved(image).at(1).snippets.at(0).text, std::string("not yet written"));
    }

    void anotherWindowsActsAreItsOwn() {
        const auto image = page().image();
        test::PageWindow<AnnotatePage> second(project_->project);
        QTRY_VERIFY_WITH_TIMEOUT(second.page().settled() && second.page().image() == image, 10000);
        window_->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window_->window()));
        canvas()->setFocus();
        draw({20, 15, 60, 50});
        QTest::keyClick(field(), Qt::Key_Escape);
        QTRY_COMPARE(saved(image).size(), std::size_t(1));
        second.page().document()->create({70, 20, 40, 40});
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(saved(image).size(), std::size_t(1));
        QCOMPARE(saved(image).at(0).box.x, 70.0);
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        QVERIFY(!page().document()->canUndo());
        // What the other has changed since is left alone, and that is said.
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
        second.page().document()->reload();
        QTRY_COMPARE(second.page().document()->regions().size(), std::size_t(2));
        const QString own = QString::fromStdString(second.page().document()->regions().at(0).uuid);
        second.page().document()->setBox(own, {5, 5, 30, 30});
        QTRY_COMPARE(saved(image).at(0).box.x, 5.0);
        QTRY_COMPARE(page().document()->saved(), AnnotateDocument::Saved::Saved);
        QTRY_VERIFY(page().document()->canUndo());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(page().findChild<Banner*>()->isVisible());
        QCOMPARE(saved(image).at(0).box.x, 5.0);
    }

    void moveNudgeDuplicateCopyDelete() {
        const auto image = page().image();
        draw({20, 15, 60, 50});
        QTest::keyClick(field(), Qt::Key_Escape);
        const auto box = [&] { return page().document()->regions().at(0).box; };
        const double x = box().x;
        QTest::keyClick(canvas(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(canvas(), Qt::Key_Right);
        QTRY_VERIFY(!saved(image).empty() && std::abs(saved(image)[0].box.x - x - 11) < 1e-6);
        const QPoint centre = canvas()->toWidget(QPointF(box().centreX(), box().centreY())).toPoint();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, centre);
        QTest::mouseMove(canvas(), centre + QPoint(5, 0));
        QTest::mouseMove(canvas(), centre + QPoint(0, 20));
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, centre + QPoint(0, 20));
        QTRY_VERIFY(saved(image).at(0).box.y > 16);
        QTest::keyClick(canvas(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
        QTest::keyClick(canvas(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(saved(image).size(), std::size_t(3));
        const QString chosen = page().selected();
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QVERIFY(page().selected() != chosen);
        QTest::keyClick(canvas(), Qt::Key_Backtab);
        QCOMPARE(page().selected(), chosen);
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_COMPARE(saved(image).size(), std::size_t(2));
    }

    void tinyDragsAndTheFilter() {
        const auto image = page().image();
        QTest::keyClick(canvas(), Qt::Key_R);
        const QPoint at = canvas()->toWidget(QPointF(30, 30)).toPoint();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, at);
        QTest::mouseMove(canvas(), at + QPoint(2, 2));
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, at + QPoint(2, 2));
        QVERIFY(page().cards().empty());
        draw({20, 15, 60, 50});
        QTest::keyClick(field(), Qt::Key_Escape);
        QTRY_COMPARE(saved(image).size(), std::size_t(1));
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY(page().image() != image);
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);  // the one before has a box
        QTest::qWait(50);
        QVERIFY(page().image() != image);
    }
};

QTEST_MAIN(TestAnnotate)
#include "test_annotate.moc"
