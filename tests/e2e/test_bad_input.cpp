// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/features/feature_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/image_bytes.h"

#include <nlohmann/json.hpp>

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

using namespace legenda;
using namespace legenda::test;
using tests::CliResult;
using tests::runCli;
namespace fs = std::filesystem;

namespace {

const fs::path kDemo = fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images";
const fs::path kAlignment = fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained/alignment-paper.safetensors";

// Writes of more than `bytes` into one file fail, as on a full disk.
CliResult runWithFilesUpTo(rlim_t bytes, const QStringList& arguments) {
    QProcess process;
    process.setChildProcessModifier([bytes] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), QStringList{"--json", "--quiet"} + arguments);
    CliResult result;
    if (process.waitForFinished(300000) && process.exitStatus() == QProcess::NormalExit)
        result.status = process.exitCode();
    result.out = process.readAllStandardOutput();
    result.error = QString::fromUtf8(process.readAllStandardError());
    return result;
}

// The alignment checkpoint with its header changed, or its tensors.
std::string damagedCheckpoint(const std::string& how) {
    std::string bytes = must(base::readFile(kAlignment));
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    auto header = nlohmann::json::parse(bytes.substr(8, length));
    std::string tensors = bytes.substr(8 + length);
    std::string name;
    for (const auto& [key, value] : header.items())
        if (key != "__metadata__") name = key;
    if (how == "header length") return little(1ull << 60, 8) + bytes.substr(8);
    if (how == "truncated") return bytes.substr(0, bytes.size() / 2);
    if (how == "offsets") header[name]["data_offsets"] = {0, 1ull << 50};
    if (how == "overlap") {
        auto twin = header[name];
        header["twin"] = twin;
    }
    if (how == "shape") header[name]["shape"] = {3};
    if (how == "nan") {
        const auto from = header[name]["data_offsets"][0].get<std::size_t>();
        tensors.replace(
            from, 4,
            header[name]["dtype"] == "F16" ? std::string("\xff\x7f\xff\x7f", 4) : std::string("\xff\xff\xff\x7f", 4));
    }
    const std::string text = header.dump();
    return little(text.size(), 8) + text + tensors;
}

}  // namespace

// What is wrong with an input is said in one sentence that names the file; the rest goes on; nothing is lost.
class TestBadInput : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path root_, good_;
    CliResult import_, features_;

    QString at(const char* name) const { return QString::fromStdString((root_ / name).string()); }
    static QStringList cheap(const QString& project) {
        return {"features", project, "--recipe", "default", "--proposals", "grid", "--input-size", "64"};
    }
    static fs::path featureFile(const CliResult& made) { return made.json()["file"].toString().toStdString(); }

    static bool lists(const QJsonArray& list, const char* key, const QString& where, const QString& why) {
        for (const QJsonValue item : list)
            if (item[QString::fromLatin1(key)].toString().endsWith(where) && item["why"].toString().contains(why))
                return true;
        return false;
    }

    void makeDataset() const {
        const fs::path set = root_ / "set", images = set / "images";
        const std::string dog = must(base::readFile(kDemo / "dog.jpg")),
                          beach = must(base::readFile(kDemo / "ireland.jpg"));
        for (const char* name : {"dog.jpg", "words.jpg", "собака.jpg"}) test::write(images / name, dog);
        test::write(images / "two words.jpg", beach);
        test::write(images / "cut.jpg", dog.substr(0, dog.size() / 2));
        test::write(images / "text.jpg", "no picture at all");
        test::write(images / "empty.jpg", "");
        test::write(images / "cmyk.jpg", flagCmykJpeg(true, true));
        PngForm one;
        one.width = one.height = 1;
        one.pixel = [](int, int) { return std::string("\x10\x20\x30"); };
        test::write(images / "one.png", png(one));
        one.width = 30000;
        one.height = 20000;
        one.pixel = nullptr;
        test::write(images / "huge.png", png(one));
        JpegForm huge;
        huge.width = 30000;
        huge.height = 20000;
        huge.channels = 1;
        huge.value = [](int x, int, int) { return x % 256; };
        test::write(images / "huge.jpg", jpegOfBlocks(huge));
        fs::create_directories(images / "folder.jpg");
        test::write(
            set / "Flickr8k.token.txt",
            "\xEF\xBB\xBF"
            "dog.jpg#0\tA dog stands on the grass .\r\nno tab here\r\ndog.jpg#x\twrong number\r\ndog.jpg#1\t\r\n"
            "dog.jpg#2\ttwo\ttabs\r\ndog.jpg#0\tA dog stands on the grass .\r\ndog.jpg#3\tcaf\xE9\r\n"
            "../out.jpg#0\tleaves\r\ngone.jpg#0\tx\r\nfolder.jpg#0\tx\r\ncut.jpg#0\tx\r\ntext.jpg#0\tx\r\n"
            "empty.jpg#0\tx\r\none.png#0\tx\r\nhuge.png#0\tx\r\nhuge.jpg#0\tx\r\ntwo words.jpg#0\tx\r\n"
            "собака.jpg#0\tx\r\ncmyk.jpg#0\tx\r\nwords.jpg#0\tqwxyz zyxwq\r\n");
        test::write(set / "Flickr_8k.trainImages.txt", "dog.jpg\nunknown.jpg\nwords.jpg\ntwo words.jpg\n");
        test::write(set / "Flickr_8k.devImages.txt", "собака.jpg\r\ncmyk.jpg\r\n");
    }

 private Q_SLOTS:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        makeDataset();
        import_ = runCli({"import", at("p.legenda"), "--format", "flickr8k", "--root", at("set")});
        features_ = runCli(cheap(at("p.legenda")));
        test::write(root_ / "nonsense.torchscript", "no archive");
        for (const char* name : {"dog.jpg", "ireland.jpg", "kitchen.jpg"})
            test::write(root_ / "good" / name, must(base::readFile(kDemo / name)));
        QCOMPARE(runCli({"import", at("good.legenda"), "--format", "folder", "--root", at("good")}).status, 0);
    }

    void importGoesOnAndCounts() {
        QVERIFY2(import_.status == 0, qPrintable(import_.error));
        QCOMPARE(import_.json()["images"].toInt(), 13);
        QCOMPARE(import_.json()["captions"].toInt(), 15);
        QCOMPARE(import_.json()["missing_images"].toInt(), 2);
        QCOMPARE(import_.json()["splits"].toObject(),
                 (QJsonObject{{"train", 3}, {"dev", 2}, {"test", 0}, {"none", 8}}));
        QCOMPARE(import_.json()["problems"].toArray().size(), 11);
    }
    void problemsAreNamed_data() {
        QTest::addColumn<QString>("why");
        QTest::newRow("Flickr8k.token.txt:2") << "no tab";
        QTest::newRow("Flickr8k.token.txt:3") << "NAME#K";
        QTest::newRow("Flickr8k.token.txt:4") << "empty caption";
        QTest::newRow("Flickr8k.token.txt:6") << "repeats the number 0";
        QTest::newRow("Flickr8k.token.txt:7") << "Latin-1";
        QTest::newRow("Flickr8k.token.txt:8") << "not a path below";
        QTest::newRow("Flickr_8k.trainImages.txt:2") << "unknown.jpg";
        QTest::newRow("cut.jpg") << "truncated";
        QTest::newRow("text.jpg") << "not an image";
        QTest::newRow("empty.jpg") << "empty";
        QTest::newRow("huge.png") << "30000 x 20000";
    }
    void problemsAreNamed() {
        QFETCH(QString, why);
        QVERIFY2(lists(import_.json()["problems"].toArray(), "where", QTest::currentDataTag(), why),
                 import_.out.constData());
    }

    void featuresGoOnAndCount() {
        QVERIFY2(features_.status == 0, qPrintable(features_.error));
        QCOMPARE(features_.json()["images"].toInt(), 7);
        QCOMPARE(features_.json()["regions"].toInt(), 7 * 20);
        const auto skipped = features_.json()["skipped"].toArray();
        QCOMPARE(skipped.size(), 6);
        QVERIFY(lists(skipped, "image", "gone.jpg", "No such file") &&
                lists(skipped, "image", "folder.jpg", "is a folder") &&
                lists(skipped, "image", "cut.jpg", "truncated") &&
                lists(skipped, "image", "text.jpg", "not an image") && lists(skipped, "image", "empty.jpg", "empty") &&
                lists(skipped, "image", "huge.png", "30000 x 20000"));
    }

    void damagedCheckpoints_data() {
        QTest::addColumn<QString>("named");
        QTest::newRow("header length") << "header";
        QTest::newRow("truncated") << "tensor";
        QTest::newRow("offsets") << "outside";
        QTest::newRow("overlap") << "overlap";
        QTest::newRow("shape") << "shape";
        QTest::newRow("nan") << "finite";
    }
    void damagedCheckpoints() {
        QFETCH(QString, named);
        test::write(root_ / "bad.safetensors", damagedCheckpoint(QTest::currentDataTag()));
        const auto r = runCli({"align", at("good/dog.jpg"), "--sentence", "a dog", "--model", at("bad.safetensors")});
        QVERIFY2(r.status == 3 && r.error.contains("bad.safetensors") && r.error.contains(named), qPrintable(r.error));
    }

    void refusals_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("named");
        const QStringList align{"align", "@good/dog.jpg", "--sentence", "a dog"};
        QTest::newRow("checkpoint of another kind")
            << align + QStringList{"--model", LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors"} << 3
            << "caption-paper";
        QTest::newRow("folder for an image") << QStringList{"caption", "@good"} << 4 << "is a folder";
        QTest::newRow("huge png") << QStringList{"caption", "@set/images/huge.png"} << 3 << "30000 x 20000";
        QTest::newRow("unknown words") << QStringList{"search", "@good.legenda", "--text", "qwxyz zyxwq"} << 3
                                       << "qwxyz";
        QTest::newRow("output below a file")
            << align + QStringList{"--overlay", "@good/dog.jpg/o.png"} << 4 << "dog.jpg";
        QTest::newRow("project below a file")
            << QStringList{"import", "@good/dog.jpg/p.legenda", "--format", "folder", "--root", "@good"} << 4
            << "dog.jpg";
        QTest::newRow("project in /proc")
            << QStringList{"import", "/proc/p.legenda", "--format", "folder", "--root", "@good"} << 4
            << "/proc/p.legenda";
        QTest::newRow("no boxes file") << QStringList{"features", "@good.legenda", "--proposals", "@none.jsonl"} << 4
                                       << "none.jsonl";
        QTest::newRow("empty sentence") << QStringList{"align", "@good/dog.jpg", "--sentence", ""} << 3 << "sentence";
        QTest::newRow("no sentence") << QStringList{"align", "@good/dog.jpg"} << 2 << "--sentence";
        QTest::newRow("unknown words to align")
            << QStringList{"align", "@good/dog.jpg", "--sentence", "qwxyz zyxwq"} << 3 << "qwxyz";
        QTest::newRow("no backbone") << QStringList{"features", "@good.legenda", "--backbone", "@none.pt"} << 4
                                     << "none.pt";
        QTest::newRow("no weights") << QStringList{"features", "@good.legenda", "--backbone", "@none.safetensors"} << 4
                                    << "none.safetensors";
        QTest::newRow("weights of something else")
            << QStringList{"features", "@good.legenda", "--backbone",
                           LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors"}
            << 3 << "is not a backbone";
        QTest::newRow("pixels below a file")
            << QStringList{"features", "@good.legenda", "--pixels", "@good/dog.jpg/p"} << 4 << "dog.jpg";
        QTest::newRow("no TorchScript") << QStringList{"features", "@good.legenda", "--backbone",
                                                       "@nonsense.torchscript"}
                                        << 3 << "nonsense.torchscript is not a TorchScript module";
    }
    void refusals() {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, named);
        for (auto& argument : arguments)
            if (argument.startsWith('@')) argument = at(argument.mid(1).toUtf8().constData());
        const std::string before = must(base::readFile(root_ / "good/dog.jpg"));
        const auto r = runCli(arguments);
        QVERIFY2(r.status == status && r.error.contains(named),
                 qPrintable(QString("exit %1: %2").arg(r.status).arg(r.error)));
        QCOMPARE(must(base::readFile(root_ / "good/dog.jpg")), before);
    }

    // Names of files are bytes; QProcess would write them as UTF-8, so the shell makes this one.
    void aPathThatIsNotUtf8IsShown() {
        QProcess shell;
        shell.start("sh",
                    {"-c",
                     "project=\"$(printf '%s/b\\377d.legenda' \"$1\")\"\n"
                     "\"$0\" --quiet import \"$project\" --format folder --root \"$2\" > /dev/null &&\n"
                     "\"$0\" --json --quiet features \"$project\" --recipe default --proposals grid --input-size 64",
                     LEGENDA_BIN_DIR "/legenda-cli", QString::fromStdString(root_.string()), at("good")});
        QVERIFY(shell.waitForFinished(60000));
        const auto error = shell.readAllStandardError();
        QVERIFY2(shell.exitCode() == 0, error.constData());
        fs::remove_all(root_ /
                       "b\xff"
                       "d.legenda");  // QTemporaryDir cannot
        QJsonParseError parsed{};
        const auto json = QJsonDocument::fromJson(shell.readAllStandardOutput(), &parsed);
        QCOMPARE(parsed.error, QJsonParseError::NoError);
        QVERIFY(json["file"].toString().contains(QStringLiteral("/b\uFFFDd.legenda/features/")));
    }

    // A file of another recipe under the name of the model's: aligning makes its own vectors, searching says so.
    void aFeatureFileOfAnotherRecipeIsNotRead() {
        QCOMPARE(runCli({"import", at("other.legenda"), "--format", "folder", "--root", at("good")}).status, 0);
        const auto cheapOnes = runCli(cheap(at("other.legenda")));
        QVERIFY2(cheapOnes.status == 0, qPrintable(cheapOnes.error));
        const QStringList align{"align", at("other.legenda"), "dog.jpg", "--sentence", "a dog"};
        const auto before = runCli(align);
        QVERIFY2(before.status == 0, qPrintable(before.error));
        const auto right = runCli({"features", at("other.legenda")});
        QVERIFY2(right.status == 0, qPrintable(right.error));
        QVERIFY(featureFile(right) != featureFile(cheapOnes));
        fs::copy_file(featureFile(cheapOnes), featureFile(right), fs::copy_options::overwrite_existing);
        const auto after = runCli(align);
        QVERIFY2(after.status == 0, qPrintable(after.error));
        QCOMPARE(after.json(), before.json());
        for (const QStringList& job : {QStringList{"search", at("other.legenda"), "--text", "dog"},
                                       QStringList{"features", at("other.legenda")}}) {
            const auto refused = runCli(job);
            QVERIFY2(refused.status == 3 && refused.error.contains("holds features of recipe"),
                     qPrintable(refused.error));
        }
        fs::remove(featureFile(right));
        const auto found = runCli({"search", at("other.legenda"), "--text", "dog"});
        QVERIFY2(found.status == 0, qPrintable(found.error));
        QVERIFY(fs::exists(featureFile(right)));
    }

    void damagedFeatureFilesKeepWhatIsWhole() {
        const auto made = runCli(cheap(at("good.legenda")));
        QVERIFY2(made.status == 0, qPrintable(made.error));
        QCOMPARE(made.json()["images"].toInt(), 3);
        const fs::path file = featureFile(made);
        const std::string whole = must(base::readFile(file));
        test::write(file, whole.substr(0, whole.size() - 10));
        auto again = runCli(cheap(at("good.legenda")));
        QCOMPARE(again.json()["computed"].toInt(), 1);
        QCOMPARE(again.json()["images"].toInt(), 3);
        std::string bytes = whole;
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
        test::write(file, bytes);
        again = runCli(cheap(at("good.legenda")));
        QCOMPARE(again.json()["computed"].toInt(), 1);
        QCOMPARE(again.json()["damaged"].toInt(), 1);
        bytes = whole;
        bytes[20] = '\xff';
        test::write(file, bytes);
        again = runCli(cheap(at("good.legenda")));
        QVERIFY2(again.status == 0, qPrintable(again.error));
        QCOMPARE(again.json()["images"].toInt(), 3);
        QCOMPARE(again.json()["computed"].toInt(), 0);
        QCOMPARE(must(base::readFile(file)), whole);
        test::write(
            file, must(base::readFile(featureFile(runCli(cheap(at("good.legenda")) + QStringList{"--regions", "3"})))));
        again = runCli(cheap(at("good.legenda")));
        QVERIFY2(again.status == 3 && again.error.contains("recipe"), qPrintable(again.error));
        test::write(file, whole);
    }

    void aChangedImageIsMadeAgain() {
        QCOMPARE(runCli(cheap(at("good.legenda"))).json()["computed"].toInt(), 0);
        test::write(root_ / "good/kitchen.jpg", must(base::readFile(kDemo / "pool_2.jpg")));
        auto again = runCli(cheap(at("good.legenda")));
        QCOMPARE(again.json()["computed"].toInt(), 1);
        QCOMPARE(again.json()["changed"].toInt(), 1);
        QCOMPARE(again.json()["images"].toInt(), 3);
        again = runCli(cheap(at("good.legenda")));
        QCOMPARE(again.json()["computed"].toInt(), 0);
    }

    void aFullDiskLosesNothing() {
        const auto fresh =
            runWithFilesUpTo(20000, {"import", at("full.legenda"), "--format", "folder", "--root", at("good")});
        QVERIFY2(fresh.status == 4 && fresh.error.contains("full.legenda"), qPrintable(fresh.error));
        QVERIFY(!fs::exists(root_ / "full.legenda/project.sqlite"));
        QCOMPARE(runCli({"import", at("full.legenda"), "--format", "folder", "--root", at("good")}).status, 0);
        // Room for the database and for one image of three (about 52 kB each).
        const auto halfway = runWithFilesUpTo(400000, cheap(at("full.legenda")) + QStringList{"--regions", "100"});
        QVERIFY2(halfway.status == 4 && halfway.error.contains(".lgf"), qPrintable(halfway.error));
        const auto rest = runCli(cheap(at("full.legenda")) + QStringList{"--regions", "100"});
        QCOMPARE(rest.json()["images"].toInt(), 3);
        QVERIFY(rest.json()["computed"].toInt() < 3);
        test::write(root_ / "o.png", "the old one");
        const auto drawn =
            runWithFilesUpTo(1000, {"align", at("good/dog.jpg"), "--sentence", "a dog", "--overlay", at("o.png")});
        QVERIFY2(drawn.status == 4 && drawn.error.contains("o.png"), qPrintable(drawn.error));
        QCOMPARE(must(base::readFile(root_ / "o.png")), std::string("the old one"));
    }

    // Room for the database and for texts, not for a checkpoint.
    void aFullDiskKeepsFinishedTrainings() {
        QVERIFY(runCli({"demo", at("trained")}).status == 0);
        const QString project = at("trained/demo.legenda");
        const QStringList train{"train", "caption",  project, "--set",   "hidden=200",
                                "--set", "epochs=1", "--set", "batch=30"};
        const auto first = runCli(train);
        QVERIFY2(first.status == 0, qPrintable(first.error));
        const fs::path kept = first.json()["checkpoint"].toString().toStdString();
        const auto bytes = must(base::readFile(kept));
        const auto full = runWithFilesUpTo(1'000'000, train);
        QVERIFY2(full.status == 4 && full.error.contains("runs"), qPrintable(full.error));
        QCOMPARE(must(base::readFile(kept)), bytes);
        const auto runs = runCli({"runs", "list", project}).json()["runs"].toArray();
        QCOMPARE(runs.size(), qsizetype{2});
        QString failed;
        for (const auto& run : runs)
            if (run.toObject()["state"].toString() == "failed") failed = run.toObject()["id"].toString();
        QVERIFY(!failed.isEmpty());
        const auto resumed = runCli({"train", "caption", project, "--resume", failed});
        QVERIFY2(resumed.status == 0 && resumed.json()["state"].toString() == "finished", qPrintable(resumed.error));

        // SQLite's shared memory takes 32 kB.
        test::write(root_ / "boxes.json", "the old one");
        const auto exported = runWithFilesUpTo(34'000, {"snippets", "export", project, at("boxes.json")});
        QVERIFY2(exported.status == 4 && exported.error.contains("boxes.json"), qPrintable(exported.error));
        QCOMPARE(must(base::readFile(root_ / "boxes.json")), std::string("the old one"));
        test::write(root_ / "aligned.jsonl", "the old one");
        const auto aligned =
            runWithFilesUpTo(34'000, {"align", project, "--split", "dev", "--out", at("aligned.jsonl")});
        QVERIFY2(aligned.status == 4 && aligned.error.contains("aligned.jsonl"), qPrintable(aligned.error));
        QCOMPARE(must(base::readFile(root_ / "aligned.jsonl")), std::string("the old one"));
    }

    void whatMayNotBeReadOrWrittenIsNamed() {
        if (::geteuid() == 0) QSKIP("permissions do not bind root");
        test::write(root_ / "closed/secret.jpg", must(base::readFile(kDemo / "dog.jpg")));
        test::write(root_ / "closed/open.jpg", must(base::readFile(kDemo / "dog.jpg")));
        fs::permissions(root_ / "closed/secret.jpg", fs::perms::none);
        const auto in = runCli({"import", at("closed.legenda"), "--format", "folder", "--root", at("closed")});
        QVERIFY2(in.status == 0, qPrintable(in.error));
        QCOMPARE(in.json()["images"].toInt(), 2);
        QVERIFY(lists(in.json()["problems"].toArray(), "where", "secret.jpg", "cannot be read"));
        fs::permissions(root_ / "closed.legenda/features", fs::perms::owner_read | fs::perms::owner_exec);
        const auto r = runCli(cheap(at("closed.legenda")));
        QVERIFY2(r.status == 4 && r.error.contains(".lgf"), qPrintable(r.error));
        fs::permissions(root_ / "closed.legenda/features", fs::perms::owner_all);
        QCOMPARE(runCli(cheap(at("closed.legenda"))).json()["images"].toInt(), 1);
    }

    // SIGKILL at any moment: what the file holds then is not made again.
    void killedFeaturesGoOn() {
        for (const auto& entry : fs::directory_iterator(kDemo))
            test::write(root_ / "many" / entry.path().filename(), must(base::readFile(entry.path())));
        QCOMPARE(runCli({"import", at("many.legenda"), "--format", "folder", "--root", at("many")}).status, 0);
        const int total = static_cast<int>(std::distance(fs::directory_iterator(kDemo), {}));
        const auto held = [&]() -> std::size_t {
            std::error_code missing;
            for (const auto& entry : fs::directory_iterator(root_ / "many.legenda/features", missing))
                if (entry.path().extension() == ".lgf")
                    if (const auto store = features::FeatureStore::open(entry.path())) return store->size();
            return 0;  // none, or not whole in its head yet
        };
        std::size_t there = 0;
        for (int round = 0; round < 4; ++round) {
            QProcess process;
            process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
                          QStringList{"--quiet"} + cheap(at("many.legenda")));
            QVERIFY(QTest::qWaitFor([&] { return held() > there; }, 60000));
            QTest::qSleep(17 * round);
            process.kill();
            QVERIFY(process.waitForFinished(20000));
            QVERIFY(held() > there);
            there = held();
        }
        QVERIFY(static_cast<int>(there) < total);
        const auto rest = runCli(cheap(at("many.legenda")));
        QCOMPARE(rest.json()["images"].toInt(), total);
        QCOMPARE(rest.json()["computed"].toInt(), total - static_cast<int>(there));
        QCOMPARE(rest.json()["damaged"].toInt(), 0);
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
