// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/format.h"
#include "tests/support/cli_runner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

using legenda::tests::CliResult;
using legenda::tests::runCli;

// The real program on the demo project: every command once with what it should give, and with what it must refuse.
class TestCli : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_, image_;

    QString path(const QString& name) const { return folder_.filePath(name); }
    static QStringList keysMissing(const QJsonObject& object, const QStringList& keys) {
        QStringList missing;
        for (const auto& key : keys)
            if (!object.contains(key)) missing << key;
        return missing;
    }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

 private Q_SLOTS:
    void initTestCase() {
        const auto demo = runCli({"demo", folder_.path()});
        QVERIFY2(demo.status == 0, qPrintable(demo.error));
        project_ = path("demo.legenda");
        image_ = path("demo/images/dog.jpg");
        QVERIFY(QFile::exists(project_ + "/project.sqlite"));
        QVERIFY(QFile::exists(image_));
        const auto features = runCli({"features", project_});
        QVERIFY2(features.status == 0, qPrintable(features.error));
        QCOMPARE(features.json()["images"].toInt(), 54);
        QCOMPARE(features.json()["regions"].toInt(), 54 * 20);
        QVERIFY(features.json()["skipped"].toArray().isEmpty());
    }

    // An OpenBLAS that is older than the processor would fall back to its slowest kernels.
    void matrixProductsUseTheProcessorsVectorInstructions_data() {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("core");
        QFile file(QStringLiteral("/proc/cpuinfo"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto flags = file.readAll();
        const bool avx512 = flags.contains(" avx512dq ") && flags.contains(" avx512vl ");
        QTest::newRow("by itself") << QString() << (avx512 ? "SkylakeX" : "Haswell");
        QTest::newRow("as the user says") << "Nehalem"
                                          << "Nehalem";
    }
    void matrixProductsUseTheProcessorsVectorInstructions() {
        QFile file(QStringLiteral("/proc/cpuinfo"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        if (const auto flags = file.readAll(); !flags.contains(" avx2 ") || !flags.contains(" fma "))
            QSKIP("The processor has no AVX2.");
        QFETCH(QString, asked);
        QFETCH(QString, core);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("OPENBLAS_CORETYPE"));
        if (!asked.isEmpty()) environment.insert(QStringLiteral("OPENBLAS_CORETYPE"), asked);
        environment.insert(QStringLiteral("OPENBLAS_VERBOSE"), QStringLiteral("2"));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), {QStringLiteral("--version")});
        QVERIFY(process.waitForFinished());
        const auto said = QString::fromUtf8(process.readAll());
        if (!said.contains(QStringLiteral("Core: "))) QSKIP("The BLAS in use is not OpenBLAS.");
        // Read once by the process that was started anew: the last line is the one that computes.
        QVERIFY2(said.trimmed().section(QStringLiteral("Core: "), -1).startsWith(core), qPrintable(said));
    }

    void featuresAreNotMadeTwice() {
        QElapsedTimer timer;
        timer.start();
        const auto again = runCli({"features", project_});
        QCOMPARE(again.status, 0);
        QVERIFY(timer.elapsed() < 5000);
    }

    void pixelsArePacked() {
        const auto r = runCli({"features", project_, "--pixels", path("pixels"), "--input-size", "64"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QVERIFY2(keysMissing(r.json().object(), {"images", "side", "file", "seconds", "skipped"}).isEmpty(), "keys");
        QCOMPARE(r.json()["images"].toInt(), 54);
        QVERIFY(QFile(path("pixels")).size() > 54 * 64 * 64 * 3);
    }

    void importReportsWhatItFound() {
        const auto r = runCli({"import", path("again.legenda"), "--format", "flickr8k", "--root", path("demo")});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["images"].toInt(), 54);
        QCOMPARE(r.json()["captions"].toInt(), 270);
        QCOMPARE(r.json()["splits"]["dev"].toInt(), 10);
        QCOMPARE(r.json()["missing_images"].toInt(), 0);
    }

    void alignNamesARegionAToken() {
        const auto r = runCli(
            {"align", image_, "--sentence", "a brown dog stands on the qwxyz grass", "--overlay", path("o.png")});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto a = r.json().object();
        QCOMPARE(keysMissing(a, {"image", "width", "height", "sentence", "tokens", "regions", "assignment",
                                 "word_scores", "segments", "score"}),
                 QStringList());
        QCOMPARE(a["tokens"].toArray().size(), 8);
        QCOMPARE(a["assignment"].toArray().size(), 8);
        QCOMPARE(a["regions"].toArray().size(), 20);
        QCOMPARE(a["regions"][0]["box"], (QJsonArray{0, 0, a["width"], a["height"]}));
        QVERIFY(QFile(path("o.png")).size() > 10000);
    }

    void aLargeBetaGivesTheSentenceToOneRegion() {
        const auto r = runCli({"align", image_, "--sentence", "a brown dog stands on the grass", "--beta", "1000000"});
        QCOMPARE(r.json()["segments"].toArray().size(), 1);
    }

    void captionsComeBestFirst() {
        const auto r = runCli({"caption", image_, "--n", "3"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto captions = r.json()[0]["captions"].toArray();
        QCOMPARE(captions.size(), 3);
        for (int i = 1; i < 3; ++i)
            QVERIFY(captions[i - 1]["log_prob"].toDouble() >= captions[i]["log_prob"].toDouble());
        double sum = 0;
        for (const QJsonValue word : captions[0]["words"].toArray()) sum += word["log_prob"].toDouble();
        QVERIFY(sum < 0 && sum >= captions[0]["log_prob"].toDouble() - 1e-3);
    }

    void rerankedCaptionsComeByRank() {
        const auto plain = runCli({"caption", image_, "--n", "7"}),
                   r = runCli({"caption", image_, "--n", "7", "--rerank"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QMap<QString, double> before;
        for (const QJsonValue caption : plain.json()[0]["captions"].toArray())
            before[caption["text"].toString()] = caption["log_prob"].toDouble();
        const auto captions = r.json()[0]["captions"].toArray();
        QCOMPARE(captions.size(), before.size());
        bool fits = false;  // the alignment model has a say
        for (int i = 0; i < captions.size(); ++i) {
            QCOMPARE(captions[i]["log_prob"].toDouble(), before.value(captions[i]["text"].toString()));
            fits |= captions[i]["rank"].toDouble() != captions[i]["log_prob"].toDouble();
            QVERIFY(i == 0 || captions[i - 1]["rank"].toDouble() >= captions[i]["rank"].toDouble());
        }
        QVERIFY(fits);
    }

    void aBoxHasACaptionOfItsOwn() {
        const auto r = runCli({"caption", project_, "dog.jpg", "--box", "20,30,200.5,150", "--box", "0,0,80,80"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json().array().size(), 2);
        QCOMPARE(r.json()[0]["box"], (QJsonArray{20, 30, 200.5, 150}));
        QVERIFY(!r.json()[0]["captions"][0]["text"].toString().isEmpty());
    }

    void searchRanksImagesAndRegions() {
        const auto images = runCli({"search", project_, "--text", "a dog", "--top", "5"});
        QVERIFY2(images.status == 0, qPrintable(images.error));
        QCOMPARE(images.json().array().size(), 5);
        const auto regions = runCli({"search", project_, "--text", "a dog", "--regions", "--top", "5"});
        QCOMPARE(regions.json()[0]["box"].toArray().size(), 4);
    }

    void evaluations_data() {
        QTest::addColumn<QStringList>("keys");
        QTest::newRow("retrieval") << QStringList{"split",     "setting",          "model",       "images",
                                                  "sentences", "image_annotation", "image_search"};
        QTest::newRow("grounding") << QStringList{"phrases",      "accuracy",       "pointing",    "accuracy_any",
                                                  "pointing_any", "accuracy_mrf",   "upper_bound", "whole_image",
                                                  "constant_box", "centre_pointing"};
        QTest::newRow("captions") << QStringList{"model", "human", "nearest_neighbour", "model_4ref"};
        QTest::newRow("regions") << QStringList{"model", "full_frame", "nearest_neighbour", "human"};
    }
    void evaluations() {
        QFETCH(QStringList, keys);
        const auto r = runCli({"evaluate", QTest::currentDataTag(), project_, "--split", "dev"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(keysMissing(r.json().object(), keys), QStringList());
    }

    void figuresHaveIntervalsItemsAndATest() {
        const QString file = path("scores.jsonl"), items = path("items.csv");
        const QStringList start{"evaluate", "retrieval", project_, "--split", "dev"};
        QCOMPARE(runCli(start + QStringList{"--predictions", file}).status, 0);
        const auto r = runCli(start + QStringList{"--against", file, "--items", items});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        for (const char* side : {"image_annotation", "image_search"}) {
            const auto figures = r.json()[side];
            QCOMPARE(figures["ci95"]["r1"].toArray().size(), 2);
            QVERIFY(figures["ci95"]["r1"][0].toDouble() <= figures["r1"].toDouble());
            QCOMPARE(figures["against"]["model"].toString(), QString("scores.jsonl"));
            QCOMPARE(figures["against"]["difference"]["r10"].toDouble(), 0.0);
            QCOMPARE(figures["against"]["p"]["median_rank"].toDouble(), 1.0);
        }
        QFile table(items);
        QVERIFY(table.open(QIODevice::ReadOnly));
        QVERIFY(table.readLine().startsWith("list,image,id,rank,prediction"));
        const int images = r.json()["images"].toInt(), sentences = r.json()["sentences"].toInt();
        QCOMPARE(table.readAll().count("\r\n"), qsizetype{images + sentences});
        const auto id = r.json()["evaluation"].toInt();
        QVERIFY(id > 0 && QFile::exists(QString("%1/evaluations/%2.jsonl").arg(project_).arg(id)));

        QProcess text;
        text.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
                   QStringList{"--quiet"} + start + QStringList{"--from", file, "--format", "markdown"});
        QVERIFY(text.waitForFinished(300'000));
        const auto shown = QString::fromUtf8(text.readAllStandardOutput());
        QVERIFY2(shown.contains("|  | R@1 | R@5 | R@10 | median rank |"), qPrintable(shown));
        QCOMPARE(runCli(start + QStringList{"--from", file, "--format", "word"}).status, 2);
        QCOMPARE(runCli(start + QStringList{"--from", file, "--against", path("nowhere.jsonl")}).status, 4);
    }

    // Refused before ours are computed: no predictions are written.
    void ranksAmongOtherImagesAreNotCompared() {
        const QString all = path("all.jsonl"), few = path("few.jsonl"), ours = path("ours.jsonl");
        const QStringList start{"evaluate", "retrieval", project_, "--split", "dev"};
        QCOMPARE(runCli(start + QStringList{"--predictions", all}).status, 0);
        QFile from(all), to(few);
        QVERIFY(from.open(QIODevice::ReadOnly) && to.open(QIODevice::WriteOnly));
        const auto put = [&to](const QJsonObject& line) {
            to.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        };
        const auto sentences = QJsonDocument::fromJson(from.readLine())["sentences"].toArray();
        const QString left = sentences[0].toString().section('#', 0, 0);
        const auto kept = [&](const QJsonArray& row) {
            QJsonArray values;
            for (qsizetype i = 0; i < row.size(); ++i)
                if (!sentences[i].toString().startsWith(left + '#')) values.append(row[i]);
            return values;
        };
        put({{"sentences", kept(sentences)}});
        while (!from.atEnd()) {
            auto line = QJsonDocument::fromJson(from.readLine()).object();
            if (line["image"].toString() == left)
                put({{"image", left}, {"skipped", "it is broken"}});
            else
                put({{"image", line["image"]}, {"scores", kept(line["scores"].toArray())}});
        }
        to.close();
        const auto alone = runCli(start + QStringList{"--from", few});
        QVERIFY2(alone.status == 0, qPrintable(alone.error));
        const auto r = runCli(start + QStringList{"--against", few, "--predictions", ours});
        QCOMPARE(r.status, 3);
        QVERIFY2(r.error.contains(left) && r.error.contains("one of them alone"), qPrintable(r.error));
        QVERIFY(!QFile::exists(ours));
    }

    void doctorSaysWhatIsThere() {
        const auto r = runCli({"doctor"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto found = r.json().object();
        QCOMPARE(keysMissing(found, {"version", "torch", "opencv", "sqlite", "qt", "device", "threads", "gflops",
                                     "blas", "checkpoints", "problems"}),
                 QStringList());
        QVERIFY(found["checkpoints"].toArray().size() >= 4);
        QCOMPARE(keysMissing(found["checkpoints"][0].toObject(), {"kind", "path", "hash"}), QStringList());
        QVERIFY(found["threads"].toInt() >= 1 && found["gflops"].toDouble() > 0);
    }

    // What --predictions writes gives the same figures with --from, and as without; of one model and of an ensemble of
    // two.
    void predictionsComeBack_data() {
        QTest::addColumn<QStringList>("models");
        QTest::addColumn<QStringList>("same");
        const QString model = QStringLiteral(LEGENDA_SOURCE_DIR "/resources/pretrained/alignment-paper.safetensors");
        const QStringList retrieval{"images", "sentences", "image_annotation", "image_search"};
        QTest::newRow("retrieval") << QStringList{} << retrieval;
        QTest::newRow("retrieval, two models") << QStringList{"--model", model, "--model", model} << retrieval;
        QTest::newRow("grounding") << QStringList{}
                                   << QStringList{"phrases",      "accuracy",     "pointing",        "accuracy_any",
                                                  "pointing_any", "constant_box", "centre_pointing", "whole_image"};
    }
    void predictionsComeBack() {
        QFETCH(QStringList, models);
        QFETCH(QStringList, same);
        const QString task = QString(QTest::currentDataTag()).section(',', 0, 0), file = path("ours.jsonl");
        const QStringList start{"evaluate", task, project_, "--split", "dev"};
        const auto ours = runCli(start + models + QStringList{"--predictions", file});
        QVERIFY2(ours.status == 0, qPrintable(ours.error));
        const auto back = runCli(start + QStringList{"--from", file});
        QVERIFY2(back.status == 0, qPrintable(back.error));
        const auto without = runCli(start + models);
        for (const auto& key : same) {
            QVERIFY2(ours.json()[key] != QJsonValue(QJsonValue::Undefined), qPrintable(key));
            QVERIFY2(back.json()[key] == ours.json()[key], qPrintable(key));
            QVERIFY2(without.json()[key] == ours.json()[key], qPrintable(key));
        }
        if (models.size() > 2) {  // two members that agree rank as one does
            QCOMPARE(ours.json()["model"].toArray().size(), 2);
            QCOMPARE(ours.json()["image_search"], runCli(start + models.mid(2)).json()["image_search"]);
        }
        QFile text(file);
        QVERIFY(text.open(QIODevice::ReadWrite));
        const auto line = text.readAll().count('\n') + 1;
        text.write("{\"image\":\"nobody.jpg\"}\n");
        text.close();
        const auto bad = runCli(start + QStringList{"--from", file});
        QCOMPARE(bad.status, 3);
        QVERIFY2(bad.error.contains(QString("ours.jsonl:%1").arg(line)) && bad.error.contains("nobody.jpg"),
                 qPrintable(bad.error));
    }

    void snippetsGoOutAndComeBack_data() {
        QTest::addColumn<QString>("file");
        for (const auto& format : legenda::data::regions::formatInfos()) {
            const auto name = QString::fromStdString(format.name);
            QTest::newRow(format.name.c_str()) << name + QString::fromStdString(format.extension);
        }
    }
    void snippetsGoOutAndComeBack() {
        QFETCH(QString, file);
        const QString format = QTest::currentDataTag();
        const auto out = runCli({"snippets", "export", project_, "--format", format, path(file)});
        QVERIFY2(out.status == 0, qPrintable(out.error));
        const QString fresh = path(format + ".legenda");
        QCOMPARE(runCli({"import", fresh, "--format", "flickr8k", "--root", path("demo")}).status, 0);
        const auto in = runCli({"snippets", "import", fresh, "--format", format, path(file)});
        QVERIFY2(in.status == 0, qPrintable(in.error));
        QVERIFY(in.json()["boxes"].toInt() > 200);
        // Boxes that are the same are one to DenseCap, which has no ids.
        if (format != "densecap") QCOMPARE(in.json()["boxes"], out.json()["boxes"]);
        QCOMPARE(in.json()["texts"], out.json()["texts"]);
        QCOMPARE(in.json()["new"].toObject()["texts"], in.json()["texts"]);
        QCOMPARE(out.json()["lost"].toArray().isEmpty(), format != "densecap" && format != "entities");
        const auto again = runCli({"snippets", "import", fresh, path(file)});
        QVERIFY2(again.status == 0, qPrintable(again.error));
        QCOMPARE(again.json()["format"].toString(), format);
        QCOMPARE(again.json()["new"].toObject()["boxes"].toInt(), 0);
        QCOMPARE(again.json()["new"].toObject()["texts"].toInt(), 0);
    }

    void trainings_data() {
        QTest::addColumn<QStringList>("set");
        QTest::newRow("align") << QStringList{"epochs=2"};
        QTest::newRow("caption") << QStringList{"epochs=2"};
        QTest::newRow("region") << QStringList{"epochs=1"};
    }
    void trainings() {
        QFETCH(QStringList, set);
        const QString kind = QTest::currentDataTag();
        QStringList arguments{"train", kind, project_, "--out", path(kind + ".safetensors")};
        for (const auto& pair : set) arguments << "--set" << pair;
        const auto r = runCli(arguments);
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(keysMissing(r.json().object(), {"run", "state", "best", "checkpoint"}), QStringList());
        QCOMPARE(r.json()["state"].toString(), QString("finished"));
        QVERIFY(QFile::exists(path(kind + ".safetensors")));
        const auto runs = runCli({"runs", "list", project_});
        QCOMPARE(runs.json()["runs"][0]["state"].toString(), QString("finished"));
    }

    void refusals_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("named");
        QTest::newRow("no command") << QStringList{"frobnicate"} << 2 << "";
        QTest::newRow("no project") << QStringList{"features", "@/none.legenda"} << 4 << "none.legenda";
        QTest::newRow("no image") << QStringList{"caption", "@/none.jpg"} << 4 << "none.jpg";
        QTest::newRow("truncated image") << QStringList{"caption", "@/short.jpg"} << 3 << "short.jpg";
        QTest::newRow("text for an image") << QStringList{"caption", "@/text.jpg"} << 3 << "text.jpg";
        QTest::newRow("damaged checkpoint")
            << QStringList{"caption", "@/demo/images/dog.jpg", "--model", "@/bad.safetensors"} << 3
            << "bad.safetensors";
        QTest::newRow("box outside") << QStringList{"caption", "@/demo/images/dog.jpg", "--box", "9000,9000,10,10"} << 3
                                     << "9000";
        QTest::newRow("box without area")
            << QStringList{"caption", "@/demo/images/dog.jpg", "--box", "10,10,0,10"} << 3 << "10,10,0,10";
        QTest::newRow("box that is none")
            << QStringList{"caption", "@/demo/images/dog.jpg", "--box", "1,2,3"} << 2 << "1,2,3";
        QTest::newRow("unknown split") << QStringList{"evaluate", "retrieval", "@/demo.legenda", "--split", "nosuch"}
                                       << 3 << "nosuch";
        QTest::newRow("unknown words") << QStringList{"search", "@/demo.legenda", "--text", "qwxyz"} << 3 << "qwxyz";
        QTest::newRow("unknown option") << QStringList{"train", "align", "@/demo.legenda", "--set", "epoch=1"} << 2
                                        << "epoch";
        QTest::newRow("unwritable folder") << QStringList{"demo", "/proc/nowhere"} << 4 << "/proc/nowhere";
    }
    void refusals() {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, named);
        QFile whole(image_);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        write("short.jpg", whole.read(900));
        write("text.jpg", "no picture at all");
        write("bad.safetensors", QByteArray(64, '\xff'));
        for (auto& argument : arguments)
            if (argument.startsWith("@/")) argument = path(argument.mid(2));
        const auto r = runCli(arguments);
        QVERIFY2(r.status == status, qPrintable(QString("exit %1: %2").arg(r.status).arg(r.error)));
        QVERIFY2(!r.error.trimmed().isEmpty() && r.error.contains(named), qPrintable(r.error));
        QVERIFY(r.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
