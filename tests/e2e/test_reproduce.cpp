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
const QString kNoted = kSource + "/tests/support/noted_cli.sh";
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

    ScriptResult run(QStringList arguments, const QString& program, const QString& stop = {},
                     const QString& root = kSource) const {
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
        process.start(root + "/packaging/reproduce", arguments);
        ScriptResult result;
        if (process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit)
            result.status = process.exitCode();
        result.out = QString::fromUtf8(process.readAllStandardOutput());
        result.error = QString::fromUtf8(process.readAllStandardError());
        return result;
    }
    ScriptResult train(const QString& stop = {}) const {
        return run({"--flickr8k", "@data", "--work", "@work", "--train", "--only", "retrieval-paper"}, kNoted, stop);
    }
    // In a copy of the tree: without --train the figures go into its resources/results.
    ScriptResult trainWithCoco(const QStringList& more = {}, const QString& stop = {}) const {
        const QStringList figures{"coco-trained-retrieval", "coco-trained-captions", "retrieval-coco-trained",
                                  "captions-coco-trained"};
        return run(QStringList{"--flickr8k", "@data", "--coco", "@coco", "--train-coco", "--work", "@with-coco"} +
                       more + QStringList{"--only"} + figures,
                   kNoted, stop, at("tree"));
    }
    void makeTree() const {
        const fs::path source = LEGENDA_SOURCE_DIR, tree = path("tree");
        fs::create_directories(tree / "resources");
        fs::copy(source / "packaging", tree / "packaging", fs::copy_options::recursive);
        fs::copy(source / "resources/results", tree / "resources/results", fs::copy_options::recursive);
        fs::create_directory_symlink(source / "resources/pretrained", tree / "resources/pretrained");
        fs::copy_file(source / "README.md", tree / "README.md");
        for (const char* name :
             {"coco-trained-retrieval", "coco-trained-captions", "retrieval-coco-trained", "captions-coco-trained"})
            fs::remove(tree / "resources/results/figures" / (std::string(name) + ".json"));
        test::write(tree / "resources/results/README.md", "");
    }
    // A folder of MSCOCO with one picture of each split.
    void makeCoco(const QString& name, const char* train, const char* trainBytes) const {
        const auto captions = [](const std::string& file) {
            return "{\"images\": [{\"id\": 1, \"file_name\": \"" + file + "\"}], \"annotations\": []}";
        };
        const auto folder = path(name);
        test::write(folder / "images" / train, trainBytes);
        test::write(folder / "images/COCO_val2014_000000000007.jpg", "val");
        test::write(folder / "annotations/captions_train2014.json", captions(train));
        test::write(folder / "annotations/captions_val2014.json", captions("COCO_val2014_000000000007.jpg"));
    }

 private Q_SLOTS:
    void initTestCase() {
        if (QStandardPaths::findExecutable("bash").isEmpty() || QStandardPaths::findExecutable("python3").isEmpty())
            QSKIP("The script needs bash and python3.");
        for (const char* name : {"data/images/a.jpg", "data/entities/a.txt", "data/Flickr8k.token.txt",
                                 "data/Flickr_8k.trainImages.txt", "data/Flickr_8k.devImages.txt"})
            test::write(path(name), "a");
        test::write(path("bare/a.txt"), "a");
        makeCoco("coco", "COCO_train2014_000000000003.jpg", "train");
        makeCoco("same-number", "COCO_train2014_000000000007.jpg", "train");
        makeCoco("same-bytes", "COCO_train2014_000000000003.jpg", "val");
        makeCoco("no-train", "COCO_train2014_000000000003.jpg", "train");
        fs::remove(path("no-train/images/COCO_train2014_000000000003.jpg"));
        makeCoco("val-alone", "COCO_train2014_000000000003.jpg", "train");
        fs::remove(path("val-alone/annotations/captions_train2014.json"));
        // Centres of a backbone need numpy and real features.
        test::write(path("work/resources/pretrained/calibration.json"), "{}");
    }

    void help() {
        const auto r = run({"--help"}, {});
        QCOMPARE(r.status, 0);
        QVERIFY(r.error.isEmpty());
        for (const char* option :
             {"--flickr8k", "--originals", "--coco", "--work", "--train", "--train-coco", "--again", "--only"})
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
        const auto withCoco = [](const QString& name, const QString& more = {}) {
            QStringList arguments{"--flickr8k", "@data", "--train-coco", "--coco", name};
            return more.isEmpty() ? arguments : arguments << more;
        };
        QTest::newRow("MSCOCO's training without its folder")
            << QStringList{"--flickr8k", "@data", "--train-coco"} << "--train-coco wants the folder of --coco";
        QTest::newRow("two trainings") << withCoco("@coco", "--train") << "one of the two at a time";
        QTest::newRow("no train captions") << withCoco("@val-alone") << "has no annotations/captions_train2014.json";
        QTest::newRow("no train picture") << withCoco("@no-train") << "has no picture COCO_train2014_*";
        QTest::newRow("a val picture by its number")
            << withCoco("@same-number") << "000000000007.jpg has the number of the val picture COCO_val2014_";
        QTest::newRow("a val picture by its bytes")
            << withCoco("@same-bytes") << "000000000003.jpg is the val picture COCO_val2014_000000000007.jpg";
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
            if (model.path().extension() == ".safetensors" && !model.path().stem().string().ends_with("-coco"))
                QVERIFY2(fs::exists(path("work/resources/pretrained") / model.path().filename()), model.path().c_str());
        const auto made = QByteArray::fromStdString(must(base::readFile(path("work/figures/retrieval-paper.json"))));
        QVERIFY2(made.contains("\"figure\": 2.5") && !made.contains("\"evaluation\""), made.constData());

        fs::remove(path("calls"));
        QCOMPARE(train().status, 0);
        QVERIFY2(!noted().contains(" train ") && !noted().contains(" evaluate "), qPrintable(noted()));
        QVERIFY(kept == must(base::readFile(kKept.toStdString())));
    }

    // A project of both data sets, the alignment, the captions by likelihood and by SCST, each once, then the figures
    // of both collections; a training that is stopped goes on. The page has the row once all four are there.
    void modelsWithCoco() {
        makeTree();
        const auto page = path("tree/resources/results/README.md");
        const auto row = [&] {
            return QString::fromStdString(must(base::readFile(page)))
                .section("| trained with MSCOCO's train pictures", 1)
                .section('\n', 0, 0);
        };
        fs::remove(path("calls"));
        fs::remove(path("calls.stopped"));
        QVERIFY(trainWithCoco({}, "with-coco-self-critical").status != 0);
        QVERIFY2(!noted().contains(" evaluate ") && row().isEmpty(), qPrintable(noted()));

        const auto second = trainWithCoco();
        QVERIFY2(second.status == 0, qPrintable(second.error));
        QVERIFY2(second.error.contains("--originals"), qPrintable(second.error));
        const auto calls = noted();
        const QStringList order{
            "import " + at("with-coco/flickr8k-and-coco.legenda") + " --format flickr8k --root " + at("data"),
            "import " + at("with-coco/flickr8k-and-coco.legenda") + " --format coco --root " +
                at("with-coco/coco-train"),
            "--backbone efficientnet-lite2-robust --proposals learned --frame-size 288 --longest-side 320",
            "--tag with-coco-alignment --preset entities --recipe 0123456789abcdef --half",
            "--tag with-coco-before-scst --preset better --recipe 0123456789abcdef --set epochs=7",
            "--tag with-coco-self-critical --preset selfcritical --recipe 0123456789abcdef",
            "--resume run-1",
            "import " + at("with-coco/coco.legenda") + " --format coco --root " + at("with-coco/coco"),
            "evaluate retrieval " + at("with-coco/coco.legenda") + " --split dev --model " +
                at("with-coco/coco-trained/alignment.safetensors"),
            "evaluate captions " + at("with-coco/coco.legenda") + " --split dev --model " +
                at("with-coco/coco-trained/caption.safetensors") + " --beam 7",
            "evaluate retrieval " + at("with-coco/flickr8k.legenda") + " --split dev --model " +
                at("with-coco/coco-trained/alignment.safetensors"),
            "evaluate captions " + at("with-coco/flickr8k.legenda") + " --split dev --model " +
                at("with-coco/coco-trained/caption.safetensors") + " --beam 5"};
        qsizetype before = -1;
        for (const auto& call : order) {
            const auto here = calls.indexOf(call, before + 1);
            QVERIFY2(here > before, qPrintable(call + "\nis not where it belongs in\n" + calls));
            before = here;
        }
        QCOMPARE(calls.count("--tag with-coco-alignment"), 1);
        QVERIFY(fs::exists(path("with-coco/coco-train/images/COCO_train2014_000000000003.jpg")));
        QVERIFY(!fs::exists(path("with-coco/coco-train/images/COCO_val2014_000000000007.jpg")));
        QVERIFY2(row().endsWith("| 12.5 | 7.5 | 25.0 | 12.5 | 7.5 | 25.0 |"), qPrintable(row()));

        fs::remove(path("calls"));
        QCOMPARE(trainWithCoco().status, 0);
        QVERIFY2(!noted().contains(" train ") && !noted().contains(" evaluate "), qPrintable(noted()));

        // Without a training the models that ship are evaluated, and not taken for those that were just trained.
        fs::remove(path("calls"));
        const auto shipped = run({"--flickr8k", "@data", "--coco", "@coco", "--work", "@with-coco", "--only",
                                  "coco-trained-retrieval", "captions-coco-trained"},
                                 kNoted, {}, at("tree"));
        QVERIFY2(shipped.status == 0, qPrintable(shipped.error));
        for (const char* model : {"alignment-entities-coco.safetensors", "caption-better-coco.safetensors --beam 5"})
            QVERIFY2(noted().contains(at("tree/resources/pretrained/") + model), qPrintable(noted()));
        QVERIFY(!noted().contains(" train "));
        const auto without = run({"--flickr8k", "@data", "--work", "@with-coco", "--only", "coco-trained-retrieval"},
                                 kNoted, {}, at("tree"));
        QVERIFY2(without.status == 0 && without.error.contains("--coco: the figures coco-trained-retrieval"),
                 qPrintable(without.error));
    }
};

QTEST_GUILESS_MAIN(TestReproduce)
#include "test_reproduce.moc"
