// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <fmt/format.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace legenda;
using namespace legenda::test;
using tests::runCli;
namespace fs = std::filesystem;

// What a command gives does not hang on who reads its messages, and a result that nobody takes is not a bug.
class TestStreams : public QObject {
    Q_OBJECT

    struct Shell {
        int status = -1;
        QByteArray out, error;
    };

    QTemporaryDir folder_;
    QString project_, big_;

    QString at(const QString& name) const { return folder_.filePath(name); }
    // $CLI is the program, $1… the arguments.
    static Shell shell(const QString& script, const QStringList& arguments) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("CLI", LEGENDA_BIN_DIR "/legenda-cli");
        process.setProcessEnvironment(environment);
        process.start("bash", QStringList{"-c", script, "bash"} + arguments);
        Shell result;
        if (process.waitForFinished(300000) && process.exitStatus() == QProcess::NormalExit)
            result.status = process.exitCode();
        result.out = process.readAllStandardOutput();
        result.error = process.readAllStandardError();
        return result;
    }

 private Q_SLOTS:
    void initTestCase() {
        // Small pictures with their features, so that a training is a matter of a second.
        fs::copy(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0", folder_.path().toStdString(),
                 fs::copy_options::recursive);
        project_ = at("shapes.legenda");
        // A result of 1 MB, more than any buffer on the way.
        std::string table =
            "image_file,image_width,image_height,annotator,region_id,x,y,width,height,text,created_at,split\n";
        for (int i = 0; i < 6000; ++i)
            table += fmt::format("a.jpg,64,48,me,r{},1,2,3,4,a dog that stands on the grass and looks,,\n", i);
        test::write(at("big.csv").toStdString(), table);
        big_ = at("big.csv");
    }

    void messagesMayGoNowhere_data() {
        QTest::addColumn<QString>("stream");
        QTest::newRow("closed") << "2>&-";
        QTest::newRow("full") << "2>/dev/full";
        QTest::newRow("a pipe that nobody reads") << "2> >(true)";
    }
    void messagesMayGoNowhere() {
        QFETCH(QString, stream);
        if (!QFile::exists("/dev/full")) QSKIP("there is no /dev/full");
        const auto read = shell("\"$CLI\" --json snippets inspect \"$1\" " + stream, {big_});
        QCOMPARE(read.status, 0);
        QCOMPARE(QJsonDocument::fromJson(read.out)["boxes"].toInt(), 6000);
        // An error as well ends with its own status.
        QCOMPARE(shell("\"$CLI\" snippets inspect \"$1\" " + stream, {at("none.csv")}).status, 4);
        QCOMPARE(shell("\"$CLI\" no-such-command " + stream, {}).status, 2);
        // A training, which reports for as long as it lasts.
        const auto trained = shell(
            "\"$CLI\" --json train caption \"$1\" --recipe 407669efebc7e47e --set hidden=8 "
            "--set wordVectors=8 --set epochs=2 --set batch=4 --set minCount=1 " +
                stream,
            {project_});
        QCOMPARE(trained.status, 0);
        QCOMPARE(QJsonDocument::fromJson(trained.out)["state"].toString(), QString("finished"));
    }

    void resultsThatCannotBeWritten() {
        if (!QFile::exists("/dev/full")) QSKIP("there is no /dev/full");
        for (const QString how : {"--json", ""}) {
            const auto full = shell("\"$CLI\" " + how + " snippets inspect \"$1\" > /dev/full", {big_});
            QCOMPARE(full.status, 4);
            QVERIFY2(full.error.contains("standard output") && !full.error.contains("internal"),
                     full.error.constData());
        }
        const auto help = shell("\"$CLI\" --help > /dev/full", {});
        QCOMPARE(help.status, 4);
    }
    void aReaderThatGoesEndsItQuietly() {
        const auto r = shell(
            "\"$CLI\" --json --quiet snippets inspect \"$1\" | head -c 100; echo \"${PIPESTATUS[0]}\" >&2", {big_});
        QCOMPARE(r.out.size(), qsizetype{100});
        QCOMPARE(r.error.trimmed(), QByteArray("141"));
    }
    void aClosedOutputIsNobodysLoss() {
        const auto r = shell("\"$CLI\" --json snippets inspect \"$1\" >&-", {big_});
        QCOMPARE(r.status, 0);
        QVERIFY2(r.error.isEmpty() || !r.error.contains("internal"), r.error.constData());
    }

    // The first files that a program opens would get the numbers of its streams.
    void allStreamsClosed() {
        const auto out = at("captions.json");
        const auto r = shell(
            "\"$CLI\" caption \"$1\" --split dev --out \"$2\" --model "
            "\"$1/runs/caption-2026-11-27-2/best.safetensors\" <&- >&- 2>&-",
            {project_, out});
        QCOMPARE(r.status, 0);
        const auto captions =
            QJsonDocument::fromJson(QByteArray::fromStdString(must(base::readFile(out.toStdString()))));
        QCOMPARE(captions.array().size(), qsizetype{4});
        QCOMPARE(shell("\"$CLI\" caption \"$1\" <&- >&- 2>&-", {at("none.jpg")}).status, 4);
        const auto store = must(store::ProjectStore::open(project_.toStdString(), store::ProjectStore::Mode::Read));
        QCOMPARE(must(store.verify()), std::string());
    }

    // libpng's and libjpeg's own lines mean nothing to a user: ours name the file.
    void librariesAreSilent() {
        const auto photograph = must(base::readFile(fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images/dog.jpg"));
        std::string zeros = photograph;
        std::fill(zeros.begin() + static_cast<std::ptrdiff_t>(zeros.size() / 4), zeros.end() - 2, '\0');
        test::write(at("zeros.jpg").toStdString(), zeros);
        test::write(at("dog.jpg").toStdString(), photograph);
        const auto r = shell("\"$CLI\" --json --quiet caption \"$1\" \"$2\" \"$3\"",
                             {at("zeros.jpg"), at("dog.jpg"), at("none.jpg")});
        QCOMPARE(r.status, 3);
        QCOMPARE(QJsonDocument::fromJson(r.out).array().size(), qsizetype{1});
        QCOMPARE(QJsonDocument::fromJson(r.out)[0]["image"].toString(), QString("dog.jpg"));
        QVERIFY2(r.error.contains("zeros.jpg: the image is damaged") && r.error.contains("none.jpg is not there"),
                 r.error.constData());
        const std::string png = must(base::readFile(fs::path(LEGENDA_SOURCE_DIR) /
                                                    "tests/fixtures/version-0.1.0/pictures/images/red_circle.png"));
        std::string broken = png;
        broken[broken.find("IDAT") + 20] ^= 0x55;
        test::write(at("broken.png").toStdString(), broken);
        const auto bad = shell("\"$CLI\" --json --quiet caption \"$1\"", {at("broken.png")});
        QVERIFY2(bad.status == 3 && bad.error.contains("broken.png"), bad.error.constData());
        for (const auto& text : {r.error, bad.error})
            QVERIFY2(!text.contains("libpng") && !text.contains("\nCorrupt JPEG") && !text.startsWith("Corrupt JPEG"),
                     text.constData());
    }
};

QTEST_GUILESS_MAIN(TestStreams)
#include "test_streams.moc"
