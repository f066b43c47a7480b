// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_kind.h"
#include "core/project/model_names.h"
#include "core/project/project_path.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace legenda::project;
namespace fs = std::filesystem;

class TestNamesAndPaths : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void kindsAreFoundByBothNames() {
        for (const auto& info : modelKinds()) {
            QCOMPARE(modelKindByKey(info.key)->kind, info.kind);
            QCOMPARE(modelKindByCommand(info.command)->kind, info.kind);
        }
        QCOMPARE(infoOf(ModelKind::Alignment).command, std::string("align"));
        QCOMPARE(infoOf(ModelKind::Backbone).command, std::string("features"));
        QVERIFY(infoOf(ModelKind::Region).answersQuestions && !infoOf(ModelKind::Backbone).answersQuestions);
        QVERIFY(!infoOf(ModelKind::Proposer).answersQuestions);
        QVERIFY(modelKindByKey("align") == nullptr && modelKindByCommand("") == nullptr);
    }

    void names_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("name");
        QTest::newRow("shipped") << "/r/alignment-entities.safetensors"
                                 << "alignment"
                                 << "entities";
        QTest::newRow("of another kind") << "/r/alignment-entities.safetensors"
                                         << "caption"
                                         << "alignment-entities";
        QTest::newRow("a run") << "/p.legenda/runs/align-2026-11-27-1/best.safetensors"
                               << "alignment"
                               << "align-2026-11-27-1";
        QTest::newRow("a caption run") << "/p.legenda/runs/caption-2026-11-27-1/best.safetensors"
                                       << "caption"
                                       << "caption-2026-11-27-1";
        QTest::newRow("a file called best") << "/home/best.safetensors"
                                            << "caption"
                                            << "best";
        QTest::newRow("a copy of a run") << "/home/caption-2026.safetensors"
                                         << "caption"
                                         << "caption-2026";
        QTest::newRow("any file") << "/home/mine.safetensors"
                                  << "region"
                                  << "mine";
    }
    void names() {
        QFETCH(QString, file);
        QFETCH(QString, kind);
        QFETCH(QString, name);
        QCOMPARE(QString::fromStdString(modelName(file.toStdString(), kind.toStdString())), name);
    }

    void supervisionIsSaidInWords() {
        QCOMPARE(supervisionText("a"), std::string("captions"));
        QCOMPARE(supervisionText("b"), std::string("captions + boxes"));
        QCOMPARE(modelTitle("entities", "c"), std::string("entities · captions + boxes + phrases"));
        QCOMPARE(modelTitle("mine", ""), std::string("mine"));
    }

    void pathsBelowTheProjectMoveWithIt() {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString(), project = root / "p.legenda",
                       file = project / "runs" / "r" / "best.safetensors";
        fs::create_directories(file.parent_path());
        const auto path = ProjectPath::of(project, file);
        QCOMPARE(path.stored(), std::string("runs/r/best.safetensors"));
        QVERIFY(path.isInside());
        QCOMPARE(path.in("/elsewhere/q.legenda"), fs::path("/elsewhere/q.legenda/runs/r/best.safetensors"));
        // However project and file are spelt.
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(folder.path()));
        QCOMPARE(ProjectPath::of("p.legenda/", "./p.legenda/../p.legenda/runs/r/best.safetensors").stored(),
                 path.stored());
        QVERIFY(QDir::setCurrent(before));
    }

    void pathsOutsideStayWhole() {
        const auto outside = ProjectPath::of("/tmp/p.legenda", "/tmp/p.legenda-copy/m.safetensors");
        QCOMPARE(outside.stored(), std::string("/tmp/p.legenda-copy/m.safetensors"));
        QVERIFY(!outside.isInside());
        QCOMPARE(outside.in("/tmp/p.legenda"), fs::path(outside.stored()));
        QVERIFY(ProjectPath::of("/tmp/p.legenda", {}).empty());
        QVERIFY(ProjectPath().in("/tmp/p.legenda").empty());
    }
};

QTEST_GUILESS_MAIN(TestNamesAndPaths)
#include "test_names_and_paths.moc"
