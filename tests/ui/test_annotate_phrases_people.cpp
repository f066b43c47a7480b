// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotators.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/annotate/phrases/phrases_mode.h"
#include "ui/controls/toast.h"

#include <QListWidget>

using namespace legenda;
using namespace legenda::ui;
using store::Edit;

// The phrases mode where several people annotate. The first image's first sentence begins with
// "a red square on".
class TestAnnotatePhrasesPeople : public QObject {
    Q_OBJECT
 private:
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::AnnotatorsWindow> window_;

    AnnotatePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return window_->canvas(); }
    PhraseSelection* selection() { return page().phrases()->selection(); }
    PhraseSentence* sentence() { return window_->find<PhraseSentence>("phraseSentence"); }
    std::vector<store::ChainRecord> chains() { return test::must(project_->open().chains(page().image())); }
    std::vector<store::RegionRecord> regions() { return test::must(project_->open().regions(page().image())); }
    bool written() { return !page().phrases()->writing() && !page().writing(); }
    QPoint at(int word) { return sentence()->wordRect(word).center().toPoint(); }
    void drag(int from, int to) {
        QTest::mousePress(sentence(), Qt::LeftButton, {}, at(from));
        QTest::mouseMove(sentence(), at(to));
        QTest::mouseRelease(sentence(), Qt::LeftButton, {}, at(to));
    }
    bool said(const QString& words) {
        return std::ranges::any_of(window_->window().window().findChildren<Toast*>(), [&](const Toast* toast) {
            return toast->isVisible() && toast->accessibleName().contains(words);
        });
    }
    static void hideToasts(QWidget& window) {
        for (auto* toast : window.findChildren<Toast*>()) toast->hide();
    }

    // Ada has linked "a red square" with a box.
    void adaHasWorked() {
        auto store = test::must(store::ProjectStore::open(project_->project));
        const auto image = project_->images.at(0);
        test::must(store.signIn({"Ada", false}));
        Edit box, chain, words;
        box.image = chain.image = words.image = image;
        box.region = "ada-box";
        box.box = {20, 15, 53, 53};
        chain.kind = Edit::Kind::SetChain;
        chain.chain = {"ada-chain", store::Presence::Boxes, {"ada-box"}, {}};
        words.kind = Edit::Kind::SetMention;
        words.chain.uuid = "ada-chain";
        words.mention = {{}, test::must(store.captions(image)).at(0).id, 0, 3};
        test::must(store.apply({box, chain, words}, {}));
    }

 private Q_SLOTS:
    void init() {
        QStandardPaths::setTestModeEnabled(true);
        test::AnnotatorsWindow::forget();
        project_ = std::make_unique<test::UiProject>();
        adaHasWorked();
        window_ = std::make_unique<test::AnnotatorsWindow>(project_->project);
        QVERIFY(window_->ready());
        window_->signIn(QStringLiteral("Ben"));
        window_->key(Qt::Key_P);
        QVERIFY(page().phrases()->on());
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        QTRY_COMPARE(page().phrases()->document()->state().chains.size(), std::size_t(1));
    }
    void cleanup() {
        window_.reset();
        project_.reset();
        test::AnnotatorsWindow::forget();
    }

    void anothersPhraseIsInTheirColourAndStays() {
        const QColor ada = page().people()->colourOf("Ada");
        QTRY_VERIFY(!canvas()->overlays().empty() && canvas()->overlays().at(0).ink == ada);
        QVERIFY(!canvas()->overlays().at(0).editable);
        auto* list = window_->find<QListWidget>("phraseList");
        QVERIFY(list->item(0)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Ada")));
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        QVERIFY(selection()->current().foreign());
        QCOMPARE(selection()->current().ink, ada);
        window_->window().shot(QStringLiteral("phrases-foreign"));
        const auto tries = [&](const char* what, const std::function<void()>& act) {
            hideToasts(window_->window().window());
            act();
            QVERIFY2(QTest::qWaitFor([&] { return said(QStringLiteral("Ada's work")); }, 5000), what);
            QVERIFY2(written() && page().phrases()->unwritten() == 0, what);
            const auto now = chains();
            QCOMPARE(now.size(), std::size_t(1));
            QCOMPARE(now[0].presence, store::Presence::Boxes);
            QCOMPARE(now[0].regions, std::vector<std::string>{"ada-box"});
            QCOMPARE(now[0].mentions.size(), std::size_t(1));
            QCOMPARE(regions().size(), std::size_t(1));
        };
        tries("Del", [&] { QTest::keyClick(sentence(), Qt::Key_Delete); });
        tries("V", [&] { QTest::keyClick(sentence(), Qt::Key_V); });
        tries("W", [&] { QTest::keyClick(sentence(), Qt::Key_W); });
        tries("a drawn box", [&] { test::drawBox(canvas(), {90, 20, 30, 40}); });
        // Nor do own words become one of its phrases.
        drag(4, 5);
        QVERIFY(!selection()->current().foreign());
        tries("1", [&] { QTest::keyClick(sentence(), Qt::Key_1); });
    }

    void theSameWordsAreLinkedByOneself() {
        drag(0, 2);
        QCOMPARE(selection()->current().text, QStringLiteral("a red square"));
        QVERIFY(!selection()->current().foreign() && !selection()->current().annotated());
        test::drawBox(canvas(), {22, 15, 53, 53});
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QTRY_VERIFY(written());
        QCOMPARE(chains().at(1).annotator, std::string("Ben"));
        QCOMPARE(chains().at(1).mentions.at(0).text, std::string("a red square"));
        // Another's box may be linked with own words, and outlives their phrase.
        drag(4, 5);
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, canvas()->toWidget(QPointF(21, 40)).toPoint());
        QTRY_COMPARE(chains().size(), std::size_t(3));
        QCOMPARE(chains().at(2).regions, std::vector<std::string>{"ada-box"});
        QTRY_VERIFY(written());
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(4));
        QTRY_VERIFY(selection()->current().annotated());
        QTest::keyClick(sentence(), Qt::Key_Delete);
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QCOMPARE(regions().size(), std::size_t(2));
    }

    void blindHidesTheOthersPhrases() {
        window_->entry(QStringLiteral("Hide the others"))->trigger();
        QTRY_VERIFY(page().phrases()->document()->state().chains.empty());
        QTRY_VERIFY(std::ranges::none_of(canvas()->overlays(), [](const Overlay& each) { return each.ink.isValid(); }));
        QVERIFY(std::ranges::none_of(selection()->entries(), &PhraseEntry::annotated));
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, at(1));
        QTest::keyClick(sentence(), Qt::Key_V);
        QTRY_COMPARE(chains().size(), std::size_t(2));
        QCOMPARE(chains().at(0).presence, store::Presence::Boxes);
        QCOMPARE(chains().at(1).annotator, std::string("Ben"));
    }
};

QTEST_MAIN(TestAnnotatePhrasesPeople)
#include "test_annotate_phrases_people.moc"
