// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/read_only.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <future>

#include <sys/stat.h>

using namespace legenda;
using namespace legenda::test;
using tests::CliResult;
using tests::runCli;
namespace fs = std::filesystem;

// Where results go, and what becomes of the rest when one picture, one place or one file is bad.
class TestOutputs : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_, dog_;

    QString at(const QString& name) const { return folder_.filePath(name); }
    fs::path file(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    static QJsonDocument parsed(const std::string& bytes) {
        return QJsonDocument::fromJson(QByteArray::fromStdString(bytes));
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path demo = fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images";
        for (const char* name : {"dog.jpg", "ireland.jpg", "kitchen.jpg"})
            test::write(file("pictures") / name, must(base::readFile(demo / name)));
        project_ = at("p.legenda");
        dog_ = at("pictures/dog.jpg");
        QCOMPARE(runCli({"import", project_, "--format", "folder", "--root", at("pictures")}).status, 0);
    }

    // Every command that writes a file of the user's.
    void linksAndPipesStay_data() {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("name");
        QTest::newRow("caption") << QStringList{"caption", "PROJECT", "--split", "none", "--out", "FILE"} << "out.json";
        QTest::newRow("snippets export") << QStringList{"snippets", "export", "PROJECT", "FILE", "--format", "csv"}
                                         << "out.csv";
        QTest::newRow("overlay") << QStringList{"align", "PICTURE", "--sentence", "a dog", "--overlay", "FILE"}
                                 << "out.png";
        QTest::newRow("pixels") << QStringList{"features", "PROJECT", "--pixels", "FILE", "--input-size", "64"}
                                << "out.pixels";
    }
    void linksAndPipesStay() {
        QFETCH(QStringList, command);
        QFETCH(QString, name);
        const auto run = [&](const fs::path& to) {
            QStringList arguments = command;
            arguments.replaceInStrings("PROJECT", project_);
            arguments.replaceInStrings("PICTURE", dog_);
            arguments.replaceInStrings("FILE", QString::fromStdString(to.string()));
            return runCli(arguments);
        };
        const fs::path target = file("target-of-" + name.toUtf8()), link = file("link-" + name.toUtf8()),
                       pipe = file("pipe-" + name.toUtf8());
        test::write(target, "the old one");
        fs::create_symlink(target.filename(), link);
        const auto linked = run(link);
        QVERIFY2(linked.status == 0, qPrintable(linked.error));
        QVERIFY(fs::is_symlink(link));
        const std::string written = must(base::readFile(target));
        QVERIFY(written != "the old one");

        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        auto reader = std::async(std::launch::async, [&] { return must(base::readFile(pipe)); });
        const auto piped = run(pipe);
        QVERIFY2(piped.status == 0, qPrintable(piped.error));
        QCOMPARE(reader.get().size(), written.size());
        QVERIFY(fs::is_fifo(pipe));

        const auto folder = run(file("pictures"));
        QVERIFY2(folder.status == 2 || (folder.status == 4 && folder.error.contains("is a folder")),
                 qPrintable(folder.error));
        QCOMPARE(std::distance(fs::directory_iterator(file("pictures")), {}), std::ptrdiff_t{3});
    }
    void trainingIsRefusedBeforeItBegins() {
        const auto r = runCli({"train", "caption", project_, "--out", at("pictures")});
        QVERIFY2(r.status == 4 && r.error.contains("is a folder"), qPrintable(r.error));
        QVERIFY(runCli({"runs", "list", project_}).json()["runs"].toArray().isEmpty());
    }

    void oneDamagedPictureCostsNoOther() {
        const std::string photograph = must(base::readFile(dog_.toStdString()));
        test::write(file("cut.jpg"), photograph.substr(0, photograph.size() / 2));
        test::write(file("page.jpg"), "<!DOCTYPE html><html></html>");
        test::write(file("empty.jpg"), "");
        const auto r = runCli({"caption", at("cut.jpg"), dog_, at("page.jpg"), at("empty.jpg"), at("gone.jpg"),
                               at("pictures/kitchen.jpg"), "--box", "10,10,60,60"});
        QCOMPARE(r.status, 3);
        QCOMPARE(r.json().array().size(), qsizetype{2});
        QCOMPARE(r.json()[1]["image"].toString(), QString("kitchen.jpg"));
        for (const char* name : {"cut.jpg", "page.jpg", "empty.jpg", "gone.jpg", "4 of 6 images"})
            QVERIFY2(r.error.contains(name), qPrintable(r.error));
        // All pictures have a model in common: it is named once.
        const auto model = runCli({"caption", dog_, at("pictures/kitchen.jpg"), "--model", at("none.safetensors")});
        QCOMPARE(model.status, 4);
        QCOMPARE(model.error.count("none.safetensors"), qsizetype{1});
        QVERIFY(model.out.trimmed().isEmpty());
        const auto one = runCli({"caption", at("cut.jpg")});
        QVERIFY2(one.status == 3 && one.out.trimmed().isEmpty(), one.out.constData());
    }

    void splitsGoOnAsWell() {
        for (const char* name : {"dog.jpg", "kitchen.jpg"})
            test::write(file("set/images") / name, must(base::readFile(file("pictures") / name)));
        test::write(file("set/images/bad.jpg"), "no picture");
        test::write(file("set/Flickr8k.token.txt"), "bad.jpg#0\ta dog\ndog.jpg#0\ta dog runs\nkitchen.jpg#0\ta man\n");
        test::write(file("set/Flickr_8k.devImages.txt"), "bad.jpg\ndog.jpg\nkitchen.jpg\n");
        const QString project = at("set.legenda");
        QCOMPARE(runCli({"import", project, "--format", "flickr8k", "--root", at("set")}).status, 0);
        const auto captions = runCli({"caption", project, "--split", "dev", "--out", at("c.json")});
        QVERIFY2(captions.status == 3 && captions.error.contains("bad.jpg"), qPrintable(captions.error));
        QCOMPARE(captions.json()["images"].toInt(), 2);
        QCOMPARE(captions.json()["skipped"][0]["image"].toString(), QString("bad.jpg"));
        QCOMPARE(parsed(must(base::readFile(file("c.json")))).array().size(), qsizetype{2});
        // Its name stands beside the reason, which does not repeat it.
        QVERIFY(!captions.json()["skipped"][0]["why"].toString().contains("bad.jpg"));
        const auto aligned = runCli({"align", project, "--split", "dev", "--out", at("a.jsonl")});
        QVERIFY2(aligned.status == 3 && aligned.error.contains("bad.jpg"), qPrintable(aligned.error));
        QVERIFY(!aligned.json()["skipped"][0]["why"].toString().contains("bad.jpg"));
        QCOMPARE(QString::fromStdString(must(base::readFile(file("a.jsonl")))).count('\n'), qsizetype{2});
        // Where it is the only one, its name stands in the error, once.
        QCOMPARE(runCli({"images", "set", project, "bad.jpg", "--split", "test"}).status, 0);
        const auto alone = runCli({"caption", project, "--split", "test", "--out", at("none.json")});
        QCOMPARE(alone.status, 3);
        QCOMPARE(alone.error.count("bad.jpg"), qsizetype{1});
    }

    // A project with all its features: where nothing is to be written, it is as good as any.
    void readOnlyProjects() {
        fs::copy(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0", file("old"),
                 fs::copy_options::recursive);
        const QString project = at("old/shapes.legenda"), model = project + "/runs/align-2026-11-27-1/best.safetensors";
        const ReadOnly locked(file("old/shapes.legenda"));
        if (!locked.made()) QSKIP("no folder can be made read-only here");
        for (const QStringList& command :
             {QStringList{"search", project, "--text", "a red circle", "--model", model},
              {"evaluate", "retrieval", project, "--split", "dev", "--model", model},
              {"align", project, "red_circle.png", "--sentence", "a red circle", "--model", model},
              {"runs", "list", project},
              {"runs", "show", "align-2026-11-27-1", project},
              {"snippets", "export", project, at("exported.csv")},
              {"features", project, "--pixels", at("pixels"), "--input-size", "64"}}) {
            const auto r = runCli(command);
            QVERIFY2(r.status == 0, qPrintable(command.join(' ') + ": " + r.error));
        }
        for (const QStringList& command :
             {QStringList{"features", project, "--recipe", "default", "--proposals", "grid", "--input-size", "64"},
              {"import", project, "--format", "folder", "--root", at("pictures")},
              {"train", "caption", project},
              {"runs", "note", "align-2026-11-27-1", "a note", project},
              {"snippets", "import", project, at("exported.csv")}}) {
            const auto r = runCli(command);
            QVERIFY2(r.status == 4 && r.error.contains("read-only"), qPrintable(command.join(' ') + ": " + r.error));
        }
    }

    void aDamagedFeatureFileIsMended() {
        fs::copy(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0", file("mend"),
                 fs::copy_options::recursive);
        const fs::path features = file("mend/shapes.legenda/features/407669efebc7e47e.lgf");
        const std::string whole = must(base::readFile(features));
        std::string bytes = whole;
        for (std::size_t i = 0; i < 64; ++i) bytes[i] = static_cast<char>(i * 89 + 7);
        test::write(features, bytes);
        const QString project = at("mend/shapes.legenda");
        const auto found = runCli({"search", project, "--text", "a red circle", "--top", "20", "--model",
                                   project + "/runs/align-2026-11-27-1/best.safetensors"});
        QVERIFY2(found.status == 0, qPrintable(found.error));
        QCOMPARE(found.json().array().size(), qsizetype{12});
        // What stood behind the head is as it was.
        const std::string mended = must(base::readFile(features));
        QCOMPARE(mended.size(), whole.size());
        QCOMPARE(mended.substr(mended.size() / 2), whole.substr(whole.size() / 2));
    }

    void boxesOfAnotherProgramAreChecked() {
        test::write(file("boxes.jsonl"),
                    "{\"image\":\"dog.jpg\",\"boxes\":[[10,10,50,50],[5000,0,9,9]]}\r\n{\"image\":\"gone.jpg\","
                    "\"boxes\":[]}\r\n");
        const auto r = runCli({"features", project_, "--proposals", at("boxes.jsonl"), "--input-size", "64"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["images"].toInt(), 1);
        QCOMPARE(r.json()["skipped"].toArray().size(), qsizetype{2});
        const auto problems = r.json()["problems"].toArray();
        QCOMPARE(problems.size(), qsizetype{2});
        QVERIFY(problems[0]["where"].toString().endsWith("boxes.jsonl:2") &&
                problems[1]["where"].toString().endsWith("boxes.jsonl:1"));
    }
};

QTEST_GUILESS_MAIN(TestOutputs)
#include "test_outputs.moc"
