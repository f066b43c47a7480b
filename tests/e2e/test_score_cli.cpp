// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <vector>

using namespace legenda;
using tests::runCli;
namespace fs = std::filesystem;

// `score` and `score retrieval` as scripts call them: without a project.
class TestScoreCli : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    QString at(const char* name) const { return dir_.filePath(QString::fromLatin1(name)); }
    QString written(const char* name, const std::string& text) const {
        test::write(fs::path(at(name).toStdString()), text);
        return at(name);
    }
    // Two images with two sentences each, saved as numpy.save does.
    QString matrix(const char* name, const std::vector<float>& scores) const {
        const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }\n";
        std::string bytes = "\x93NUMPY";
        bytes += std::string{'\1', '\0', static_cast<char>(header.size()), '\0'} + header;
        bytes.append(reinterpret_cast<const char*>(scores.data()), scores.size() * sizeof(float));
        return written(name, bytes);
    }

 private Q_SLOTS:
    void captions() {
        const auto references =
            written("captions.txt", "a.jpg#0\tA dog runs.\na.jpg#1\tThe dog.\nb.jpg#0\tTwo cats.\n");
        const auto ours = written("ours.json", R"([{"image_id":"a.jpg","caption":"the dog runs"},
                                                   {"image_id":"b.jpg","caption":"two cats"}])");
        const auto theirs = written("theirs.json", R"([{"image_id":"a.jpg","caption":"a tree"},
                                                       {"image_id":"b.jpg","caption":"a house"}])");
        const QStringList start{"score", "--references", references, "--hypotheses", ours};
        const auto r = runCli(start + QStringList{"--against", theirs, "--items", at("items.csv")});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["items"].toInt(), 2);
        QCOMPARE(r.json()["tokenizer"].toString(), QString("ptb"));
        QCOMPARE(r.json()["references"].toArray(), (QJsonArray{1, 2}));
        QCOMPARE(r.json()["ci95"]["BLEU1"].toArray().size(), 2);
        QCOMPARE(r.json()["against"]["model"].toString(), QString("theirs.json"));
        QVERIFY(r.json()["against"]["difference"]["BLEU1"].toDouble() > 0.5);
        QFile items(at("items.csv"));
        QVERIFY(items.open(QIODevice::ReadOnly));
        const auto table = QString::fromUtf8(items.readAll());
        QVERIFY2(table.contains("a.jpg,,") && table.contains("the dog runs,A dog runs. | The dog."), qPrintable(table));
        QCOMPARE(runCli({"score", "--hypotheses", ours}).status, 2);
    }

    void retrieval() {
        const auto images = written("images.txt", "a.jpg\nb.jpg\n"),
                   sentences = written("sentences.txt", "a0\ta.jpg\na1\ta.jpg\nb0\tb.jpg\nb1\tb.jpg\n");
        const auto good = matrix("good.npy", {9, 8, 1, 2, 1, 2, 9, 8}),
                   bad = matrix("bad.npy", {1, 1, 9, 9, 9, 9, 1, 1});
        const QStringList names{"--images", images, "--sentences", sentences};
        const auto r = runCli(
            QStringList{"score", "retrieval", "--scores", good, "--against", bad, "--items", at("ranks.csv")} + names);
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["images"].toInt(), 2);
        QCOMPARE(r.json()["sentences"].toInt(), 4);
        QCOMPARE(r.json()["image_search"]["r1"].toDouble(), 100.0);
        QCOMPARE(r.json()["image_annotation"]["against"]["difference"]["r1"].toDouble(), 100.0);
        QFile items(at("ranks.csv"));
        QVERIFY(items.open(QIODevice::ReadOnly));
        QCOMPARE(items.readAll().count("\r\n"), qsizetype{7});

        QCOMPARE(runCli({"score", "retrieval", "--scores", good}).status, 2);
        const auto none = written("none.npy", "no matrix");
        const auto refused = runCli(QStringList{"score", "retrieval", "--scores", none} + names);
        QVERIFY2(refused.status == 3 && refused.error.contains("none.npy"), qPrintable(refused.error));
    }
};

QTEST_GUILESS_MAIN(TestScoreCli)
#include "test_score_cli.moc"
