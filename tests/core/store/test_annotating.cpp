// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <optional>

using namespace legenda;
using store::Edit;
using store::EditOutcome;
using store::Presence;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// Phrases, suggestions, marks, consensus, and what several people do to one image.
class TestAnnotating : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;
    std::optional<ProjectStore> store_;
    std::int64_t image_ = 0, caption_ = 0;

    Edit make(Edit::Kind kind, const std::string& region = {}) const {
        Edit edit;
        edit.kind = kind;
        edit.image = image_;
        edit.region = region;
        return edit;
    }
    Edit create(const std::string& region, const base::Box& box, const std::string& text = {}) const {
        Edit edit = make(Edit::Kind::CreateRegion, region);
        edit.box = box;
        edit.text = text;
        edit.snippet = text.empty() ? "" : "t-" + region;
        return edit;
    }
    Edit chain(const std::string& uuid, std::vector<std::string> regions, Presence presence = Presence::Boxes) const {
        Edit edit = make(Edit::Kind::SetChain);
        edit.chain = {uuid, presence, std::move(regions), "people"};
        return edit;
    }
    Edit words(const std::string& uuid, const std::string& chain, int start, int end) const {
        Edit edit = make(Edit::Kind::SetMention);
        edit.chain.uuid = chain;
        edit.mention = {uuid, caption_, start, end};
        return edit;
    }
    ProjectStore open(const std::string& annotator, const std::string& session = {}, bool blind = false) const {
        auto store = must(ProjectStore::open(project_));
        must(store.signIn({annotator, blind}));
        if (!session.empty()) must(store.beginSession(session, [](const std::string&) { return true; }));
        return store;
    }

 private Q_SLOTS:
    void init() {
        project_ = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda");
        store_.reset();
        store_.emplace(must(ProjectStore::create(project_)));
        store::NewImage image;
        image.path = "a.jpg";
        image.width = 200;
        image.height = 100;
        image.captions = {"Two men  throw a ball under a blue sky ."};
        store::NewImage other = image;
        other.path = "b.jpg";
        must(store_->addImages(dir_.path().toStdString(), "folder", {image, other}));
        image_ = must(store_->images())[0].id;
        caption_ = must(store_->captions(image_))[0].id;
    }

    void linksWordsToBoxesAsOneAct() {
        must(store_->apply(create("r1", {0, 0, 10, 50})));
        const auto linked = must(store_->apply(
            {create("r2", {20, 0, 10, 50}), chain("men", {"r1", "r2"}), words("m", "men", 0, 2)}, "Link"));
        QCOMPARE(linked.label, std::string("Link"));
        QCOMPARE(linked.chains.size(), std::size_t(1));
        QCOMPARE(linked.chains[0].regions, (std::vector<std::string>{"r1", "r2"}));
        QCOMPARE(linked.chains[0].types, std::string("people"));
        QCOMPARE(linked.chains[0].mentions[0].text, std::string("Two men"));
        must(store_->apply({chain("sky", {}, Presence::NotVisible), words("s", "sky", 6, 9)}, {}));
        auto outcome = must(store_->apply(chain("sky", {}, Presence::WholeScene)));
        QCOMPARE(outcome.label, std::string("Change phrase"));
        QCOMPARE(int(outcome.chains[1].presence), int(Presence::WholeScene));
        // The words of a box that is deleted stay, without the box.
        QCOMPARE(must(store_->apply(make(Edit::Kind::DeleteRegion, "r1"))).chains[0].regions,
                 (std::vector<std::string>{"r2"}));
        must(store_->undo(image_));
        must(store_->undo(image_));
        outcome = must(store_->undo(image_));
        QCOMPARE(outcome.chains.size(), std::size_t(1));
        outcome = must(store_->undo(image_));
        QVERIFY(outcome.chains.empty() && outcome.regions.size() == 1);
        for (int i = 0; i < 4; ++i) outcome = must(store_->redo(image_));
        QCOMPARE(outcome.chains.size(), std::size_t(2));
        QCOMPARE(outcome.chains[0].regions, (std::vector<std::string>{"r2"}));
        QCOMPARE(must(store_->allChains()).size(), std::size_t(2));
        QVERIFY(must(store_->verify()).empty());
    }

    void refusesPhrasesThatCannotBe_data() {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::newRow("none") << 3 << 3;
        QTest::newRow("before the sentence") << -1 << 2;
        QTest::newRow("behind the sentence") << 9 << 11;
        QTest::newRow("in another phrase") << 1 << 4;
    }
    void refusesPhrasesThatCannotBe() {
        QFETCH(int, start);
        QFETCH(int, end);
        must(store_->apply({chain("men", {}, Presence::NotVisible), words("m", "men", 0, 2)}, {}));
        const auto refused = store_->apply({chain("c", {}), words("", "c", start, end)}, {});
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().code), int(base::ErrorCode::BadInput));
        QCOMPARE(must(store_->chains(image_)).size(), std::size_t(1));  // none of it was written
        // Somebody else's phrases are no matter.
        if (start >= 0 && end <= 10 && end > start)
            QVERIFY(open("berta").apply({chain("c", {}), words("", "c", start, end)}, {}).has_value());
    }

    void refusesForeignThings() {
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        QVERIFY(!store_->apply(chain("c", {"nosuch"})));
        QVERIFY(!store_->apply(chain("c", {"r1"}, Presence::WholeScene)));
        Edit elsewhere = chain("c", {"r1"});
        elsewhere.image = image_ + 1;
        QVERIFY(!store_->apply(elsewhere));
        QVERIFY(!store_->apply({create("r2", {0, 0, 5, 5}), elsewhere}, {}));
        QVERIFY(!store_->apply(std::vector<Edit>{}, {}));
        QVERIFY(!store_->apply(words("", "nosuch", 0, 1)));
        QCOMPARE(must(store_->regions(image_)).size(), std::size_t(1));
    }

    void pasteIsOneAct() {
        const auto pasted =
            must(store_->apply({create("a", {0, 0, 5, 5}, "one"), create("b", {9, 9, 5, 5}, "two")}, "Paste 2 boxes"));
        QCOMPARE(pasted.regions.size(), std::size_t(2));
        Edit moved = make(Edit::Kind::SetBox, "a");
        moved.box = {1, 1, 5, 5};
        must(store_->apply({moved, make(Edit::Kind::DeleteRegion, "a"), make(Edit::Kind::DeleteRegion, "b")}, {}));
        auto outcome = must(store_->undo(image_));
        QCOMPARE(outcome.regions.size(), std::size_t(2));
        QCOMPARE(outcome.regions[0].box.x, 0.0);
        outcome = must(store_->undo(image_));
        QVERIFY(outcome.regions.empty() && outcome.label == "Paste 2 boxes");
        QCOMPARE(must(store_->redo(image_)).regions[1].snippets[0].text, std::string("two"));
    }

    void suggestionsAreNoTruthUntilAccepted() {
        Edit box = create("r", {0, 0, 10, 10}, "a ball");
        box.origin = "model";
        box.suggested = true;
        Edit phrase = chain("c", {"r"});
        phrase.suggested = true;
        must(store_->apply({box, phrase, words("m", "c", 3, 5)}, {}));
        must(store_->apply(create("own", {20, 20, 10, 10}, "mine")));
        QVERIFY(must(store_->regions(image_))[0].suggested && must(store_->regions(image_))[0].snippets[0].suggested);
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(1));
        QCOMPARE(must(store_->regionCounts()).at(image_), 1);
        QVERIFY(must(store_->allChains()).empty());
        // Words that a suggestion holds are free.
        must(store_->apply({chain("c2", {"own"}), words("m2", "c2", 3, 5)}, {}));
        must(store_->apply(make(Edit::Kind::Accept, "r")));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(2));
        QCOMPARE(must(store_->allRegions())[0].snippets.size(), std::size_t(1));
        QCOMPARE(must(store_->allRegions())[0].origin, std::string("model"));
        must(store_->undo(image_));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(1));
        // Who corrects it takes it; its text is a question of its own.
        Edit dragged = make(Edit::Kind::SetBox, "r");
        dragged.box = {1, 1, 10, 10};
        must(store_->apply(dragged));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(2));
        QVERIFY(must(store_->allRegions())[0].snippets.empty());
        must(store_->undo(image_));
        // With a phrase go its boxes.
        Edit accepted = make(Edit::Kind::Accept);
        accepted.chain.uuid = "c";
        must(store_->apply(accepted));
        QCOMPARE(must(store_->allChains()).size(), std::size_t(2));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(2));
        must(store_->undo(image_));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(1));
        must(store_->apply(chain("c", {"r"})));
        QCOMPARE(must(store_->allChains()).size(), std::size_t(2));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(2));
    }

    void undoIsOfThePersonWhoDidIt() {
        auto anna = open("anna", "window 1"), berta = open("berta", "window 2");
        must(anna.apply(create("a", {0, 0, 10, 10})));
        must(berta.apply(create("b", {20, 20, 10, 10})));
        must(anna.apply(create("a2", {40, 40, 10, 10})));
        QCOMPARE(must(berta.undo(image_)).regions.size(), std::size_t(2));
        QCOMPARE(must(berta.undo(image_)).action, 0);
        // Berta signs in where anna sat: there is nothing of hers to take back, and anna's history waits for anna.
        must(anna.signIn({"berta", false}));
        QCOMPARE(must(anna.undo(image_)).action, 0);
        must(anna.apply(create("b2", {60, 60, 10, 10})));
        must(anna.signIn({"anna", false}));
        QCOMPARE(must(anna.undo(image_)).regions.size(), std::size_t(2));
        QCOMPARE(must(anna.redo(image_)).regions.size(), std::size_t(3));
        QCOMPARE(must(anna.outcome(image_)).regions[2].annotator, std::string("berta"));
    }

    void theHistoryOfAPersonIsKeptForThePerson() {
        {
            auto anna = open("anna", "ended");
            must(anna.apply(create("a", {0, 0, 10, 10})));
            must(anna.saveDraft({image_, "a", "", "half a wo", {}}));
        }
        const auto ended = [](const std::string& session) { return session != "ended"; };
        auto berta = must(ProjectStore::open(project_));
        must(berta.signIn({"berta", false}));
        must(berta.beginSession("berta's", ended));
        QVERIFY(!must(berta.outcome(image_)).canUndo);
        QVERIFY(must(berta.drafts()).empty());
        auto anna = must(ProjectStore::open(project_));
        must(anna.beginSession("anna's", ended));
        must(anna.signIn({"anna", false}));
        QCOMPARE(must(anna.drafts()).at(0).text, std::string("half a wo"));
        QCOMPARE(must(anna.drafts()).at(0).annotator, std::string("anna"));
        QVERIFY(must(anna.undo(image_)).regions.empty());
    }

    void aDraftGoesWithTheEditThatWritesIt() {
        must(store_->apply(create("r", {0, 0, 10, 10})));
        must(store_->saveDraft({image_, "r", "t", "a do", {}}));
        must(store_->saveDraft({image_, "r", "u", "another", {}}));
        Edit text = make(Edit::Kind::SetText, "r");
        text.snippet = "t";
        text.text = "a dog";
        must(store_->apply(text));
        const auto left = must(store_->drafts(image_));
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(left[0].snippet, std::string("u"));
    }

    void blindSeesOwnWorkAlone() {
        must(open("anna").apply({create("a", {0, 0, 10, 10}, "hers"), chain("c", {"a"}), words("m", "c", 0, 2)}, {}));
        auto berta = open("berta", "w", true);
        QVERIFY(must(berta.outcome(image_)).regions.empty() && must(berta.outcome(image_)).chains.empty());
        const auto own = must(berta.apply(create("b", {0, 0, 20, 20}, "mine")));
        QCOMPARE(own.regions.size(), std::size_t(1));
        QCOMPARE(own.regions[0].annotator, std::string("berta"));
        must(berta.signIn({"berta", false}));
        QCOMPARE(must(berta.outcome(image_)).regions.size(), std::size_t(2));
    }

    void aBoxUnderSomebodysPhraseStays() {
        auto anna = open("anna", "1"), berta = open("berta", "2");
        must(anna.apply(create("a", {0, 0, 10, 10})));
        must(berta.apply({chain("c", {"a"}), words("m", "c", 0, 2)}, {}));
        QVERIFY(!anna.undo(image_));
        QCOMPARE(must(store_->regions(image_)).size(), std::size_t(1));
    }

    void marksAreUndoneToo() {
        auto anna = open("anna", "1"), berta = open("berta", "2");
        Edit mark = make(Edit::Kind::SetMark);
        QCOMPARE(must(anna.apply(mark)).marks.size(), std::size_t(1));
        QCOMPARE(must(anna.apply(mark)).action, 0);  // it is done already
        mark.mark = {store::MarkKind::Reviewed, "anna", true};
        const auto marks = must(berta.apply(mark)).marks;
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[1].annotator, std::string("anna"));
        QCOMPARE(marks[1].by, std::string("berta"));
        QCOMPARE(must(berta.undo(image_)).marks.size(), std::size_t(1));
        QCOMPARE(must(anna.undo(image_)).marks.size(), std::size_t(0));
        QCOMPARE(must(anna.redo(image_)).marks.size(), std::size_t(1));
        mark.mark = {store::MarkKind::Done, "", false};
        QVERIFY(must(anna.apply(mark)).marks.empty());
    }

    void aConsensusKeepsItsSources() {
        auto anna = open("anna"), berta = open("berta"), reviewer = open("rita");
        must(anna.apply(create("a", {0, 0, 10, 10}, "a dog")));
        must(berta.apply(create("b", {1, 1, 10, 10}, "the dog")));
        must(berta.apply(create("wrong", {90, 50, 10, 10}, "a cat")));
        Edit agreed = create("agreed", {0, 0, 11, 11}, "a brown dog"), settle = make(Edit::Kind::Settle);
        agreed.consensus = true;
        settle.settlement = {{"a", "b"}, "agreed", false};
        const auto settled = must(reviewer.apply({agreed, settle}, {}));
        QCOMPARE(settled.regions.size(), std::size_t(4));
        QCOMPARE(settled.regions[3].annotator, std::string("consensus"));
        QCOMPARE(settled.settlements.at(0).sources, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(settled.settlements.at(0).by, std::string("rita"));
        settle.settlement = {{"wrong"}, "", false};
        must(reviewer.apply(settle));
        const auto truth = must(store_->trueRegions());
        QCOMPARE(truth.size(), std::size_t(1));
        QCOMPARE(truth[0].snippets[0].text, std::string("a brown dog"));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(4));
        must(reviewer.undo(image_));
        QCOMPARE(must(store_->trueRegions()).size(), std::size_t(2));
        must(reviewer.undo(image_));
        QCOMPARE(must(store_->trueRegions()).size(), std::size_t(3));
        // Nobody signs in as the consensus.
        QVERIFY(!anna.signIn({"consensus", false}));
        for (const auto& annotator : must(store_->tasks().annotators())) QVERIFY(annotator.name != "consensus");
    }

    void anImportIsUndoneAsOne() {
        store::RegionRecord one, two;
        one.uuid = "one";
        two.uuid = "two";
        one.image = image_;
        two.image = image_ + 1;
        one.box = two.box = {1, 1, 5, 5};
        one.annotator = two.annotator = "import";
        one.snippets = two.snippets = {{"", "imported text", "import", "import"}};
        must(store_->addRegions({one, two}));
        const auto import = must(store_->imports()).at(0).id;
        must(store_->undoImport(import));
        QVERIFY(must(store_->allRegions()).empty() && must(store_->searchSnippets("imported", 10)).empty());
        QVERIFY(must(store_->imports()).at(0).undone);
        QVERIFY(!store_->undoImport(import));
        must(store_->redoImport(import));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(2));
        // What somebody has worked on since stays, with its text.
        Edit moved = make(Edit::Kind::SetBox, "one");
        moved.box = {2, 2, 5, 5};
        must(store_->apply(moved));
        must(store_->undoImport(import));
        const auto left = must(store_->allRegions());
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(left[0].snippets.size(), std::size_t(1));
        QVERIFY(must(store_->verify()).empty());
    }

    void importsPhrases() {
        store::ChainRecord chain;
        chain.uuid = "c";
        chain.image = image_;
        chain.annotator = "crowd";
        chain.presence = Presence::WholeScene;
        chain.mentions = {{"", caption_, 6, 9, "blue sky ."}};
        const auto import = must(store_->beginImport({}, "entities"));
        must(store_->addToImport(import, std::vector{chain}));
        must(store_->addToImport(import, std::vector{chain}));
        must(store_->finishImport(import));
        const auto there = must(store_->allChains());
        QCOMPARE(there.size(), std::size_t(1));
        QCOMPARE(there[0].mentions.at(0).text, std::string("blue sky ."));
        must(store_->removeImport(import));
        QVERIFY(must(store_->allChains()).empty() && must(store_->verify()).empty());
    }

    void searchesTexts() {
        must(store_->apply(create("a", {0, 0, 5, 5}, "A red Café at night")));
        Edit other = create("b", {0, 0, 5, 5}, "a red dog");
        other.image = image_ + 1;
        must(store_->apply(other));
        QCOMPARE(must(store_->searchSnippets("red", 9)).size(), std::size_t(2));
        const auto found = must(store_->searchSnippets("caf red", 9));
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].region, std::string("a"));
        Edit text = make(Edit::Kind::SetText, "a");
        text.snippet = "t-a";
        text.text = "changed";
        must(store_->apply(text));
        QCOMPARE(must(store_->searchSnippets("red", 9)).size(), std::size_t(1));
        must(store_->undo(image_));
        QCOMPARE(must(store_->searchSnippets("red", 9)).size(), std::size_t(2));
        must(store_->apply(make(Edit::Kind::DeleteRegion, "a")));
        QCOMPARE(must(store_->searchSnippets("red", 9)).size(), std::size_t(1));
        QCOMPARE(must(store_->searchSnippets("red", 0)).size(), std::size_t(0));
        for (const char* odd : {"", " ", "\"", "dog\" OR \"cat", "*", "AND NOT (", "x:y", "-", "' --"})
            must(store_->searchSnippets(odd, 10));
    }

    void saysWhatOthersChanged() {
        auto anna = open("anna", "1"), berta = open("berta", "2");
        const auto start = must(anna.changesSince(-1, "1"));
        QVERIFY(start.images.empty());
        must(anna.apply(create("a", {0, 0, 10, 10})));
        QVERIFY(must(anna.changesSince(start.number, "1")).images.empty());
        Edit elsewhere = create("b", {0, 0, 10, 10});
        elsewhere.image = image_ + 1;
        must(berta.apply(elsewhere));
        auto seen = must(anna.changesSince(start.number, "1"));
        QCOMPARE(seen.images, std::vector<std::int64_t>{image_ + 1});
        // One that is covered by a change of one's own is told as well.
        must(berta.apply(create("c", {0, 0, 10, 10})));
        must(anna.apply(create("d", {0, 0, 10, 10})));
        seen = must(anna.changesSince(seen.number, "1"));
        QCOMPARE(seen.images, std::vector<std::int64_t>{image_});
        must(berta.undo(image_ + 1));
        seen = must(anna.changesSince(seen.number, "1"));
        QCOMPARE(seen.images.size(), std::size_t(1));
        QVERIFY(must(anna.changesSince(seen.number, "1")).images.empty());
        store::RegionRecord imported;
        imported.image = image_;
        imported.box = {1, 1, 5, 5};
        must(berta.addRegions({imported}));
        QCOMPARE(must(anna.changesSince(seen.number, "1")).images, std::vector<std::int64_t>{image_});
    }
};

QTEST_GUILESS_MAIN(TestAnnotating)
#include "test_annotating.moc"
