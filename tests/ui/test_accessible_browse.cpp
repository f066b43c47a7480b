// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_browse.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/browse/panel/region_rows.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/charts/score_matrix.h"

#include <QAccessible>
#include <QAction>
#include <QPointer>

#include <set>

using namespace legenda;
using namespace legenda::ui;

// What a screen reader finds of what Browse and the canvas paint themselves.
class TestAccessibleBrowse : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }

    static QAccessibleInterface* of(QWidget* widget) { return QAccessible::queryAccessibleInterface(widget); }
    static std::vector<QAccessibleInterface*> childrenOf(QAccessibleInterface* parent, QAccessible::Role role) {
        std::vector<QAccessibleInterface*> found;
        for (int i = 0; i < parent->childCount(); ++i)
            if (auto* child = parent->child(i); child && child->role() == role) found.push_back(child);
        return found;
    }
    static QString nameOf(QAccessibleInterface* item) { return item->text(QAccessible::Name); }
    void checkNames(QWidget* top) {
        const test::AccessibleTree tree(top);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(QLatin1Char('\n') + tree.problems().join(QLatin1Char('\n'))));
        QVERIFY(tree.controls() > 20);
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && !page().canvas()->overlays().empty(), 60000);
    }
    void cleanupTestCase() { window_.reset(); }

    void boxesAreChildrenOfThePicture() {
        auto* canvas = of(page().canvas());
        QCOMPARE(canvas->role(), QAccessible::Canvas);
        QVERIFY(nameOf(canvas).contains(QLatin1String(".jpg")));
        const auto boxes = childrenOf(canvas, QAccessible::Graphic);
        const auto& overlays = page().canvas()->overlays();
        QCOMPARE(boxes.size(), overlays.size());
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            QVERIFY(!nameOf(boxes[i]).isEmpty());
            QVERIFY2(nameOf(boxes[i]).contains(overlays[i].label), qPrintable(nameOf(boxes[i])));
            const QRect place = page().canvas()->toWidget(overlays[i].box).toAlignedRect();
            QCOMPARE(boxes[i]->rect(), QRect(page().canvas()->mapToGlobal(place.topLeft()), place.size()));
            QCOMPARE(boxes[i]->parent(), canvas);
            QCOMPARE(canvas->child(canvas->indexOfChild(boxes[i])), boxes[i]);
        }
        // Pressing one lights it.
        boxes[0]->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(page().canvas()->overlays()[0].emphasis == Overlay::Emphasis::Highlight);
        QVERIFY(boxes[0]->state().selected);
        QTest::keyClick(page().canvas(), Qt::Key_Escape);
        QVERIFY(!boxes[0]->state().selected);
        // A box that has gone is not a valid child any more.
        auto* last = boxes.back();
        page().canvas()->setOverlays({});
        QVERIFY(!last->isValid() && nameOf(last).isEmpty());
        QVERIFY(childrenOf(canvas, QAccessible::Graphic).empty());
    }

    void wordsAreChildrenOfTheSentence() {
        auto* sentence = of(page().sentence());
        const auto words = childrenOf(sentence, QAccessible::StaticText);
        QCOMPARE(static_cast<int>(words.size()), page().sentence()->words());
        const auto& alignment = page().alignment();
        for (std::size_t i = 0; i < words.size(); ++i) {
            QCOMPARE(nameOf(words[i]), QString::fromStdString(alignment.tokens[i]));
            QVERIFY(nameOf(sentence).contains(nameOf(words[i])));
            QVERIFY(!words[i]->text(QAccessible::Description).isEmpty());
            QVERIFY(words[i]->rect().isValid());
        }
    }

    void rowsAndCellsAreChildren() {
        for (auto* rows : page().findChildren<TextRows*>()) {
            if (!rows->isVisible()) continue;
            const auto items = childrenOf(of(rows), QAccessible::ListItem);
            QCOMPARE(static_cast<int>(items.size()), rows->paintedItemCount());
            for (auto* item : items) QVERIFY(!nameOf(item).isEmpty());
        }
        auto* regions = page().findChild<RegionRows*>();
        const auto items = childrenOf(of(regions), QAccessible::ListItem);
        QVERIFY(items.size() > 1);
        items.back()->actionInterface()->doAction(QAccessibleActionInterface::pressAction());  // unfolds
        QVERIFY(childrenOf(of(regions), QAccessible::ListItem).size() > items.size());
        window_->action("browse.matrix")->setChecked(true);
        auto* matrix = page().findChild<ScoreMatrix*>();
        const auto cells = childrenOf(of(matrix), QAccessible::Cell);
        QCOMPARE(cells.size(), page().alignment().tokens.size() * page().alignment().regions.size());
        QVERIFY(nameOf(cells[0]).contains(QString::fromStdString(page().alignment().tokens[0])));
    }

    void everyControlHasANameOfItsOwn() {
        for (const char* id : {"browse.matrix", "browse.norms", "browse.differences"}) {
            window_->action(id)->setChecked(true);
            checkNames(&window_->window());
            window_->action(id)->setChecked(false);
        }
        window_->action("browse.compare")->setChecked(true);
        checkNames(&window_->window());
        window_->action("browse.compare")->setChecked(false);
    }

    void boxesOfAnnotateAreChildren() {
        window_->window().showPage(QStringLiteral("annotate"));
        auto* annotate = window_->window().findChild<AnnotatePage*>();
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled() && !annotate->canvas()->image().isNull(), 60000);
        const auto boxes = childrenOf(of(annotate->canvas()), QAccessible::Graphic);
        QVERIFY(!boxes.empty());
        QCOMPARE(boxes.size(), annotate->canvas()->overlays().size());
        std::set<QString> names;
        for (auto* box : boxes) QVERIFY(names.insert(nameOf(box)).second);
    }

    // Another card at the address of one that has gone would be taken for that one.
    void cardsThatHaveGoneAreForgotten() {
        window_->window().showPage(QStringLiteral("annotate"));
        auto* annotate = window_->window().findChild<AnnotatePage*>();
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled() && !annotate->cards().empty(), 60000);
        const QPointer<RegionCard> card = annotate->cards().back();
        const QAccessible::Id id = QAccessible::uniqueId(of(card));
        QVERIFY(QAccessible::accessibleInterface(id));
        annotate->document()->remove(card->region());
        QTRY_VERIFY(!card);
        QVERIFY(!QAccessible::accessibleInterface(id));
    }
};

QTEST_MAIN(TestAccessibleBrowse)
#include "test_accessible_browse.moc"
