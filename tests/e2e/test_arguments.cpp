// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace legenda;
using namespace legenda::test;
using tests::runCli;
namespace fs = std::filesystem;

// Frequent typing errors, and paths that are not projects: one sentence that names it, the right exit status, and no
// work begun.
class TestArguments : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path root_;
    QString at(const QString& name) const { return folder_.filePath(name); }

 private Q_SLOTS:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        const fs::path demo = fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images";
        test::write(root_ / "pictures/dog.jpg", must(base::readFile(demo / "dog.jpg")));
        QCOMPARE(runCli({"import", at("p.legenda"), "--format", "folder", "--root", at("pictures")}).status, 0);
    }

    void numbers_data() {
        QTest::addColumn<QStringList>("arguments");
        const QStringList caption{"caption", "@pictures/dog.jpg"};
        for (const char* value : {"0x10", "101", "1.5", "", "1e400"})
            QTest::addRow("--beam %s", value) << caption + QStringList{"--beam", value};
        for (const char* value : {"nan", "-1", "1e400"})
            QTest::addRow("--temperature %s", value) << caption + QStringList{"--temperature", value};
        QTest::newRow("--seed -1") << caption + QStringList{"--seed", "-1"};
        for (const char* value : {"1,2,3,4,", "nan,0,1,1", "1;2;3;4"})
            QTest::addRow("--box %s", value) << caption + QStringList{"--box", value};
        QTest::newRow("--beta inf") << QStringList{"align", "@pictures/dog.jpg", "--sentence", "a dog", "--beta",
                                                   "inf"};
        QTest::newRow("--threads 9999") << QStringList{"--threads", "9999"} + caption;
        QTest::newRow("--device nonsense") << QStringList{"--device", "nonsense"} + caption;
        const QStringList train{"train", "caption", "@p.legenda", "--set"};
        for (const char* value : {"hidden=1e400", "hidden=nan", "hidden"})
            QTest::addRow("--set %s", value) << train + QStringList{value};
    }
    void numbers() {
        QFETCH(QStringList, arguments);
        for (auto& argument : arguments)
            if (argument.startsWith('@')) argument = at(argument.mid(1));
        const auto r = runCli(arguments);
        QVERIFY2(r.status == 2, qPrintable(QString("exit %1: %2").arg(r.status).arg(r.error)));
        QVERIFY(!r.error.trimmed().isEmpty() && r.out.isEmpty());
    }
    // Decimal, whatever the zeros in front look like to a programmer.
    void zerosInFrontAreNoOctal() {
        const auto r = runCli({"caption", at("pictures/dog.jpg"), "--n", "010"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()[0]["captions"].toArray().size(), qsizetype{10});
    }
    void unknownOptionsNameTheNearest() {
        const auto r = runCli({"train", "caption", at("p.legenda"), "--set", "hiden=5"});
        QVERIFY2(r.status == 2 && r.error.contains("\"hidden\""), qPrintable(r.error));
    }
    void namesThatLookLikeSomethingElse() {
        QVERIFY(runCli({"caption", "--", "-x.jpg"}).error.contains("-x.jpg is not there"));
        QCOMPARE(runCli({"caption", at("a\nb.jpg")}).status, 4);
        QCOMPARE(runCli({"caption", ""}).status, 4);
        test::write(root_ / "new\nline/dog.jpg", must(base::readFile(root_ / "pictures/dog.jpg")));
        QCOMPARE(runCli({"caption", at("new\nline/dog.jpg")}).status, 0);
        // As the shell completes it.
        const auto slash = runCli({"caption", at("p.legenda/"), "dog.jpg"});
        QVERIFY2(slash.status == 0, qPrintable(slash.error));
    }
    void theWindowSaysWhichSizesOfText() {
        const QString program = LEGENDA_BIN_DIR "/legenda";
        if (!QFile::exists(program)) QSKIP("Legenda was built without its window.");
        for (const char* percent : {"89", "151", "1.5", "large", ""}) {
            QProcess window;
            window.start(program, {"--text", percent});
            QVERIFY2(window.waitForFinished(60000), "it has started");
            QCOMPARE(window.exitCode(), 2);
            const QString said = QString::fromUtf8(window.readAllStandardError());
            QVERIFY2(said.contains("--text is a whole number from 90 to 150"), qPrintable(said));
        }
    }

    void projects_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        QTest::newRow("missing") << 4 << "does not exist";
        QTest::newRow("a file") << 3 << "is a file";
        QTest::newRow("a folder") << 3 << "is not a Legenda project";
        QTest::newRow("an empty database") << 3 << "is empty";
        QTest::newRow("text for a database") << 3 << "is not an SQLite database";
        QTest::newRow("a newer version") << 3 << "newer version";
        QTest::newRow("a foreign database") << 3 << "not of a Legenda project";
        QTest::newRow("a table is missing") << 3 << "is damaged";
        QTest::newRow("half a database") << 3 << "is damaged";
    }
    void projects() {
        QFETCH(int, status);
        QFETCH(QString, said);
        const QString kind = QTest::currentDataTag();
        const fs::path project = root_ / (kind.toStdString() + ".legenda"), database = project / "project.sqlite";
        const auto sqlite = [&](const char* statements) {
            QProcess shell;
            shell.start("sqlite3", {QString::fromStdString(database.string()), statements});
            return shell.waitForFinished() && shell.exitCode() == 0;
        };
        const std::string whole = must(base::readFile(root_ / "p.legenda/project.sqlite"));
        if (kind == "a file") test::write(project, "text");
        if (kind == "a folder") fs::create_directories(project);
        if (kind == "an empty database") test::write(database, "");
        if (kind == "text for a database") test::write(database, std::string(5000, 'x'));
        if (kind == "a newer version" || kind == "a table is missing") test::write(database, whole);
        if (kind == "half a database") test::write(database, whole.substr(0, whole.size() / 2));
        if (kind == "a newer version") QVERIFY(sqlite("PRAGMA user_version = 9999"));
        if (kind == "a foreign database") {
            fs::create_directories(project);
            QVERIFY(sqlite("CREATE TABLE t(x)"));
        }
        if (kind == "a table is missing") QVERIFY(sqlite("PRAGMA foreign_keys = OFF; DROP TABLE image_root"));
        const QString name = QString::fromStdString(project.string());
        for (const QStringList& command : {QStringList{"caption", name, "dog.jpg"}, {"features", name}}) {
            const auto r = runCli(command);
            QVERIFY2(r.status == status && r.error.contains(said),
                     qPrintable(QString("%1: exit %2: %3").arg(command.join(' ')).arg(r.status).arg(r.error)));
        }
    }
};

QTEST_GUILESS_MAIN(TestArguments)
#include "test_arguments.moc"
