// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/image_bytes.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using namespace legenda::test;
using tests::CliResult;
using tests::runCli;
namespace fs = std::filesystem;

// Datasets as users download and write them, through the command line: what is wrong in one is told, costs itself
// alone, and never leaves half a project. Quotes in the texts below are single ones.
class TestDataSets : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path root_;
    int number_ = 0;

    static std::string json(std::string text) {
        std::ranges::replace(text, '\'', '"');
        return text;
    }
    QString at(const char* name) const { return QString::fromStdString((root_ / name).string()); }
    QString project() const { return at("p.legenda"); }
    CliResult import(const char* format, const char* root) const {
        return runCli({"import", project(), "--format", format, "--root", at(root)});
    }
    static bool tells(const CliResult& result, const char* list, const QString& why) {
        const auto problems = result.json()[QString::fromLatin1(list)].toArray();
        return std::any_of(problems.begin(), problems.end(),
                           [&](const auto& problem) { return problem.toObject()["why"].toString().contains(why); });
    }
    // The captions of the project, in order.
    QStringList captions() const {
        const auto out = runCli({"images", "list", project()});
        QStringList all;
        for (const auto image : out.json()["images"].toArray())
            all << QString("%1:%2").arg(image.toObject()["image"].toString()).arg(image.toObject()["captions"].toInt());
        return all;
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        for (const char* name : {"a.jpg", "b.jpg", "c.jpg", "d.jpg"}) write(root_ / "Images" / name, flagJpeg());
    }

    void numbersBeyondAll_data() {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        for (const QByteArray& number : {QByteArray("1e400"), QByteArray(400, '9')}) {
            QTest::addRow("coco %d", int(number.size()))
                << "coco"
                << "captions_val2014.json"
                << QByteArray("{'images':[{'id':1,'file_name':'a.jpg','width':" + number +
                              "}],'annotations':[{'id':1,'image_id':1,'caption':'A dog.','score':" + number +
                              "},{'id':2,'image_id':1,'caption':'A cat.'}]}");
            QTest::addRow("karpathy %d", int(number.size()))
                << "karpathy-json"
                << "dataset.json"
                << QByteArray("{'images':[{'filename':'a.jpg','split':'train','imgid':" + number +
                              ",'sentences':[{'raw':'A dog.'},{'raw':'A cat.'}]}]}");
            QTest::addRow("visual genome %d", int(number.size()))
                << "visual-genome"
                << "region_descriptions.json"
                << QByteArray(
                       "[{'id':1,'regions':[{'region_id':1,'x':1,'y':1,'width':" + number +
                       ",'height':5,'phrase':'a dog'},{'region_id':2,'x':1,'y':1,'width':2,'height':5,'phrase':'a "
                       "cat'}]}]");
        }
    }
    void numbersBeyondAll() {
        QFETCH(QString, format);
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        write(root_ / file.toStdString(), json(text.toStdString()));
        const auto result = import(format.toLatin1().constData(), file.toLatin1().constData());
        QVERIFY2(result.status == 0, qPrintable(result.error));
        QCOMPARE(result.json()["images"].toInt(), 1);
        if (format != "visual-genome") QCOMPARE(result.json()["captions"].toInt(), 2);
        QVERIFY2(!result.json()["problems"].toArray().isEmpty(), result.out.constData());
    }

    void aCutFileIsRefused() {
        const std::string whole = json(
            "{'images':[{'id':1,'file_name':'a.jpg'}],'annotations':[{'image_id':1,'caption':'A dog"
            ".'},{'image_id':1,'caption':'A cat.'}]}");
        write(root_ / "captions_val.json", whole.substr(0, whole.size() - 12));
        const auto cut = import("coco", "captions_val.json");
        QVERIFY2(cut.status == 3 && cut.error.contains("captions_val.json is truncated") &&
                     cut.error.contains("annotations[1]"),
                 qPrintable(cut.error));
        QVERIFY(!fs::exists(root_ / "p.legenda"));
        const auto inspected = runCli({"snippets", "inspect", "--format", "coco", at("captions_val.json")});
        QVERIFY2(inspected.status == 3 && inspected.error.contains("is truncated"), qPrintable(inspected.error));
        // The whole one is taken, and the cut one costs nothing of it.
        write(root_ / "captions_val.json", whole);
        QCOMPARE(import("coco", "captions_val.json").status, 0);
        const auto before = captions();
        write(root_ / "captions_val.json", whole.substr(0, whole.size() - 12));
        QCOMPARE(import("coco", "captions_val.json").status, 3);
        QCOMPARE(captions(), before);
    }

    void archivesAndSeveralFiles() {
        write(root_ / "flickr8k.zip", "PK\x03\x04 packed");
        write(root_ / "captions_val.json.gz", "\x1f\x8b\x08 packed");
        for (const auto& [format, file] : {std::pair{"flickr8k", "flickr8k.zip"},
                                           {"coco", "captions_val.json.gz"},
                                           {"folder", "flickr8k.zip"},
                                           {"karpathy-json", "flickr8k.zip"}}) {
            const auto refused = import(format, file);
            QVERIFY2(refused.status == 3 && refused.error.contains("unpack it"), qPrintable(refused.error));
        }
        QVERIFY(!fs::exists(root_ / "p.legenda"));
        for (const char* name : {"dataset_coco.json", "dataset_flickr8k.json"})
            write(root_ / name,
                  json("{'images':[{'filename':'a.jpg','split':'train','sentences':[{'raw':'A dog.'}]}]}"));
        const auto asked = import("karpathy-json", ".");
        QVERIFY2(asked.status == 3 && asked.error.contains("dataset_coco.json") &&
                     asked.error.contains("dataset_flickr8k.json"),
                 qPrintable(asked.error));
        QCOMPARE(import("karpathy-json", "dataset_coco.json").json()["images"].toInt(), 1);
    }

    void snippetsWithRepeatedIds() {
        QCOMPARE(import("folder", "Images").status, 0);
        write(root_ / "s.json", json("{'images':[{'id':1,'file_name':'..\\\\up\\\\a.jpg','width':24,'height':16}],'"
                                     "annotations':[{'id':1,'image_id':"
                                     "1,'bbox':[1,1,5,5],'caption':'one'},{'id':1,'image_id':1,'bbox':[9,9,5,5],'"
                                     "caption':'two'},{'image_id':1,"
                                     "'bbox':[2,2,5,5],'caption':'three'},{'image_id':1,'bbox':[2,2,5,5],'caption':'"
                                     "four'},{'id':9,'image_id':1,"
                                     "'bbox':[5,5,9,3],'attributes':{'rotation':45,'caption':'turned'}}]}"));
        for (int turn = 0; turn < 2; ++turn) {
            const auto result = runCli({"snippets", "import", project(), at("s.json")});
            QVERIFY2(result.status == 0, qPrintable(result.error));
            QCOMPARE(result.json()["boxes"].toInt(), 5);
            QCOMPARE(result.json()["texts"].toInt(), 5);
            QVERIFY(tells(result, "skipped", "repeats the id 1") && tells(result, "skipped", "rotated by 45 degrees"));
        }
        const auto out = runCli({"snippets", "export", project(), "--format", "csv", at("out.csv")});
        QVERIFY2(out.status == 0, qPrintable(out.error));
        QCOMPARE(out.json()["boxes"].toInt(), 5);
        QCOMPARE(out.json()["texts"].toInt(), 5);
        const auto csv = QString::fromStdString(must(base::readFile(root_ / "out.csv")));
        for (const char* row : {",1,1,5,5,one", ",9,9,5,5,two", ",2,2,5,5,three", ",2,2,5,5,four"})
            QVERIFY2(csv.contains(row), qPrintable(csv));
    }

    // A set of Kaggle has no splits: every command that needs one says how they are made, and they can be made.
    void splitsAreMade() {
        write(root_ / "captions.txt", "image,caption\na.jpg,A dog\nb.jpg,A cat\nc.jpg,A cow\nd.jpg,An ox\n");
        const auto imported = import("flickr8k", ".");
        QVERIFY2(imported.status == 0, qPrintable(imported.error));
        QCOMPARE(imported.json()["splits"].toObject()["none"].toInt(), 4);
        for (const QStringList& command :
             {QStringList{"caption", project(), "--split", "train", "--out", at("out.json")},
              QStringList{"align", project(), "--split", "train", "--out", at("out.jsonl")},
              QStringList{"evaluate", "retrieval", project(), "--split", "test"},
              QStringList{"train", "align", project()}}) {
            const auto refused = runCli(command);
            QVERIFY2(refused.status == 3 && refused.error.contains("images set") && refused.error.contains("--share"),
                     qPrintable(command.first() + ": " + refused.error));
        }
        QVERIFY(!fs::exists(root_ / "out.json") && !fs::exists(root_ / "out.jsonl"));
        const QStringList share{"images", "set", project(), "--share", "train=0.5,dev=0.25,test=0.25", "--seed", "7"};
        const auto set = runCli(share);
        QVERIFY2(set.status == 0, qPrintable(set.error));
        QCOMPARE(set.json()["splits"].toObject(), (QJsonObject{{"train", 2}, {"dev", 1}, {"test", 1}, {"none", 0}}));
        const auto first = runCli({"images", "list", project()}).out;
        QCOMPARE(runCli(share).status, 0);
        QCOMPARE(runCli({"images", "list", project()}).out, first);
        QCOMPARE(runCli({"images", "set", project(), "a.jpg", "b.jpg", "--split", "none"}).status, 0);
        QCOMPARE(runCli({"images", "list", project(), "--split", "none"}).json()["images"].toArray().size(), 2);
        QCOMPARE(runCli({"images", "set", project(), "--split", "none", "--share", "train=1"}).json()["images"].toInt(),
                 2);
        QCOMPARE(runCli({"images", "list", project(), "--split", "none"}).json()["images"].toArray().size(), 0);
        QCOMPARE(runCli({"images", "set", project(), "--share", "train=0.8,dev=0.3"}).status, 2);
        QCOMPARE(runCli({"images", "set", project(), "nobody.jpg", "--split", "dev"}).status, 3);
    }

    void imagesAndSentencesOfOnesOwn() {
        QCOMPARE(import("folder", "Images").status, 0);
        QCOMPARE(runCli({"images", "remove", project(), "b.jpg", "c.jpg"}).json()["removed"].toInt(), 2);
        QCOMPARE(captions(), (QStringList{"a.jpg:0", "d.jpg:0"}));
        QCOMPARE(import("folder", "Images").status, 0);
        QCOMPARE(captions(), (QStringList{"a.jpg:0", "d.jpg:0"}));
        QCOMPARE(runCli({"images", "list", project(), "--removed"}).json()["images"].toArray().size(), 2);
        QCOMPARE(runCli({"images", "restore", project(), "b.jpg"}).json()["restored"].toInt(), 1);
        QCOMPARE(captions().size(), 3);
        for (const auto& refused :
             {QStringList{"images", "remove", project(), "e.jpg"}, QStringList{"images", "restore", project(), "a.jpg"},
              QStringList{"captions", "add", project(), "e.jpg", "a flag"},
              QStringList{"captions", "add", project(), "a.jpg", " "},
              QStringList{"captions", "remove", project(), "a.jpg", "0"}}) {
            const auto result = runCli(refused);
            QCOMPARE(result.status, 3);
            QVERIFY(result.error.size() > 10);
        }
        QCOMPARE(runCli({"images", "remove", project()}).status, 2);
        const auto added = runCli({"captions", "add", project(), "a.jpg", "a flag  in the wind"});
        QCOMPARE(added.json()["text"].toString(), QString("a flag in the wind"));
        QCOMPARE(added.json()["number"].toInt(), 0);
        QCOMPARE(captions(), (QStringList{"a.jpg:1", "b.jpg:0", "d.jpg:0"}));
        QCOMPARE(runCli({"captions", "remove", project(), "a.jpg", "0"}).status, 0);
        QCOMPARE(captions(), (QStringList{"a.jpg:0", "b.jpg:0", "d.jpg:0"}));
    }

    // A folder that was moved, with one picture renamed and one exchanged for another; the features' run has told the
    // project what the files hold.
    void movedPhotographsAreFoundAgain() {
        fs::create_directories(root_ / "photos/trip");
        std::vector<fs::path> demo;
        for (const auto& file : fs::directory_iterator(fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images"))
            demo.push_back(file.path());
        std::ranges::sort(demo);
        for (std::size_t i = 0; i < 3; ++i)
            fs::copy_file(demo.at(i), root_ / "photos/trip" / (std::to_string(i) + ".jpg"));
        QCOMPARE(import("folder", "photos").status, 0);
        QCOMPARE(runCli({"features", project()}).status, 0);
        const auto files = [this] {
            QStringList paths;
            for (const auto& image :
                 test::must(test::must(store::ProjectStore::open(project().toStdString())).images()))
                paths << QString::fromStdString(image.file.lexically_relative(root_).string());
            return paths;
        };
        const auto relink = [this](const char* folder) {
            return runCli({"images", "relink", project(), at(folder)}).json();
        };
        QCOMPARE(relink("photos")["missing"].toInt(), 0);
        fs::create_directories(root_ / "disk/old");
        fs::rename(root_ / "photos", root_ / "disk/old/photos");
        QCOMPARE(relink("Images")["found"].toInt(), 0);
        const auto whole = relink("disk");
        QCOMPARE(whole["missing"].toInt(), 3);
        QCOMPARE(whole["found"].toInt(), 3);
        QCOMPARE(files(), (QStringList{"disk/old/photos/trip/0.jpg", "disk/old/photos/trip/1.jpg",
                                       "disk/old/photos/trip/2.jpg"}));
        fs::create_directories(root_ / "flat");
        fs::rename(root_ / "disk/old/photos/trip/0.jpg", root_ / "flat/0.jpg");
        fs::rename(root_ / "disk/old/photos/trip/1.jpg", root_ / "flat/renamed.jpg");
        fs::remove(root_ / "disk/old/photos/trip/2.jpg");
        fs::copy_file(root_ / "flat/0.jpg", root_ / "flat/2.jpg");
        const auto each = relink("flat");
        QCOMPARE(each["missing"].toInt(), 3);
        QCOMPARE(each["found"].toInt(), 2);
        QVERIFY(each["not_found"][0].toString().contains("another picture"));
        QCOMPARE(files().mid(0, 2), (QStringList{"flat/0.jpg", "flat/renamed.jpg"}));
        QCOMPARE(runCli({"images", "relink", project(), at("nowhere")}).status, 4);
    }
};

QTEST_GUILESS_MAIN(TestDataSets)
#include "test_data_sets.moc"
