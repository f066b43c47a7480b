// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/pages/annotate_document.h"
#include "ui/pages/annotate_page.h"
#include "ui/widgets/image_canvas.h"
#include "ui/widgets/region_card.h"
#include "ui/widgets/region_card_field.h"

#include <QAction>
#include <QLabel>
#include <QListView>

using namespace legenda;
using namespace legenda::ui;

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
