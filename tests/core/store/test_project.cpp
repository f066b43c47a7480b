// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/read_only.h"

#include <QTemporaryDir>

#include <unistd.h>

#include <cmath>
#include <limits>

using namespace legenda;
using store::ProjectStore;
using test::must;
using test::ReadOnly;
namespace fs = std::filesystem;

namespace {

store::NewImage image(const std::string& path, const std::string& split, std::vector<std::string> captions) {
    store::NewImage image;
    image.path = path;
    image.split = split;
    image.captions = std::move(captions);
    return image;
}

std::string sqlite(const fs::path& project, const QString& statements) {
    QProcess shell;
    shell.start("sqlite3", {QString::fromStdString((project / "project.sqlite").string()), statements});
    shell.waitForFinished();
    return shell.readAllStandardOutput().trimmed().toStdString();
}

}  // namespace

class TestProject : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path fresh() { return fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda"); }

 private Q_SLOTS:
    void createsTheFolder() {
        const auto project = fresh();
        {
            auto store = must(ProjectStore::create(project));
            QCOMPARE(must(store.counts()).total(), 0);
            QCOMPARE(must(store.info("name")), std::string("p1"));
            must(store.setInfo("name", "Märchen"));
        }
        for (const char* part : {"project.sqlite", "features", "runs", "exports"}) QVERIFY(fs::exists(project / part));
        auto again = must(ProjectStore::create(project));
        QCOMPARE(must(again.info("name")), std::string("Märchen"));
        auto reader = must(ProjectStore::open(project, ProjectStore::Mode::Read));
        QVERIFY(!reader.setInfo("name", "x"));
    }

    void refusesWhatIsNoProject() {
        const auto missing = ProjectStore::open(fresh());
        QVERIFY(!missing && missing.error().code == base::ErrorCode::Io);
        QVERIFY(missing.error().message.find("p2.legenda") != std::string::npos);

        const auto empty = fresh();
        fs::create_directories(empty);
        QCOMPARE(int(ProjectStore::open(empty).error().code), int(base::ErrorCode::BadInput));

        const auto text = fresh();
        test::write(text / "project.sqlite", std::string(4096, 'x'));
        const auto noDatabase = ProjectStore::open(text);
        QVERIFY(!noDatabase && noDatabase.error().code == base::ErrorCode::BadInput);
        QVERIFY(noDatabase.error().message.find("project.sqlite") != std::string::npos);
    }

    void refusesNewerAndForeignDatabases() {
        if (QStandardPaths::findExecutable("sqlite3").isEmpty()) QSKIP("needs the sqlite3 shell");
        const auto newer = fresh();
        must(ProjectStore::create(newer));
        sqlite(newer, "PRAGMA user_version = 999");
        for (const auto mode : {ProjectStore::Mode::Read, ProjectStore::Mode::Write}) {
            const auto opened = ProjectStore::open(newer, mode);
            QVERIFY(!opened && opened.error().code == base::ErrorCode::BadInput);
            QVERIFY(opened.error().message.find("newer") != std::string::npos);
        }
        const auto foreign = fresh();
        fs::create_directories(foreign);
        sqlite(foreign, "CREATE TABLE bookmarks(url TEXT)");
        QCOMPARE(int(ProjectStore::open(foreign).error().code), int(base::ErrorCode::BadInput));
        QCOMPARE(int(ProjectStore::create(foreign).error().code), int(base::ErrorCode::BadInput));
    }

    // A project as the schema's first version wrote it opens for writing and for reading, where nothing can be written
    // as well.
    void opensTheFirstSchema_data() {
        QTest::addColumn<bool>("write");
        QTest::addColumn<bool>("locked");
        QTest::newRow("for writing") << true << false;
        QTest::newRow("for reading") << false << false;
        QTest::newRow("in a read-only folder") << false << true;
    }
    void opensTheFirstSchema() {
        QFETCH(bool, write);
        QFETCH(bool, locked);
        if (locked && ::geteuid() == 0) QSKIP("nothing is read-only to root");
        const auto project = fresh();
        fs::create_directories(project);
        fs::copy_file(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0/shapes.legenda/project.sqlite",
                      project / "project.sqlite");
        if (locked) fs::permissions(project, fs::perms::owner_read | fs::perms::owner_exec);
        {
            auto store =
                must(ProjectStore::open(project, write ? ProjectStore::Mode::Write : ProjectStore::Mode::Read));
            const auto image = must(store.images())[0].id;
            const auto regions = must(store.regions(image));
            QVERIFY(!regions.empty());
            QVERIFY(must(store.evaluations()).empty());
            QVERIFY(must(store.outcome(image)).canUndo);
            // What was done then can be undone now.
            if (write) {
                must(store.beginSession("now", [](const std::string&) { return false; }));
                QVERIFY(must(store.undo(image)).action != 0);
            }
        }
        if (locked) fs::permissions(project, fs::perms::owner_all);
    }

    void keepsEvaluations() {
        const auto project = fresh();
        auto store = must(ProjectStore::create(project));
        const auto later =
            must(store.addEvaluation({0, "captions", "test", "a model", R"({"items":3})", "2026-11-25T10:00:00.000Z"}))
                .id;
        must(store.addEvaluation({0, "retrieval", "dev", "another", "{}", "2026-11-24T10:00:00.000Z"}));
        auto reader = must(ProjectStore::open(project, ProjectStore::Mode::Read));
        const auto all = must(reader.evaluations());
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].task, std::string("retrieval"));
        QCOMPARE(all[1].id, later);
        QCOMPARE(all[1].figuresJson, std::string(R"({"items":3})"));
        QVERIFY(!reader.addEvaluation(all[0]));
        must(store.removeEvaluation(later));
        QCOMPARE(must(reader.evaluations()).size(), std::size_t(1));
    }

    void setsThePragmas() {
        if (QStandardPaths::findExecutable("sqlite3").isEmpty()) QSKIP("needs the sqlite3 shell");
        const auto project = fresh();
        auto store = must(ProjectStore::create(project));
        QCOMPARE(sqlite(project, "PRAGMA journal_mode"), std::string("wal"));
        QVERIFY(QString::fromStdString(sqlite(project, "PRAGMA user_version")).toInt() >= 2);
        QCOMPARE(sqlite(project, "PRAGMA integrity_check"), std::string("ok"));
    }

    void addsImagesOnlyOnce() {
        const auto project = fresh();
        auto store = must(ProjectStore::create(project));
        const fs::path root = project.parent_path() / "photos";
        fs::create_directories(root);
        std::vector<store::NewImage> images{
            image("a b.jpg", "train", {"A dog runs .", "A dog runs .", "A cat sleeps ."}),
            image("ü/日.jpg", "", {"Two people ."})};
        QCOMPARE(must(store.addImages(root, "flickr8k", images)), 2);
        QCOMPARE(must(store.addImages(root, "flickr8k", images)), 0);
        const auto known = must(store.images());
        QCOMPARE(known.size(), std::size_t(2));
        QCOMPARE(known[0].file, root / "a b.jpg");
        QCOMPARE(must(store.captions(known[0].id)).size(), std::size_t(3));  // a sentence given twice is kept twice

        images[0].captions.push_back("A dog jumps .");
        images[1].split = "dev";
        QCOMPARE(must(store.addImages(root, "flickr8k", images)), 0);
        QCOMPARE(must(store.captions(known[0].id)).back().text, std::string("A dog jumps ."));
        QCOMPARE(must(store.captionsOfSplit("dev")).size(), std::size_t(1));
        QCOMPARE(must(store.counts()).train, 1);

        const auto unknown = store.images("nosuch");
        QVERIFY(!unknown && unknown.error().code == base::ErrorCode::BadInput);
        QVERIFY(unknown.error().message.find("nosuch") != std::string::npos &&
                unknown.error().message.find("train") != std::string::npos);
        QVERIFY(must(store.images("test")).empty());

        QCOMPARE(must(store.imageByPath("日.jpg"))->id, known[1].id);
        QCOMPARE(must(store.imageByPath((root / "a b.jpg").string()))->id, known[0].id);
        QVERIFY(!must(store.imageByPath("b.jpg")));

        must(store.setImageFacts(known[0].id, 640, 480, "abc"));
        QCOMPARE(must(store.image(known[0].id)).width, 640);
        QVERIFY(!store.image(4711));
    }

    void movesWithItsImages() {
        const auto base = fresh().parent_path() / "here";
        {
            auto store = must(ProjectStore::create(base / "p.legenda"));
            fs::create_directories(base / "photos");
            must(store.addImages(base / "photos", "folder", {image("a.jpg", "", {})}));
        }
        const auto moved = base.parent_path() / "there";
        fs::rename(base, moved);
        auto store = must(ProjectStore::open(moved / "p.legenda"));
        QCOMPARE(must(store.images())[0].file, moved / "photos" / "a.jpg");
        must(store.addImages(moved / "photos", "folder", {image("a.jpg", "", {})}));
        QCOMPARE(must(store.counts()).total(), 1);
    }

    void searchesCaptions() {
        auto store = must(ProjectStore::create(fresh()));
        must(store.addImages(dir_.path().toStdString(), "folder",
                             {image("1.jpg", "", {"A Dog runs .", "The dog , grass everywhere"}),
                              image("2.jpg", "", {"a dog sleeps"}), image("3.jpg", "", {"Ein Café"})}));
        const auto ids = must(store.images());
        QCOMPARE(must(store.searchCaptions("dog", 10)).size(), std::size_t(2));
        QCOMPARE(must(store.searchCaptions("do gra", 10)), std::vector<std::int64_t>{ids[0].id});
        QCOMPARE(must(store.searchCaptions("dog", 1)).size(), std::size_t(1));
        QCOMPARE(must(store.searchCaptions("cafe", 10)), std::vector<std::int64_t>{ids[2].id});
        for (const char* odd : {"", " ", "\"", "dog\" OR \"cat", "*", "AND NOT (", "x:y", "-", "' --"})
            must(store.searchCaptions(odd, 10));
    }

    void scalesEntityBoxes() {
        auto store = must(ProjectStore::create(fresh()));
        auto one = image("1.jpg", "dev", {"A dog ."});
        one.annotatedWidth = 500;
        one.annotatedHeight = 400;
        one.entityBoxes = {{0, "7", {50, 40, 100, 80}}};
        one.entitySentences = {{0, 0, 0, "A dog .", {{"7", 0, 2, "A dog", "animals"}}},
                               {0, 0, std::nullopt, "Another .", {}}};
        must(store.addImages(dir_.path().toStdString(), "flickr8k", {one}));
        QVERIFY(must(store.entityBoxes("dev"))[0].box ==
                (base::Box{50, 40, 100, 80}));  // the size of the file is not known yet
        const auto id = must(store.images())[0].id;
        must(store.setImageFacts(id, 250, 200, ""));
        QVERIFY(must(store.entityBoxes("dev"))[0].box == (base::Box{25, 20, 50, 40}));
        must(store.addImages(dir_.path().toStdString(), "flickr8k", {one}));
        QCOMPARE(must(store.entityBoxes("")).size(), std::size_t(1));
        const auto sentences = must(store.entitySentences("dev"));
        QCOMPARE(sentences.size(), std::size_t(2));
        QCOMPARE(*sentences[0].caption, must(store.captions(id))[0].id);
        QCOMPARE(sentences[0].mentions[0].text, std::string("A dog"));
        QVERIFY(!sentences[1].caption && sentences[1].mentions.empty());
        QVERIFY(must(store.entityBoxes("train")).empty());
    }

    void removesAnImportAsOne() {
        auto store = must(ProjectStore::create(fresh()));
        const fs::path root = dir_.path().toStdString();
        must(store.addImages(root, "folder", {image("1.jpg", "", {"one"})}));
        const auto id = must(store.beginImport(root, "flickr8k"));
        const auto stored = must(store.addToImport(
            id, root,
            {image("1.jpg", "dev", {"one", "two"}), image("2.jpg", "dev", {"x"}), image("3.jpg", "dev", {"y"})}));
        QVERIFY(stored.size() == 3 && !stored[0].isNew && stored[1].isNew && stored[2].isNew);
        QCOMPARE(stored[1].uuid, must(store.imageByPath("2.jpg"))->uuid);
        store::Edit edit;
        edit.image = must(store.imageByPath("3.jpg"))->id;
        edit.box = {1, 1, 5, 5};
        must(store.apply(edit));
        must(store.removeImport(id));
        QVERIFY(!must(store.imageByPath("2.jpg")));
        QVERIFY(must(store.imageByPath("3.jpg")));  // somebody's work hangs on it
        QCOMPARE(must(store.captions(must(store.imageByPath("1.jpg"))->id)).size(), std::size_t(1));
        QCOMPARE(must(store.imageByPath("1.jpg"))->split, std::string());  // as it was before
        QVERIFY(must(store.searchCaptions("x", 5)).empty());
    }

    void keepsRunsAndFigures() {
        const auto project = fresh();
        auto store = must(ProjectStore::create(project));
        store::RunRecord run;
        run.id = "align-1";
        run.kind = "align";
        run.state = "running";
        run.started = "2026-11-24T10:00:00Z";
        run.bestValue = 12.5;
        run.pid = 42;
        run.tags = {"small", "red squares"};
        must(store.addRun(run));
        must(store.addFigure({"align-1", 1, 100, "dev.r1", 3.5}));
        must(store.addFigure({"align-1", 2, 200, "loss", std::numeric_limits<double>::quiet_NaN()}));
        run.state = "finished";
        must(store.updateRun(run));
        QVERIFY(!store.addRun(run));  // there already
        run.id = "caption-1";
        run.started = "2026-11-25T10:00:00Z";
        must(store.addRun(run));
        QCOMPARE(must(store.runs())[0].id, std::string("caption-1"));
        QCOMPARE(must(store.run("align-1")).state, std::string("finished"));
        QCOMPARE(must(store.run("align-1")).tags, (std::vector<std::string>{"small", "red squares"}));
        const auto figures = must(store.figures("align-1"));
        QCOMPARE(figures.size(), std::size_t(2));
        QCOMPARE(figures[0].value, 3.5);
        QVERIFY(std::isnan(figures[1].value));
        QCOMPARE(int(store.run("no").error().code), int(base::ErrorCode::BadInput));
        QVERIFY(!store.addFigure({"no", 0, 0, "x", 0}));
    }

    // Who writes a note has read the row while the training ran; who ends the training, before the note was written.
    void aNoteAndTheEndOfATrainingLeaveEachOtherAlone() {
        const auto project = fresh();
        auto training = must(ProjectStore::create(project));
        auto window = must(ProjectStore::open(project));
        store::RunRecord run;
        run.id = "align-1";
        run.state = "running";
        run.pid = 42;
        run.pidStarted = "7@boot";
        must(training.addRun(run));
        const auto seen = must(window.run("align-1"));
        run.state = "finished";
        run.ended = "2026-11-24T11:00:00Z";
        must(training.updateRun(run));
        must(window.setRunNote(seen.id, "the good one"));
        run.epochs = 7;
        must(training.updateRun(run));
        const auto now = must(window.run("align-1"));
        QCOMPARE(now.state, std::string("finished"));
        QCOMPARE(now.ended, std::string("2026-11-24T11:00:00Z"));
        QCOMPARE(now.note, std::string("the good one"));
        QCOMPARE(now.epochs, 7);
        QVERIFY(!window.setRunNote("no", "x"));
    }

    void ofSeveralResumesOneGoesOn() {
        const auto project = fresh();
        auto one = must(ProjectStore::create(project));
        auto two = must(ProjectStore::open(project));
        store::RunRecord run;
        run.id = "align-1";
        run.state = "stopped";
        run.pid = 42;
        run.pidStarted = "7@boot";
        must(one.addRun(run));
        const auto seenByOne = must(one.run("align-1")), seenByTwo = must(two.run("align-1"));
        must(one.claimRun(seenByOne, 42, "7@boot"));  // by the process that owned it before
        QCOMPARE(int(two.claimRun(seenByTwo, 43, "8@boot").error().code), int(base::ErrorCode::BadInput));
        QCOMPARE(must(two.run("align-1")).pid, std::int64_t(42));
        QCOMPARE(must(two.run("align-1")).state, std::string("running"));
        // An owner that lost its run writes no more.
        must(two.claimRun(must(two.run("align-1")), 43, "8@boot"));
        run.state = "finished";
        QVERIFY(!one.updateRun(run));
        QCOMPARE(must(two.run("align-1")).state, std::string("running"));
    }

    void seesOtherProgramsChanges() {
        const auto project = fresh();
        auto one = must(ProjectStore::create(project));
        auto two = must(ProjectStore::open(project));
        const auto before = must(one.dataVersion());
        must(two.setInfo("name", "x"));
        QVERIFY(must(one.dataVersion()) != before);
    }

    // A project on a read-only medium whose last writer was killed: what it had committed stands in the log alone.
    void readsTheLogOfAFolderThatCannotBeWritten() {
        const auto project = fresh(), copy = fresh();
        auto store = must(ProjectStore::create(project));
        must(store.addImages(dir_.path().toStdString(), "folder",
                             {image("1.jpg", "", {"one"}), image("2.jpg", "", {})}));
        QVERIFY(fs::file_size(project / "project.sqlite-wal") > 0);
        fs::create_directories(copy);
        for (const char* name : {"project.sqlite", "project.sqlite-wal"}) fs::copy(project / name, copy / name);
        const ReadOnly folder(copy);
        if (!folder.made()) QSKIP("no folder can be made read-only here");
        const auto reader = must(ProjectStore::open(folder.path(), ProjectStore::Mode::Read));
        QCOMPARE(must(reader.counts()).total(), 2);
        const auto writer = ProjectStore::open(folder.path());
        QVERIFY(!writer && writer.error().code == base::ErrorCode::Io);
        QCOMPARE(writer.error().key, std::string(store::kReadOnly));
    }

    // An older project on such a medium is brought up to date in memory.
    void readsOlderProjectsWhereNothingCanBeWritten() {
        const auto project = fresh();
        fs::copy(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0/shapes.legenda", project,
                 fs::copy_options::recursive);
        const auto before = must(base::readFile(project / "project.sqlite"));
        {
            const ReadOnly folder(project);
            if (!folder.made()) QSKIP("no folder can be made read-only here");
            const auto reader = must(ProjectStore::open(folder.path(), ProjectStore::Mode::Read));
            QCOMPARE(must(reader.counts()).train, 8);
            QCOMPARE(must(reader.allRegions()).size(), std::size_t(4));
        }
        QVERIFY(must(base::readFile(project / "project.sqlite")) == before);
        // Where it can be written, reading alone is enough as well.
        const auto reader = must(ProjectStore::open(project, ProjectStore::Mode::Read));
        QCOMPARE(must(reader.counts()).train, 8);
    }

    void aLockHasAKeyOfItsOwn() {
        const auto project = fresh();
        auto store = must(ProjectStore::create(project));
        QProcess other;
        other.start("sqlite3", {QString::fromStdString((project / "project.sqlite").string())});
        other.write("BEGIN EXCLUSIVE;\nSELECT 'locked';\n");
        QVERIFY(QTest::qWaitFor([&] { return other.readAllStandardOutput().contains("locked"); }, 10000));
        const auto written = store.setInfo("name", "x");
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().key, std::string(store::kLocked));
        other.closeWriteChannel();
        QVERIFY(other.waitForFinished());
        QVERIFY(store.setInfo("name", "x").has_value());
    }

    void givesTheIdsOfDataSets() {
        auto store = must(ProjectStore::create(fresh()));
        auto one = image("1.jpg", "dev", {}), two = image("2.jpg", "train", {});
        one.externalIds = {{"coco", "391895"}, {"visual-genome", "17"}};
        two.externalIds = {{"coco", "5"}};
        must(store.addImages(dir_.path().toStdString(), "coco", {one, two}));
        const auto ids = must(store.externalIds("dev"));
        QCOMPARE(ids.size(), std::size_t(1));
        QCOMPARE(ids.begin()->second.at("coco"), std::string("391895"));
        QCOMPARE(must(store.externalIds("")).size(), std::size_t(2));
    }

    // Images that are taken out are in no list, count, split or search, and come back as they were.
    void imagesAreTakenOutAndPutBack() {
        auto store = must(ProjectStore::create(fresh()));
        const std::vector<store::NewImage> images{image("1.jpg", "dev", {"a dog"}), image("2.jpg", "train", {"a dog"}),
                                                  image("3.jpg", "train", {"a cat"})};
        must(store.addImages(dir_.path().toStdString(), "folder", images));
        const auto all = must(store.images());
        QCOMPARE(must(store.removeImages({all[1].id, all[1].id})), std::int64_t(1));
        QCOMPARE(must(store.images()).size(), std::size_t(2));
        QCOMPARE(must(store.images("train")).size(), std::size_t(1));
        QCOMPARE(must(store.counts()).train, std::int64_t(1));
        QCOMPARE(must(store.searchCaptions("dog", 10)), std::vector<std::int64_t>{all[0].id});
        QCOMPARE(must(store.captionsOfSplit("train")).size(), std::size_t(1));
        QVERIFY(!must(store.imageByPath("2.jpg")));
        QCOMPARE(must(store.removedImages()).at(0).path, std::string("2.jpg"));
        // The same folder again does not bring it back.
        QCOMPARE(must(store.addImages(dir_.path().toStdString(), "folder", images)), std::int64_t(0));
        QCOMPARE(must(store.images()).size(), std::size_t(2));
        QCOMPARE(must(store.restoreImages({all[1].id})), std::int64_t(1));
        QCOMPARE(must(store.images()).size(), std::size_t(3));
        QCOMPARE(must(store.images("train")).at(0).path, std::string("2.jpg"));
        QCOMPARE(must(store.captions(all[1].id)).at(0).text, std::string("a dog"));
    }

    void sentencesAreAddedAndRemoved() {
        auto store = must(ProjectStore::create(fresh()));
        must(store.addImages(dir_.path().toStdString(), "folder", {image("1.jpg", "", {"a dog", "a cat"})}));
        const auto id = must(store.images()).at(0).id;
        const auto added = must(store.addCaption(id, "  a boy\n with a\tkite "));
        QCOMPARE(added.text, std::string("a boy with a kite"));
        QCOMPARE(added.number, 2);
        for (const char* refused : {"", " \n ", "a cat"}) QVERIFY(!store.addCaption(id, refused));
        QVERIFY(!store.addCaption(id + 1, "a dog"));
        QCOMPARE(must(store.searchCaptions("kite", 10)).size(), std::size_t(1));
        QCOMPARE(must(store.removeCaption(id, 1)).text, std::string("a cat"));
        QVERIFY(!store.removeCaption(id, 1));
        QVERIFY(must(store.searchCaptions("cat", 10)).empty());
        // Back in its place; where that is taken, at the end.
        QCOMPARE(must(store.addCaption(id, "a cat", 1)).number, 1);
        QCOMPARE(must(store.addCaption(id, "a hat", 1)).number, 3);
        std::vector<std::string> texts;
        for (const auto& caption : must(store.captions(id))) texts.push_back(caption.text);
        QCOMPARE(texts, (std::vector<std::string>{"a dog", "a cat", "a boy with a kite", "a hat"}));
        // A sentence whose phrases are linked to boxes stays.
        store::Edit chain, words;
        chain.kind = store::Edit::Kind::SetChain;
        words.kind = store::Edit::Kind::SetMention;
        chain.image = words.image = id;
        chain.chain = words.chain = {"c", store::Presence::NotVisible, {}, {}};
        words.mention = {{}, must(store.captions(id)).at(0).id, 0, 2};
        must(store.apply({chain, words}, {}));
        const auto kept = store.removeCaption(id, 0);
        QVERIFY(!kept && kept.error().code == base::ErrorCode::BadInput);
        QCOMPARE(must(store.captions(id)).size(), std::size_t(4));
    }

    void opensReadOnlyFolders() {
        if (::geteuid() == 0) QSKIP("root may write everywhere");
        const auto project = fresh();
        {
            auto store = must(ProjectStore::create(project));
            must(store.addImages(dir_.path().toStdString(), "folder", {image("1.jpg", "", {"one"})}));
        }
        fs::permissions(project / "project.sqlite", fs::perms::owner_read);
        fs::permissions(project, fs::perms::owner_read | fs::perms::owner_exec);
        auto reader = must(ProjectStore::open(project, ProjectStore::Mode::Read));
        QCOMPARE(must(reader.counts()).total(), 1);
        const auto writer = ProjectStore::open(project);
        QVERIFY(!writer && writer.error().code == base::ErrorCode::Io);
        fs::permissions(project, fs::perms::owner_all);
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "test_project.moc"
