// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/evaluation/grounding_file.h"
#include "core/evaluation/retrieval_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <limits>

using namespace legenda;
using namespace legenda::evaluation;

// What evaluate --predictions writes and --from reads.
class TestEvaluateFiles : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    const std::vector<ScoredImage> images_{{"sub/a.jpg", 2}, {"b.jpg", 1}, {"c \"quoted\".jpg", 3}};
    const std::vector<ScoredImage> silent_{{"a.jpg", 1}, {"b.jpg", 0}};  // one image has no sentence

    std::filesystem::path file(const std::string& text = {}) const {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "lines.jsonl";
        if (!text.empty() && !base::writeFileAtomically(path, text)) qFatal("cannot write");
        return path;
    }
    static std::vector<GroundedPhrase> phrases() {
        return {{"sub/a.jpg", "A dog runs .", 0, 2, "A dog", {1, 2, 3, 4}, {}},
                {"sub/a.jpg", "A dog runs .", 0, 2, "A dog", {1, 2, 3, 4}, {}},  // a sentence that is there twice
                {"sub/a.jpg", "The dog", 0, 2, "The dog", {1, 2, 3, 4}, {}},
                {"b.jpg", "Two boys", 0, 2, "Two boys", {5, 6, 7, 8}, {}}};
    }

 private Q_SLOTS:
    void scoresComeBackAsTheyWere() {
        base::Random draws(9);
        RetrievalScores scores;
        scores.images = {0, 2};
        scores.owner = {0, 0, 1, 1, 1};
        scores.scores = base::Matrix(2, 5);
        for (auto& value : scores.scores.data)
            value = static_cast<float>(draws.normal() * std::pow(10, draws.normal()));
        scores.scores(0, 3) = -std::numeric_limits<float>::infinity();
        scores.scores(1, 0) = 0;
        scores.skipped = {{"b.jpg", "it has no features"}};
        QVERIFY(writeRetrievalScores(file(), images_, scores));
        const auto back = readRetrievalScores(file(), images_);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY(back->images == scores.images && back->owner == scores.owner && back->skipped == scores.skipped);
        QVERIFY(back->scores.data == scores.scores.data);  // every bit
    }
    void scoresInAnyOrder() {
        const auto found = readRetrievalScores(file("{\"sentences\":[\"b.jpg#0\",\"a.jpg#1\",\"sub/a.jpg#0\"]}\n\n"
                                                    "{\"image\":\"b.jpg\",\"scores\":[1,2,null]}\n"
                                                    "{\"image\":\"c \\\"quoted\\\".jpg\",\"skipped\":\"why not\"}\n"
                                                    "{\"image\":\"a.jpg\",\"scores\":[4,5,6.5]}\n"),
                                               images_);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QVERIFY(found->images == (std::vector<std::size_t>{0, 1}) && found->owner == (std::vector<int>{0, 0, 1}));
        QVERIFY(found->scores.data == (std::vector<float>{6.5F, 5, 4, -std::numeric_limits<float>::infinity(), 2, 1}));
    }
    void imageWithoutSentences() {
        const auto found =
            readRetrievalScores(file("{\"sentences\":[\"a.jpg#0\"]}\n{\"image\":\"a.jpg\",\"scores\":[1]}\n"
                                     "{\"image\":\"b.jpg\",\"scores\":[2]}\n"),
                                silent_);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QVERIFY(found->scores.data == (std::vector<float>{1, 2}) && found->owner == std::vector<int>{0});
        QVERIFY(!readRetrievalScores(file("{\"sentences\":[\"a.jpg#0\"]}\n{\"image\":\"a.jpg\",\"scores\":[1]}\n"),
                                     silent_));
    }
    void badScores_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const QString list = "{\"sentences\":[\"a.jpg#0\",\"a.jpg#1\",\"b.jpg#0\"]}\n",
                      skip = "{\"image\":\"c \\\"quoted\\\".jpg\",\"skipped\":\"x\"}\n",
                      a = "{\"image\":\"a.jpg\",\"scores\":[1,2,3]}\n",
                      b = "{\"image\":\"b.jpg\",\"scores\":[1,2,3]}\n";
        const auto row = [](const char* name, const QString& text, const char* named) {
            QTest::newRow(name) << text << named;
        };
        row("blank", "\n \n", "empty");
        row("no JSON", list + "{\"image\":", "lines.jsonl:2");
        row("no list", a, "lines.jsonl:1");
        row("no such sentence", "{\"sentences\":[\"a.jpg#2\"]}\n", "a.jpg#2");
        row("no number", "{\"sentences\":[\"a.jpg\"]}\n", "lines.jsonl:1: sentence 1");
        row("number with a rest", "{\"sentences\":[\"a.jpg#0x\"]}\n", "lines.jsonl:1: sentence 1");
        row("sentence of another image", "{\"sentences\":[\"q.jpg#0\"]}\n", "q.jpg");
        row("sentence twice", "{\"sentences\":[\"a.jpg#0\",\"sub/a.jpg#0\"]}\n", "twice");
        row("sentence missing",
            "{\"sentences\":[\"a.jpg#0\",\"b.jpg#0\"]}\n{\"image\":\"a.jpg\",\"scores\":[1,2]}\n"
            "{\"image\":\"b.jpg\",\"scores\":[1,2]}\n" +
                skip,
            "lines.jsonl:1: sub/a.jpg#1");
        row("unknown image", list + a + "{\"image\":\"q.jpg\",\"scores\":[1,2,3]}\n", "lines.jsonl:3: q.jpg");
        row("image twice", list + a + b + a, "lines.jsonl:4");
        row("image missing", list + a + skip, "b.jpg");
        row("skipped and listed", list + a + skip + "{\"image\":\"b.jpg\",\"skipped\":\"x\"}\n", "b.jpg#0");
        row("too few scores", list + "{\"image\":\"a.jpg\",\"scores\":[1,2]}\n",
            "lines.jsonl:2: expected \"scores\" with 3");
        row("a text as score", list + "{\"image\":\"a.jpg\",\"scores\":[1,\"2\",3]}\n", "lines.jsonl:2: score 2");
        row("a score beyond floats", list + "{\"image\":\"a.jpg\",\"scores\":[1,1e300,3]}\n", "lines.jsonl:2: score 2");
        row("all skipped",
            "{\"sentences\":[]}\n{\"image\":\"a.jpg\",\"skipped\":\"x\"}\n"
            "{\"image\":\"b.jpg\",\"skipped\":\"x\"}\n" +
                skip,
            "no image is scored");
    }
    void badScores() {
        QFETCH(QString, text);
        QFETCH(QString, named);
        const auto found = readRetrievalScores(file(text.toStdString()), images_);
        QVERIFY(!found);
        QCOMPARE(base::exitStatus(found.error().code), 3);
        QVERIFY2(QString::fromStdString(found.error().message).contains(named), found.error().message.c_str());
    }
    void boxesComeBackAsTheyWere() {
        auto said = phrases();
        for (std::size_t i = 0; i < said.size(); ++i) said[i].box = {0.1 * double(i), 1.0 / 3, 10, 20};
        said[2].box = kNowhere;
        said.pop_back();
        QVERIFY(writeGroundedPhrases(file(), said, {{"b.jpg", "it has no features"}}));
        auto asked = phrases();
        const auto skipped = readGroundedPhrases(file(), asked);
        QVERIFY2(skipped, skipped ? "" : skipped.error().message.c_str());
        QVERIFY(*skipped == (std::map<std::string, std::string>{{"b.jpg", "it has no features"}}));
        for (std::size_t i = 0; i < said.size(); ++i) QVERIFY(asked[i].box == said[i].box);
    }
    void badBoxes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const auto line = [](const char* image, const char* sentence, int start, int end, const char* box) {
            return QString("{\"image\":\"%1\",\"sentence\":\"%2\",\"start\":%3,\"end\":%4,\"box\":%5}\n")
                .arg(image, sentence)
                .arg(start)
                .arg(end)
                .arg(box);
        };
        const QString dog = line("a.jpg", "A dog runs .", 0, 2, "[1,2,3,4]"),
                      the = line("a.jpg", "The dog", 0, 2, "[1,2,3,4]"),
                      boys = line("b.jpg", "Two boys", 0, 2, "[1,2,3,4]");
        QTest::newRow("no JSON") << dog + "box"
                                 << "lines.jsonl:2";
        QTest::newRow("no image") << "{\"box\":[1,2,3,4]}\n"
                                  << "lines.jsonl:1";
        QTest::newRow("unknown image") << line("q.jpg", "A dog runs .", 0, 2, "[1,2,3,4]") << "q.jpg";
        QTest::newRow("unknown sentence") << line("a.jpg", "A cat", 0, 2, "[1,2,3,4]") << "A cat";
        QTest::newRow("other words") << line("a.jpg", "The dog", 0, 1, "[1,2,3,4]") << "lines.jsonl:1: words 0 to 1";
        QTest::newRow("no box") << dog + line("a.jpg", "The dog", 0, 2, "[1,2,3]") << "lines.jsonl:2";
        QTest::newRow("too often") << the + the << "lines.jsonl:2";
        QTest::newRow("missing") << dog + the + boys << "\"A dog runs .\" of sub/a.jpg have no box";
        QTest::newRow("no words") << "{\"image\":\"a.jpg\",\"box\":[1,2,3,4]}\n"
                                  << "lines.jsonl:1";
    }
    void badBoxes() {
        QFETCH(QString, text);
        QFETCH(QString, named);
        auto asked = phrases();
        const auto found = readGroundedPhrases(file(text.toStdString()), asked);
        QVERIFY(!found);
        QCOMPARE(base::exitStatus(found.error().code), 3);
        QVERIFY2(QString::fromStdString(found.error().message).contains(named), found.error().message.c_str());
    }
    void noFile() {
        auto asked = phrases();
        const auto nowhere = std::filesystem::path(folder_.path().toStdString()) / "nowhere.jsonl";
        QCOMPARE(base::exitStatus(readRetrievalScores(nowhere, images_).error().code), 4);
        QCOMPARE(base::exitStatus(readGroundedPhrases(nowhere, asked).error().code), 4);
    }
};

QTEST_GUILESS_MAIN(TestEvaluateFiles)
#include "test_result_files.moc"
