// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_draw.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_panel.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/annotate/phrases/phrases_mode.h"
#include "ui/bridge/convert.h"
#include "ui/controls/banner.h"
#include "ui/controls/toast.h"

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

#include <sqlite3.h>

using namespace legenda;
using namespace legenda::ui;

// The phrases mode of Annotate by a user's acts, with the shipped alignment model. The first image's sentences begin
// with "a red square on blue ground", "the square is red".
class TestAnnotatePhrases : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::PageWindow<AnnotatePage>> window_;

    AnnotatePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    PhraseSelection* selection() { return page().phrases()->selection(); }
    PhraseSentence* sentence() { return page().findChild<PhraseSentence*>(QStringLiteral("phraseSentence")); }
    QListWidget* list() { return page().findChild<QListWidget*>(QStringLiteral("phraseList")); }
    QAction* action(const char* id) { return page().findChild<QAction*>(QLatin1String(id)); }
    std::vector<store::ChainRecord> chains() { return test::must(project_->open().outcome(page().image())).chains; }
    std::vector<store::RegionRecord> regions() { return test::must(project_->open().regions(page().image())); }
    bool written() { return !page().phrases()->writing() && !page().writing(); }

    void open() {
        QTest::keyClick(canvas(), Qt::Key_P);
        QVERIFY(page().phrases()->on());
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        QVERIFY(sentence()->isVisible() && sentence()->hasFocus());
    }
    QPoint at(int word) { return sentence()->wordRect(word).center().toPoint(); }
    // Words [from, to] by a drag of the mouse.
    void drag(int from, int to) {
        QTest::mousePress(sentence(), Qt::LeftButton, {}, at(from));
        QTest::mouseMove(sentence(), at(to));
        QTest::mouseRelease(sentence(), Qt::LeftButton, {}, at(to));
        QCOMPARE(sentence()->selectionStart(), std::min(from, to));
        QCOMPARE(sentence()->selectionEnd(), std::max(from, to) + 1);
    }
    QString chosenText() { return selection()->current().text; }
    void dragBox(const QPointF& from, const QPoint& by) {
        const QPoint press = canvas()->toWidget(from).toPoint();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, press);
        QTest::mouseMove(canvas(), press + by / 2);
        QTest::mouseMove(canvas(), press + by);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, press + by);
    }
    // "a red square" with a drawn box.
    void drawSquare() {
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        QCOMPARE(chosenText(), QStringLiteral("a red square"));
        test::drawBox(canvas(), {20, 15, 53, 53});
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QTRY_VERIFY(written());
    }

 private Q_SLOTS:
    void initTestCase() { PaintedItems::install(); }
    void init() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::PageWindow<AnnotatePage>>(project_->project);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().image() != 0, 10000);
        QTRY_VERIFY(!canvas()->image().isNull());
        open();
    }
    void cleanup() {
        window_.reset();
        project_.reset();
    }

    void wordsAndADrawnBox() {
        drawSquare();
        const auto chain = chains().at(0);
        QCOMPARE(chain.presence, store::Presence::Boxes);
        QCOMPARE(chain.mentions.at(0).text, std::string("a red square"));
        QCOMPARE(chain.regions.size(), std::size_t(1));
        QCOMPARE(chain.origin, std::string("human"));
        QVERIFY(std::abs(regions().at(0).box.w - 53) < 2);
        QTRY_VERIFY(page().findChild<QLabel*>(QStringLiteral("saved"))->text().startsWith(QStringLiteral("saved ")));
        // Another box of the same phrase.
        test::drawBox(canvas(), {90, 20, 30, 40});
        QTRY_COMPARE(chains().at(0).regions.size(), std::size_t(2));
        QTRY_COMPARE(list()->item(0)->data(Qt::AccessibleTextRole).toString(), QStringLiteral("a red square, 2 boxes"));
        for (const std::size_t left : {std::size_t(1), std::size_t(0)}) {
            QTRY_VERIFY(action("annotate.undo")->isEnabled() && written());
            QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
            QTRY_COMPARE(regions().size(), left);
        }
        QVERIFY(chains().empty());
        QTRY_VERIFY(action("annotate.redo")->isEnabled() && written());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QTRY_VERIFY(selection()->current().annotated());
        window_->shot(QStringLiteral("annotate-phrases"));
    }

    void enterAcceptsAndGoesOn() {
        QCOMPARE(chosenText(), QStringLiteral("a red square"));
        QCOMPARE(selection()->current().state, PhraseEntry::State::Proposed);
        const QRectF proposed = selection()->current().box;
        QVERIFY(std::ranges::any_of(canvas()->overlays(), [&](const Overlay& each) {
            return each.dashed && each.selected && each.box == proposed;
        }));
        QVERIFY(chains().empty() && regions().empty());  // nothing of a proposal is in the project
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(regions().at(0).origin, std::string("model"));
        QVERIFY(!regions().at(0).suggested && toQt(regions().at(0).box) == proposed);
        QCOMPARE(chosenText(), QStringLiteral("%1 ground").arg(selection()->words().at(4)));
        // Two at once: the second waits for the first to be written, and goes on to the next sentence.
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE(selection()->sentence(), 1);
        QVERIFY(written());
        QCOMPARE(chains().size(), std::size_t(2));
    }

    void delRejects() {
        const auto before = selection()->entries().size();
        QTest::keyClick(sentence(), Qt::Key_Delete);
        QTRY_COMPARE(selection()->entries().size(), before - 1);
        QVERIFY(chains().empty());
        QVERIFY(chosenText() != QStringLiteral("a red square"));
        // It stays away, but the words can be chosen all the same.
        QTest::keyClick(sentence(), Qt::Key_Down);
        QTest::keyClick(sentence(), Qt::Key_Up);
        QCOMPARE(selection()->entries().size(), before - 1);
        drag(0, 2);
        QCOMPARE(chosenText(), QStringLiteral("a red square"));
    }

    void aDragCorrects() {
        const QRectF proposed = selection()->current().box;
        const double step = 1 / canvas()->zoom();
        dragBox(proposed.bottomRight(), {-24, -18});
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(regions().at(0).origin, std::string("human"));
        const QRectF corrected = toQt(regions().at(0).box);
        QVERIFY(std::abs(corrected.right() - (proposed.right() - 24 * step)) < 2 * step);
        QVERIFY(std::abs(corrected.left() - proposed.left()) < 2 * step);
        // And an annotated box is moved.
        QTRY_VERIFY(written() && selection()->current().annotated());
        dragBox(corrected.center(), {8, 0});
        QTRY_VERIFY(std::abs(regions().at(0).box.x - (corrected.left() + 8 * step)) < 2 * step);
        QCOMPARE(regions().size(), std::size_t(1));
    }

    void notVisibleAndWholeScene() {
        drag(4, 5);
        QTest::keyClick(sentence(), Qt::Key_W);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(chains().at(0).presence, store::Presence::WholeScene);
        QTRY_VERIFY(written());
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(4));
        QTest::keyClick(sentence(), Qt::Key_V);
        QTRY_COMPARE(chains().at(0).presence, store::Presence::NotVisible);
        QVERIFY(regions().empty());
        QTRY_VERIFY(written());
        QTest::keyClick(sentence(), Qt::Key_V);  // taken back
        QTRY_COMPARE(chains().at(0).presence, store::Presence::Boxes);
        QTRY_COMPARE(selection()->current().state, PhraseEntry::State::Unlinked);
    }

    // What a model or another program has suggested, and the project holds.
    void aSuggestionIsAcceptedOrRejected() {
        const auto suggest = [this](const std::string& id, int start, int end) {
            store::Edit box, chain, words;
            box.region = id;
            box.box = {20, 15, 53, 53};
            chain.kind = store::Edit::Kind::SetChain;
            chain.chain.uuid = words.chain.uuid = id;
            chain.chain.regions = {id};
            words.kind = store::Edit::Kind::SetMention;
            words.mention = {{}, selection()->caption()->id, start, end};
            std::vector<store::Edit> edits{box, chain, words};
            for (auto& edit : edits) edit.image = page().image(), edit.suggested = true;
            window_->bridge().annotations().apply(&page(), edits, QStringLiteral("Suggest"), {});
        };
        suggest("one", 0, 3);
        suggest("two", 4, 6);
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QTRY_COMPARE(selection()->entries().back().state, PhraseEntry::State::Suggested);
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        QTRY_COMPARE(selection()->current().state, PhraseEntry::State::Suggested);
        QVERIFY(std::ranges::all_of(canvas()->overlays(), &Overlay::dashed));
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_VERIFY(!chains().at(0).suggested && !regions().at(0).suggested);
        QVERIFY(chains().at(1).suggested);
        QTRY_VERIFY(written());
        QCOMPARE(selection()->current().start, 4);  // the next one
        QTest::keyClick(sentence(), Qt::Key_Delete);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(regions().size(), std::size_t(1));
    }

    void phrasesOfOneEntity() {
        drawSquare();
        QTest::keyClick(sentence(), Qt::Key_Down);
        QCOMPARE(selection()->sentence(), 1);
        drag(0, 1);
        QCOMPARE(chosenText(), QStringLiteral("the square"));
        QTest::keyClick(sentence(), Qt::Key_1);
        QTRY_COMPARE(chains().at(0).mentions.size(), std::size_t(2));
        QCOMPARE(regions().size(), std::size_t(1));
        QTRY_VERIFY(written());
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(0));
        QTRY_VERIFY(action("annotate.phraseSplit")->isEnabled());
        QTest::keyClick(sentence(), Qt::Key_J, Qt::ShiftModifier);
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QCOMPARE(chains().at(0).regions, chains().at(1).regions);
        QTRY_VERIFY(written());
        QTRY_VERIFY(action("annotate.phraseJoin")->isEnabled());
        QTest::keyClick(sentence(), Qt::Key_J);
        auto* menu = sentence()->findChild<QMenu*>(QStringLiteral("phraseEntities"));
        QVERIFY(menu && menu->actions().size() == 1);
        menu->actions().at(0)->trigger();
        menu->close();
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(chains().at(0).mentions.size(), std::size_t(2));
        QCOMPARE(regions().size(), std::size_t(1));
    }

    // One key takes a box away: it says so, and the toast gives it back.
    void whatTakesABoxAwaySaysSo() {
        const auto toast = [this](const QString& words) -> Toast* {
            for (auto* each : window_->window().findChildren<Toast*>())
                if (each->isVisible() && each->accessibleName().contains(words)) return each;
            return nullptr;
        };
        drawSquare();
        for (const auto& [key, words] : {std::pair{Qt::Key_V, QStringLiteral("no box any more")},
                                         std::pair{Qt::Key_Delete, QStringLiteral("was removed")}}) {
            QTRY_VERIFY(written() && selection()->current().annotated() && selection()->current().boxes == 1);
            QTest::keyClick(sentence(), key);
            QTRY_VERIFY(toast(words));
            QTRY_VERIFY(regions().empty());
            QTest::mouseClick(toast(words)->findChild<QPushButton*>(), Qt::LeftButton);
            QTRY_COMPARE(regions().size(), std::size_t(1));
            QTRY_COMPARE(chains().at(0).presence, store::Presence::Boxes);
            QTRY_VERIFY(!selection()->entries().empty() && selection()->entries().front().boxes == 1);
            QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        }
    }

    void anEntityHasTypes() {
        QTRY_VERIFY(!action("annotate.phraseTypes")->isEnabled());  // a proposal has none
        drawSquare();
        QTRY_VERIFY(action("annotate.phraseTypes")->isEnabled());
        // Without a window manager nobody makes the window active again after a menu.
        const auto activate = [this] {
            page().window()->activateWindow();
            QTRY_VERIFY(sentence()->isActiveWindow());
        };
        const auto type = [this, activate](Qt::Key key) {
            QTRY_VERIFY(written() && !sentence()->findChild<QMenu*>(QStringLiteral("phraseTypes")));
            QTRY_VERIFY(page().settled());
            activate();
            QTest::keyClick(sentence(), Qt::Key_Y);
            QMenu* menu = nullptr;
            QTRY_VERIFY((menu = sentence()->findChild<QMenu*>(QStringLiteral("phraseTypes"))));
            QCOMPARE(menu->actions().size(), 8);
            window_->shot(QStringLiteral("annotate-types"), menu);
            QTest::keyClick(menu, key);
        };
        const auto listed = [this](const QString& types) {
            return list()->item(0)->data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral("  ·  ") + types);
        };
        type(Qt::Key_C);
        QTRY_COMPARE(chains().at(0).types, std::string("clothing"));
        QTRY_VERIFY(listed(QStringLiteral("clothing")));
        type(Qt::Key_O);
        QTRY_COMPARE(chains().at(0).types, std::string("clothing/other"));
        QTRY_COMPARE(list()->item(0)->data(Qt::AccessibleTextRole).toString(),
                     QStringLiteral("a red square, 1 box  ·  clothing, other"));
        window_->shot(QStringLiteral("annotate-typed"));
        type(Qt::Key_C);
        QTRY_COMPARE(chains().at(0).types, std::string("other"));
        QTRY_VERIFY(listed(QStringLiteral("other")) && written() && action("annotate.undo")->isEnabled());
        activate();
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(chains().at(0).types, std::string("clothing/other"));
        QTRY_VERIFY(listed(QStringLiteral("clothing, other")));
        // The box and the words stay what they were, and other acts keep the types.
        QCOMPARE(chains().at(0).regions.size(), std::size_t(1));
        test::drawBox(canvas(), {90, 20, 30, 40});
        QTRY_COMPARE(chains().at(0).regions.size(), std::size_t(2));
        QCOMPARE(chains().at(0).types, std::string("clothing/other"));
    }

    void anExistingBoxIsLinked() {
        QTest::keyClick(sentence(), Qt::Key_P);
        QVERIFY(!page().phrases()->on() && !sentence()->isVisible());
        page().document()->create({125, 85, 20, 20});
        QTRY_COMPARE(regions().size(), std::size_t(1));
        QTRY_VERIFY(written());
        open();
        drag(4, 5);
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, canvas()->toWidget(QPointF(135, 95)).toPoint());
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(chains().at(0).regions, std::vector<std::string>{regions().at(0).uuid});
        QTRY_VERIFY(written());
        // Chosen by a click, the only box goes with the phrase.
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(4));
        QTRY_VERIFY(selection()->current().annotated());
        QTest::keyClick(sentence(), Qt::Key_Delete);
        QTRY_VERIFY(chains().empty());
        QVERIFY(regions().empty());
        QTRY_VERIFY(written() && action("annotate.undo")->isEnabled());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(chains().size(), std::size_t(1));
        QCOMPARE(regions().size(), std::size_t(1));
    }

    void oneOfTwoBoxesIsUnlinked() {
        drawSquare();
        test::drawBox(canvas(), {96, 30, 18, 20});
        QTRY_COMPARE(chains().at(0).regions.size(), std::size_t(2));
        QTRY_VERIFY(written() && selection()->current().boxes == 2);
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, canvas()->toWidget(QPointF(105, 40)).toPoint());
        QVERIFY(selection()->boxClicked());
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_COMPARE(chains().at(0).regions.size(), std::size_t(1));
        QCOMPARE(regions().size(), std::size_t(1));
        QVERIFY(regions().at(0).box.x < 30);
    }

    void wordsByTheKeyboard() {
        QTest::keyClick(sentence(), Qt::Key_End);
        QCOMPARE(sentence()->selectionEnd(), 6);
        QTest::keyClick(sentence(), Qt::Key_Escape);
        QTest::keyClick(sentence(), Qt::Key_Home);
        QCOMPARE(chosenText(), QStringLiteral("a red square"));  // the phrase around the word
        QTest::keyClick(sentence(), Qt::Key_Right);
        QCOMPARE(chosenText(), QStringLiteral("on"));
        QTest::keyClick(sentence(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(sentence()->selectionStart(), 3);
        QCOMPARE(sentence()->selectionEnd(), 5);
        QTest::keyClick(sentence(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(chosenText(), QStringLiteral("on"));
        QTest::keyClick(sentence(), Qt::Key_Left, Qt::ControlModifier);
        drawSquare();
        // An annotated phrase gets other words.
        QTest::keyClick(sentence(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(chosenText(), QStringLiteral("a red"));
        QVERIFY(selection()->wordsChanged() && action("annotate.phraseAccept")->isEnabled());
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE(chains().at(0).mentions.at(0).text, std::string("a red"));
        QCOMPARE(chains().at(0).mentions.size(), std::size_t(1));
    }

    // A box without words is refused, and says why.
    void aBoxNeedsWords() {
        QTest::keyClick(canvas(), Qt::Key_Escape);
        QVERIFY(selection()->current().none());
        test::drawBox(canvas(), {20, 15, 53, 53});
        QTest::qWait(100);
        QVERIFY(regions().empty());
    }

    void phrasesThatShareWordsAreRefused() {
        drawSquare();
        drag(4, 5);
        test::drawBox(canvas(), {90, 20, 30, 40});
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QTRY_VERIFY(written());
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        drag(2, 4);  // of both
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_VERIFY(page().findChild<Banner*>()->isVisible());
        QCOMPARE(chains().at(0).mentions.at(0).text, std::string("a red square"));
    }

    // Another program holds the database: the act is written when it can be, and those after it as well.
    void whatCannotBeWrittenIsTriedAgain() {
        sqlite3* other = nullptr;
        const std::string file = (project_->project / "project.sqlite").string();
        QCOMPARE(sqlite3_open(file.c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        QTest::keyClick(sentence(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(page().unwritten(), 1, 30000);
        auto* banner = page().findChild<Banner*>();
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(chains().empty());
        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        QTest::keyClick(sentence(), Qt::Key_W);
        QTRY_COMPARE_WITH_TIMEOUT(chains().size(), std::size_t(2), 20000);
        QTRY_COMPARE(page().unwritten(), 0);
        QCOMPARE(chains().at(0).mentions.at(0).text, std::string("a red square"));
        QCOMPARE(chains().at(1).presence, store::Presence::WholeScene);
        QTRY_VERIFY(!banner->isVisible());
    }

    // Other programs, and the boxes mode, see and undo the same edits.
    void theNextImageAndBack() {
        drawSquare();
        const auto first = page().image();
        QTest::keyClick(sentence(), Qt::Key_D);
        QTRY_VERIFY(page().image() != first);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        QVERIFY(page().phrases()->on());
        QVERIFY(!selection()->entries().empty() && !selection()->entries().front().annotated());
        QTest::keyClick(sentence(), Qt::Key_A);
        QTRY_COMPARE(page().image(), first);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        QTRY_VERIFY(selection()->entries().front().annotated());
        QTest::keyClick(sentence(), Qt::Key_P);
        QTRY_COMPARE(page().cards().size(), std::size_t(1));
        QCOMPARE(canvas()->overlays().size(), std::size_t(1));
        QVERIFY(!canvas()->overlays().front().dashed);
    }

    void aReaderFindsWordsAndControls() {
        drawSquare();
        const test::AccessibleTree tree(&window_->window());
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        QVERIFY(tree.controls() >= 15);
        QAccessibleInterface* words = QAccessible::queryAccessibleInterface(sentence());
        QVERIFY(words && words->childCount() == selection()->words().size());
        QCOMPARE(words->child(1)->text(QAccessible::Name), QStringLiteral("red"));
        QCOMPARE(words->child(1)->text(QAccessible::Description),
                 QStringLiteral("in the phrase “a red square”, 1 box"));
        words->child(4)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(sentence()->selectionStart(), 4);
    }
};

QTEST_MAIN(TestAnnotatePhrases)
#include "test_annotate_phrases.moc"
