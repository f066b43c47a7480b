// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/check.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

namespace {

const QString kSource = QStringLiteral(LEGENDA_SOURCE_DIR);
const QString kKept = kSource + "/resources/results/figures/retrieval-paper.json";

struct ScriptResult {
    int status = -1;
    QString out, error;
};

}  // namespace

// packaging/reproduce: its words about wrong arguments, and the order of its work with a program that only notes how it
// is called.
class TestReproduce : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString at(const QString& name) const { return folder_.filePath(name); }
    fs::path path(const QString& name) const { return at(name).toStdString(); }
    QString noted() const {
        return fs::exists(path("calls")) ? QString::fromStdString(must(base::readFile(path("calls")))) : QString();
    }

    ScriptResult run(QStringList arguments, const QString& program, const QString& stop = {}) const {
        for (auto& argument : arguments)
            if (argument.startsWith('@')) argument = at(argument.mid(1));
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove("LEGENDA_DEVICE");
        environment.insert("LEGENDA_CLI", program);
        environment.insert("CALLS", at("calls"));
        environment.insert("STOP", stop);
        environment.insert("WEIGHTS", kSource + "/resources/pretrained/caption-better.safetensors");
        process.setProcessEnvironment(environment);
        process.start(kSource + "/packaging/reproduce", arguments);
        ScriptResult result;
        if (process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit)
            result.status = process.exitCode();
        result.out = QString::fromUtf8(process.readAllStandardOutput());
        result.error = QString::fromUtf8(process.readAllStandardError());
        return result;
    }
    ScriptResult train(const QString& stop = {}) const {
        return run({"--flickr8k", "@data", "--work", "@work", "--train", "--only", "retrieval-paper"},
                   kSource + "/tests/support/noted_cli.sh", stop);
    }

 private Q_SLOTS:
    void initTestCase() {
        if (QStandardPaths::findExecutable("bash").isEmpty() || QStandardPaths::findExecutable("python3").isEmpty())
            QSKIP("The script needs bash and python3.");
        for (const char* name : {"data/images/a.jpg", "data/entities/a.txt", "data/Flickr8k.token.txt",
                                 "data/Flickr_8k.trainImages.txt", "data/Flickr_8k.devImages.txt"})
            test::write(path(name), "a");
        test::write(path("bare/a.txt"), "a");
        // Centres of a backbone need numpy and real features.
        test::write(path("work/resources/pretrained/calibration.json"), "{}");
    }

    void help() {
        const auto r = run({"--help"}, {});
        QCOMPARE(r.status, 0);
        QVERIFY(r.error.isEmpty());
        for (const char* option : {"--flickr8k", "--originals", "--coco", "--work", "--train", "--again", "--only"})
            QVERIFY2(r.out.contains(option), option);
    }

    void refusals_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("none") << QStringList{} << "--flickr8k is missing";
        QTest::newRow("no value") << QStringList{"--flickr8k"} << "--flickr8k wants a folder";
        QTest::newRow("an option as value") << QStringList{"--flickr8k", "--train"} << "--flickr8k wants a folder";
        QTest::newRow("not there") << QStringList{"--flickr8k", "@none"} << "none is not a folder";
        QTest::newRow("another layout") << QStringList{"--flickr8k", "@bare"} << "bare has no images";
        QTest::newRow("unknown") << QStringList{"--flickr8k", "@data", "--fast"} << "there is no \"--fast\"";
        QTest::newRow("originals") << QStringList{"--flickr8k", "@data", "--originals", "@bare"}
                                   << "bare has no images";
        QTest::newRow("coco") << QStringList{"--flickr8k", "@data", "--coco", "@data"}
                              << "has no annotations/captions_val2014.json";
        QTest::newRow("no names") << QStringList{"--flickr8k", "@data", "--only"} << "--only wants names";
        QTest::newRow("unknown name") << QStringList{"--flickr8k", "@data", "--only", "retrieval"}
                                      << "there is no figure \"retrieval\"";
    }
    void refusals() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        const auto r = run(arguments, {});
        QVERIFY2(r.status == 2 && r.error.contains(said), qPrintable(r.error));
        QVERIFY(r.out.isEmpty());
    }

    void theProgramIsMissing() {
        const auto r = run({"--flickr8k", "@data", "--work", "@elsewhere"}, at("no-such-program"));
        QVERIFY2(r.status == 1 && r.error.contains("no-such-program is missing"), qPrintable(r.error));
        QVERIFY(!fs::exists(path("elsewhere")));
    }

    // A training that is stopped ends the script; the next call resumes it, a third one has nothing left to do. The
    // kept figures are not those of the trained models.
    void trainingsGoOn() {
        const auto kept = must(base::readFile(kKept.toStdString()));
        QVERIFY(train("alignment-paper").status != 0);
        QVERIFY(noted().contains("--tag alignment-better") && !noted().contains("proposer"));

        const auto second = train();
        QVERIFY2(second.status == 0, qPrintable(second.error));
        QCOMPARE(noted().count("--tag alignment-better"), 1);
        QVERIFY2(noted().contains("--resume run-1 --half"), qPrintable(noted()));
        QVERIFY2(second.error.contains("--originals"), qPrintable(second.error));
        for (const auto& model : fs::directory_iterator(fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained"))
            if (model.path().extension() == ".safetensors")
                QVERIFY2(fs::exists(path("work/resources/pretrained") / model.path().filename()), model.path().c_str());
        const auto made = QByteArray::fromStdString(must(base::readFile(path("work/figures/retrieval-paper.json"))));
        QCOMPARE(made, QByteArray("{\n \"figure\": 2.5\n}\n"));

        fs::remove(path("calls"));
        QCOMPARE(train().status, 0);
        QVERIFY2(!noted().contains(" train ") && !noted().contains(" evaluate "), qPrintable(noted()));
        QVERIFY(kept == must(base::readFile(kKept.toStdString())));
    }
};

QTEST_GUILESS_MAIN(TestReproduce)
#include "test_reproduce.moc"
