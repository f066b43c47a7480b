// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/checkpoint_catalog.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <limits>

using namespace legenda;
using project::CheckpointCatalog;
using project::ModelKind;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// Which model is in use: chosen, kept, gone. A project with a folder of shipped files of its own.
class TestCheckpointCatalog : public QObject {
    Q_OBJECT

    struct World {
        QTemporaryDir folder;
        fs::path root = folder.path().toStdString();
        fs::path shipped = root / "pretrained", project = root / "p.legenda";
        CheckpointCatalog catalog{shipped};
        std::optional<ProjectStore> store;

        World() {
            test::writeCheckpoint(shipped / "alignment-entities.safetensors",
                                  {"alignment", "c", {{"rsum", 366.9}}, "the split"});
            test::writeCheckpoint(shipped / "alignment-paper.safetensors", {"alignment", "a", {{"rsum", 207.0}}});
            test::writeCheckpoint(shipped / "caption-better.safetensors", {"caption", "c", {{"cider", 0.592}}});
            test::writeCheckpoint(shipped / "proposer-shapes.safetensors", {"proposer", "b"});
            store.emplace(must(ProjectStore::create(project)));
        }
        fs::path best(const std::string& run) const { return project / "runs" / run / "best.safetensors"; }
        void addRun(const std::string& id, const std::string& command, const std::string& started, double value,
                    const test::TinyCheckpoint& checkpoint, const std::string& state = "finished") {
            test::writeCheckpoint(best(id), checkpoint);
            store::RunRecord run;
            run.id = id;
            run.kind = command;
            run.state = state;
            run.started = started;
            run.bestMetric = command == "align" ? "rsum" : "cider";
            run.bestValue = value;
            run.checkpoint = "runs/" + id + "/best.safetensors";
            must(store->addRun(run));
        }
        project::ModelInUse used(ModelKind kind = ModelKind::Alignment) { return must(catalog.inUse(&*store, kind)); }
        project::ListedModel listed(const std::string& id) {
            const auto models = must(catalog.list(*store));
            return *std::ranges::find(models, id, &project::ListedModel::id);
        }
    };

 private Q_SLOTS:
    void shippedStaysUntilAnotherIsChosen() {
        World w;
        QCOMPARE(w.used().name, std::string("entities"));
        w.addRun("align-1", "align", "2026-11-27T01:00:00Z", 12, {"alignment", "a"});
        QCOMPARE(w.used().name, std::string("entities"));  // a finished run changes nothing
        QVERIFY(must(w.catalog.use(*w.store, "align-1")) == std::vector{ModelKind::Alignment});
        QCOMPARE(w.used().file, w.best("align-1"));
        QCOMPARE(w.used().name, std::string("align-1"));
        QVERIFY(w.used().problem.empty());
        w.addRun("align-2", "align", "2026-11-27T02:00:00Z", 99, {"alignment", "a"});
        w.store.emplace(must(ProjectStore::open(w.project)));
        QCOMPARE(must(CheckpointCatalog(w.shipped).inUse(&*w.store, ModelKind::Alignment)).name,
                 std::string("align-1"));
        QCOMPARE(w.used(ModelKind::Caption).name, std::string("better"));
        must(w.catalog.use(*w.store, "shipped", ModelKind::Alignment));
        QCOMPARE(w.used().name, std::string("entities"));
    }

    void everyNameOfAModelIsUnderstood() {
        World w;
        w.addRun("align-1", "align", "2026-11-27T01:00:00Z", 12, {"alignment", "a"}, "stopped");
        const fs::path elsewhere = w.root / "mine.safetensors";
        test::writeCheckpoint(elsewhere, {"alignment", "b"});
        for (const auto& [which, name] : {std::pair<std::string, std::string>{"align-1", "align-1"},
                                          {"alignment-paper", "paper"},
                                          {w.best("align-1").string(), "align-1"},
                                          {elsewhere.string(), "mine"},
                                          {(w.shipped / "alignment-paper.safetensors").string(), "paper"},
                                          {"alignment-entities", "entities"}}) {
            must(w.catalog.use(*w.store, which));
            QCOMPARE(w.used().name, name);
            const auto models = must(w.catalog.list(*w.store));
            QCOMPARE(
                std::ranges::count_if(models, [](const auto& m) { return m.kind == ModelKind::Alignment && m.inUse; }),
                1);
        }
        must(w.catalog.use(*w.store, "paper", ModelKind::Alignment));
        QCOMPARE(w.used().name, std::string("paper"));
    }

    void refusalsNameWhatIsWrong_data() {
        QTest::addColumn<QString>("which");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing of that name") << "nosuch"
                                              << "nosuch";
        QTest::newRow("a run before its first evaluation") << "align-0"
                                                           << "align-0";
        QTest::newRow("no checkpoint") << "@text.safetensors"
                                       << "text.safetensors";
        QTest::newRow("cut off") << "@cut.safetensors"
                                 << "cut.safetensors";
        QTest::newRow("a value that is not finite") << "@nan.safetensors"
                                                    << "nan.safetensors";
        QTest::newRow("a kind that is never in use") << "proposer-shapes"
                                                     << "proposer";
        QTest::newRow("another kind than asked for") << "caption-better"
                                                     << "alignment";
    }
    void refusalsNameWhatIsWrong() {
        QFETCH(QString, which);
        QFETCH(QString, said);
        World w;
        store::RunRecord early;
        early.id = "align-0";
        early.kind = "align";
        early.state = "running";
        must(w.store->addRun(early));
        test::write(w.root / "text.safetensors", "no checkpoint");
        test::writeCheckpoint(w.root / "nan.safetensors",
                              {"alignment", "a", {}, {}, {1, std::numeric_limits<float>::quiet_NaN()}});
        test::writeCheckpoint(w.root / "cut.safetensors", {});
        fs::resize_file(w.root / "cut.safetensors", fs::file_size(w.root / "cut.safetensors") - 4);
        std::string name = which.toStdString();
        if (name.starts_with('@')) name = (w.root / name.substr(1)).string();
        const auto refused = w.catalog.use(*w.store, name, ModelKind::Alignment);
        QVERIFY(!refused);
        QVERIFY2(QString::fromStdString(refused.error().message).contains(said), refused.error().message.c_str());
        QCOMPARE(w.used().name, std::string("entities"));
        QVERIFY(must(w.store->modelsInUse()).empty());
    }

    void aChosenFileThatIsGoneOrDamagedIsSaid_data() {
        QTest::addColumn<int>("how");
        QTest::newRow("gone") << 0;
        QTest::newRow("cut off") << 1;
        QTest::newRow("another kind in its place") << 2;
        QTest::newRow("not finite") << 3;
    }
    void aChosenFileThatIsGoneOrDamagedIsSaid() {
        QFETCH(int, how);
        World w;
        w.addRun("align-1", "align", "2026-11-27T01:00:00Z", 12, {"alignment", "a"});
        must(w.catalog.use(*w.store, "align-1"));
        QVERIFY(w.used().problem.empty());
        const auto file = w.best("align-1");
        if (how == 0) fs::remove(file);
        if (how == 1) fs::resize_file(file, fs::file_size(file) - 4);
        if (how == 2) test::writeCheckpoint(file, {"caption", "a"});
        if (how == 3) test::writeCheckpoint(file, {"alignment", "a", {}, {}, {std::numeric_limits<float>::infinity()}});
        const auto used = w.used();
        QCOMPARE(used.name, std::string("entities"));
        QVERIFY2(used.problem.find(file.string()) != std::string::npos, used.problem.c_str());
        QVERIFY2(used.problem.find("entities") != std::string::npos, used.problem.c_str());
        const auto models = must(w.catalog.list(*w.store));
        QVERIFY(std::ranges::any_of(models, [](const auto& m) { return m.name == "entities" && m.inUse; }));
        // It is not forgotten: when the file is back, it answers again.
        test::writeCheckpoint(file, {"alignment", "a"});
        QCOMPARE(w.used().name, std::string("align-1"));
    }

    void theChoiceMovesWithTheProject() {
        World w;
        w.addRun("align-1", "align", "2026-11-27T01:00:00Z", 12, {"alignment", "a"});
        must(w.catalog.use(*w.store, "align-1"));
        w.store.reset();
        fs::rename(w.project, w.root / "moved.legenda");
        const auto moved = must(ProjectStore::open(w.root / "moved.legenda"));
        QCOMPARE(must(w.catalog.inUse(&moved, ModelKind::Alignment)).file,
                 w.root / "moved.legenda/runs/align-1/best.safetensors");
    }

    void aRunStandsBesideTheShippedModelOnTheSameImages() {
        World w;
        w.addRun("align-1", "align", "2026-11-27T01:00:00Z", 12, {"alignment", "a"});
        w.addRun("align-2", "align", "2026-11-27T02:00:00Z", 50, {"alignment", "a"});
        w.addRun("align-3", "align", "2026-11-27T03:00:00Z", 400, {"alignment", "a", {}, "the split"});
        must(w.store->saveComparison({"align-1", 10, "alignment-entities.safetensors", 300.0}));
        must(w.store->saveComparison({"align-2", 1000, "alignment-entities.safetensors", 366.0}));
        QVERIFY(!w.listed("align-1").comparable());
        QCOMPARE(figuresOf(w.listed("align-1")),
                 std::string("sum of recalls 12.0 on 10 dev images, not comparable; shipped sum of recalls 300.0"));
        QVERIFY(w.listed("align-2").comparable());
        QCOMPARE(w.listed("align-2").shippedFigure, std::optional(366.0));
        // Trained on the very images that the shipped model was trained on.
        QCOMPARE(w.listed("align-3").shippedFigure, std::optional(366.9));
        QCOMPARE(figuresOf(w.listed("alignment-entities")), std::string("sum of recalls 366.9 on shapes dev"));
        QCOMPARE(titleOf(w.listed("alignment-entities")), std::string("entities · captions + boxes + phrases"));
    }

    void nothingShippedSaysWhichCommandHelps() {
        World w;
        const CheckpointCatalog empty(w.root / "nowhere");
        const auto none = empty.inUse(&*w.store, ModelKind::Region);
        QVERIFY(!none && none.error().code == base::ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(none.error().remedy).contains("train region"));
        QVERIFY(must(empty.allInUse(&*w.store)).empty());
    }
};

QTEST_GUILESS_MAIN(TestCheckpointCatalog)
#include "test_checkpoint_catalog.moc"
