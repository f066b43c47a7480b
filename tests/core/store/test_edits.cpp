// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <optional>

using namespace legenda;
using store::Edit;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestEdits : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;
    std::optional<ProjectStore> store_;
    std::int64_t image_ = 0;

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
        return edit;
    }
    Edit setBox(const std::string& region, const base::Box& box) const {
        Edit edit = make(Edit::Kind::SetBox, region);
        edit.box = box;
        return edit;
    }
    Edit setText(const std::string& region, const std::string& snippet, const std::string& text) const {
        Edit edit = make(Edit::Kind::SetText, region);
        edit.snippet = snippet;
        edit.text = text;
        return edit;
    }
    void reopen() {
        store_.reset();
        store_.emplace(must(ProjectStore::open(project_)));
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
        must(store_->addImages(dir_.path().toStdString(), "folder", {image}));
        image_ = must(store_->images())[0].id;
    }

    void undoesAndRedoesEveryKind() {
        must(store_->apply(create("r1", {10, 10, 50, 40}, "a dog")));
        must(store_->apply(setBox("r1", {20, 20, 30, 30})));
        must(store_->apply(setText("r1", "t2", "a brown dog")));
        must(store_->apply(setText("r1", "t2", "a black dog")));
        Edit drop = make(Edit::Kind::DeleteText, "r1");
        drop.snippet = "t2";
        must(store_->apply(drop));
        Edit copy = make(Edit::Kind::DuplicateRegion, "r2");
        copy.source = "r1";
        must(store_->apply(copy));
        const auto last = must(store_->apply(make(Edit::Kind::DeleteRegion, "r1")));
        QCOMPARE(last.regions.size(), std::size_t(1));
        QCOMPARE(last.regions[0].uuid, std::string("r2"));
        QCOMPARE(last.regions[0].snippets[0].text, std::string("a dog"));
        QVERIFY(last.canUndo && !last.canRedo);

        std::vector<std::string> labels;
        for (;;) {
            reopen();  // the history lives in the file
            const auto outcome = must(store_->undo(image_));
            if (outcome.action == 0) break;
            labels.push_back(outcome.label);
        }
        QCOMPARE(labels, (std::vector<std::string>{"Delete region", "Duplicate region", "Delete text", "Edit text",
                                                   "Write text", "Move box", "Draw box"}));
        auto outcome = must(store_->outcome(image_));
        QVERIFY(outcome.regions.empty() && !outcome.canUndo && outcome.canRedo);

        for (int i = 0; i < 4; ++i) outcome = must(store_->redo(image_));
        QCOMPARE(outcome.regions[0].snippets[1].text, std::string("a black dog"));
        QVERIFY(outcome.regions[0].box == (base::Box{20, 20, 30, 30}));
        for (int i = 0; i < 3; ++i) outcome = must(store_->redo(image_));
        QVERIFY(!outcome.canRedo);
        QCOMPARE(must(store_->redo(image_)).action, 0);
        QCOMPARE(outcome.regions.size(), std::size_t(1));
        QCOMPARE(outcome.regions[0].uuid, std::string("r2"));
    }

    void aNewActCutsRedo() {
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(store_->apply(setBox("r1", {5, 5, 10, 10})));
        must(store_->undo(image_));
        const auto outcome = must(store_->apply(create("r2", {0, 0, 20, 20})));
        QVERIFY(!outcome.canRedo);
        QCOMPARE(must(store_->redo(image_)).action, 0);
        must(store_->undo(image_));
        must(store_->undo(image_));
        QCOMPARE(must(store_->undo(image_)).action, 0);
    }

    void clipsAndRefusesBoxes_data() {
        QTest::addColumn<QVector<double>>("box");
        QTest::addColumn<QVector<double>>("kept");
        QTest::newRow("inside") << QVector<double>{1, 2, 3, 4} << QVector<double>{1, 2, 3, 4};
        QTest::newRow("over the edge") << QVector<double>{-10, 90, 30, 30} << QVector<double>{0, 90, 20, 10};
        QTest::newRow("outside") << QVector<double>{300, 0, 10, 10} << QVector<double>{};
        QTest::newRow("no area") << QVector<double>{10, 10, 0, 10} << QVector<double>{};
        QTest::newRow("negative") << QVector<double>{10, 10, -5, 10} << QVector<double>{};
        QTest::newRow("no number") << QVector<double>{qQNaN(), 10, 5, 10} << QVector<double>{};
    }
    void clipsAndRefusesBoxes() {
        QFETCH(QVector<double>, box);
        QFETCH(QVector<double>, kept);
        const auto outcome = store_->apply(create("r", {box[0], box[1], box[2], box[3]}));
        QCOMPARE(outcome.has_value(), !kept.isEmpty());
        if (!outcome)
            QCOMPARE(int(outcome.error().code), int(base::ErrorCode::BadInput));
        else
            QVERIFY(outcome->regions[0].box == (base::Box{kept[0], kept[1], kept[2], kept[3]}));
        QCOMPARE(must(store_->outcome(image_)).canUndo, !kept.isEmpty());  // a refused edit leaves nothing
    }

    void refusesUnknownThings() {
        must(store_->apply(create("r1", {0, 0, 10, 10}, "x")));
        QVERIFY(!store_->apply(create("r1", {0, 0, 10, 10})));
        QVERIFY(!store_->apply(setBox("nosuch", {0, 0, 10, 10})));
        QVERIFY(!store_->apply(setText("r1", "", "  ")));
        Edit elsewhere = setBox("r1", {0, 0, 5, 5});
        elsewhere.image = 99;
        QVERIFY(!store_->apply(elsewhere));
        const auto same = must(store_->apply(setBox("r1", {0, 0, 10, 10})));
        QCOMPARE(same.action, 0);  // nothing changed, nothing to undo
        must(store_->undo(image_));
        QVERIFY(!must(store_->outcome(image_)).canUndo);
    }

    void anEmptyTextTakesItAway() {
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(store_->apply(setText("r1", "t", "dog's \"'; DROP TABLE region; -- 犬")));
        QCOMPARE(must(store_->regions(image_))[0].snippets[0].text, std::string("dog's \"'; DROP TABLE region; -- 犬"));
        QVERIFY(must(store_->apply(setText("r1", "t", ""))).regions[0].snippets.empty());
        QCOMPARE(must(store_->undo(image_)).regions[0].snippets.size(), std::size_t(1));
    }

    void aSessionUndoesOnlyWhatItDid() {
        const auto alive = [](const std::string&) { return true; };
        auto other = must(ProjectStore::open(project_));
        must(store_->beginSession("first", alive));
        must(other.beginSession("second", alive));
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(other.apply(create("r2", {20, 20, 10, 10})));
        // The newest edit of all is the second's: it is not the first's to take back.
        const auto undone = must(store_->undo(image_));
        QCOMPARE(undone.regions.size(), std::size_t(1));
        QCOMPARE(undone.regions[0].uuid, std::string("r2"));
        QVERIFY(!undone.canUndo && undone.canRedo);
        QCOMPARE(must(store_->undo(image_)).action, 0);
        // What the second does now does not cut off what the first can do again, and the second cannot do it for it.
        must(other.apply(setBox("r2", {30, 30, 10, 10})));
        QCOMPARE(must(other.redo(image_)).action, 0);
        QCOMPARE(must(store_->redo(image_)).regions.size(), std::size_t(2));
    }

    void aSessionLeavesWhatAnotherChangedSince() {
        const auto alive = [](const std::string&) { return true; };
        auto other = must(ProjectStore::open(project_));
        must(store_->beginSession("first", alive));
        must(other.beginSession("second", alive));
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(store_->apply(create("r2", {20, 20, 10, 10})));
        must(other.apply(setBox("r2", {21, 21, 10, 10})));
        const auto moved = store_->undo(image_);
        QVERIFY(!moved && moved.error().message.find("another window") != std::string::npos);
        QCOMPARE(must(store_->regions(image_)).size(), std::size_t(2));
        // A box in which the other has written since does not vanish with its words.
        must(other.apply(setText("r1", "t", "written elsewhere")));
        QVERIFY(!store_->undo(image_));
        QCOMPARE(must(store_->regions(image_)).size(), std::size_t(2));
        QCOMPARE(must(store_->regions(image_))[0].snippets.size(), std::size_t(1));
        QCOMPARE(must(store_->undo(image_)).action, 0);
        must(other.undo(image_));
        must(other.undo(image_));
        QVERIFY(must(other.regions(image_))[1].box == (base::Box{20, 20, 10, 10}));
    }

    void theHistoryOfAnEndedSessionGoesOver() {
        bool firstLives = true;
        const auto lives = [&](const std::string& session) { return session == "first" && firstLives; };
        must(store_->apply(create("r0", {0, 0, 10, 10})));  // of a version that knew no sessions
        must(store_->beginSession("first", lives));
        must(store_->apply(create("r1", {20, 0, 10, 10})));
        must(store_->undo(image_));
        auto beside = must(ProjectStore::open(project_));
        must(beside.beginSession("beside", lives));
        QVERIFY(!must(beside.outcome(image_)).canUndo && !must(beside.outcome(image_)).canRedo);
        firstLives = false;
        reopen();
        must(store_->beginSession("next", lives));
        QCOMPARE(must(store_->redo(image_)).regions.size(), std::size_t(2));
        must(store_->undo(image_));
        QVERIFY(must(store_->undo(image_)).regions.empty());
        QCOMPARE(must(beside.redo(image_)).action, 0);
    }

    void takesBackOneVeryEdit() {
        must(store_->apply(create("r1", {0, 0, 10, 10}, "one")));
        must(store_->apply(create("r2", {20, 20, 10, 10})));
        const auto deleted = must(store_->apply(make(Edit::Kind::DeleteRegion, "r1")));
        const auto moved = must(store_->apply(setBox("r2", {30, 30, 10, 10})));
        must(store_->apply(create("r3", {40, 40, 10, 10})));
        // Not the newest edit: the deletion.
        const auto back = must(store_->undoAction(image_, deleted.action));
        QCOMPARE(back.label, std::string("Delete region"));
        QCOMPARE(back.regions.size(), std::size_t(3));
        QCOMPARE(back.regions[0].snippets[0].text, std::string("one"));
        const auto twice = store_->undoAction(image_, deleted.action);
        QVERIFY(!twice && twice.error().message.find("undone already") != std::string::npos);
        must(store_->apply(setBox("r2", {50, 50, 10, 10})));
        const auto late = store_->undoAction(image_, moved.action);
        QVERIFY(!late && late.error().message.find("changed since") != std::string::npos);
        QVERIFY(must(store_->regions(image_))[1].box == (base::Box{50, 50, 10, 10}));
        // The refusal costs nothing: step by step its turn comes.
        must(store_->undo(image_));
        must(store_->undo(image_));
        must(store_->undo(image_));
        QVERIFY(must(store_->regions(image_))[1].box == (base::Box{20, 20, 10, 10}));
        QVERIFY(!store_->undoAction(image_, 999));
    }

    void twoProgramsWithoutSessionsShareTheHistory() {
        auto other = must(ProjectStore::open(project_));
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(other.apply(setBox("r1", {1, 1, 10, 10})));
        must(store_->undo(image_));
        QVERIFY(must(other.regions(image_))[0].box == (base::Box{0, 0, 10, 10}));
        must(other.redo(image_));
        QVERIFY(must(store_->regions(image_))[0].box == (base::Box{1, 1, 10, 10}));
    }

    void leavesRowsThatAnotherProgramChanged() {
        if (QStandardPaths::findExecutable("sqlite3").isEmpty()) QSKIP("needs the sqlite3 shell");
        must(store_->apply(create("r1", {0, 0, 10, 10})));
        must(store_->apply(setBox("r1", {1, 1, 10, 10})));
        QProcess::execute("sqlite3", {QString::fromStdString((project_ / "project.sqlite").string()),
                                      "UPDATE region SET x = 77, rev = 9999"});
        const auto undone = store_->undo(image_);
        QVERIFY(!undone && undone.error().message.find("another window or program") != std::string::npos);
        QCOMPARE(must(store_->regions(image_))[0].box.x, 77.0);
        QVERIFY(!store_->undo(image_));                  // the drawing, too, is out of reach
        QCOMPARE(must(store_->undo(image_)).action, 0);  // and then the history is at its end instead of stuck
    }

    void importsRegionsOnce() {
        store::RegionRecord region;
        region.uuid = "foreign";
        region.image = image_;
        region.box = {1, 2, 3, 4};
        region.annotator = "anna";
        region.snippets = {{"", "one", "anna", "import"}, {"", "eins", "bert", "import"}};
        must(store_->addRegions({region}));
        region.snippets.push_back({"", "two", "anna", "import"});
        must(store_->addRegions({region}));
        const auto there = must(store_->allRegions());
        QCOMPARE(there.size(), std::size_t(1));
        QCOMPARE(there[0].snippets.size(), std::size_t(3));
        QCOMPARE(there[0].snippets[1].annotator, std::string("bert"));
        QCOMPARE(there[0].origin, std::string("import"));
        QCOMPARE(must(store_->regionCounts()).at(image_), 1);
        QVERIFY(!must(store_->outcome(image_)).canUndo);
        must(store_->apply(make(Edit::Kind::DeleteRegion, "foreign")));
        QVERIFY(must(store_->regionCounts()).empty());
        QCOMPARE(must(store_->undo(image_)).regions.size(), std::size_t(1));
    }

    void keepsDrafts() {
        must(store_->saveDraft({image_, "r", "", "half a sen", {}}));
        must(store_->saveDraft({image_, "r", "", "half a sentence", {}}));
        reopen();
        QCOMPARE(must(store_->drafts(image_)).size(), std::size_t(1));
        QCOMPARE(must(store_->drafts(image_))[0].text, std::string("half a sentence"));
        must(store_->saveDraft({image_, "r", "", "", {}}));
        QVERIFY(must(store_->drafts(image_)).empty());
    }
};

QTEST_GUILESS_MAIN(TestEdits)
#include "test_edits.moc"
