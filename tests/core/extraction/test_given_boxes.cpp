// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/given_boxes.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using namespace legenda::extraction;
using test::must;
namespace fs = std::filesystem;

// A file of boxes that another program has proposed: what cannot be used is said, with its line.
class TestGivenBoxes : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    base::Result<GivenBoxes> read(const std::string& text) const {
        const fs::path file = fs::path(folder_.path().toStdString()) / "boxes.jsonl";
        test::write(file, text);
        return GivenBoxes::read(file);
    }
    static store::ImageRecord image(const std::string& path) {
        store::ImageRecord record;
        record.path = path;
        return record;
    }

 private Q_SLOTS:
    void readsLinesOfEveryKind() {
        const auto given =
            must(read("\xEF\xBB\xBF{\"image\":\"a.jpg\",\"boxes\":[[1,2,3,4],[5,6,7,8]],\"scores\":[0.5,1]}\r\n"
                      "\r\n{\"image\":\"sub/b.jpg\",\"boxes\":[]}\r\n"));
        std::vector<FileProblem> problems;
        const auto boxes = must(given.of("a.jpg", 100, 100, problems));
        QCOMPARE(boxes.boxes.size(), std::size_t(2));
        QCOMPARE(boxes.scores[0], 0.5F);
        QVERIFY(must(given.of("sub/b.jpg", 100, 100, problems)).boxes.empty());
        QVERIFY(problems.empty());
        QVERIFY(given.of("c.jpg", 1, 1, problems).error().message.find("no boxes for this image") != std::string::npos);
    }
    void boxesOutsideAreNamed() {
        const auto given =
            must(read("{\"image\":\"a.jpg\",\"boxes\":[[10,10,20,20],[90,90,20,20],[200,0,5,5],[5,5,-3,4],[0,0,0,9]],"
                      "\"scores\":[5,4,3,2,1]}\n"));
        std::vector<FileProblem> problems;
        const auto boxes = must(given.of("a.jpg", 100, 100, problems));
        QCOMPARE(boxes.boxes.size(), std::size_t(2));
        QCOMPARE(boxes.scores, (std::vector<float>{5, 4}));
        QCOMPARE(problems.size(), std::size_t(1));
        QVERIFY(problems[0].where.ends_with("boxes.jsonl:1"));
        QVERIFY2(problems[0].why.find("3 have no area") != std::string::npos &&
                     problems[0].why.find("1 stick out") != std::string::npos &&
                     problems[0].why.find("corners") == std::string::npos,
                 problems[0].why.c_str());
    }
    void cornersAreRecognised() {
        const auto given = must(read("{\"image\":\"a.jpg\",\"boxes\":[[10,10,90,95],[60,50,100,80]]}\n"));
        std::vector<FileProblem> problems;
        must(given.of("a.jpg", 100, 100, problems));
        QCOMPARE(problems.size(), std::size_t(1));
        QVERIFY(problems[0].why.find("x1, y1, x2, y2") != std::string::npos);
    }
    void imagesThatAreNotThereAreNamed() {
        auto given = must(
            read("{\"image\":\"a.jpg\",\"boxes\":[]}\n{\"image\":\"gone.jpg\",\"boxes\":[]}\n"
                 "{\"image\":\"same.jpg\",\"boxes\":[[0,0,5,5]]}\n{\"image\":\"y/same.jpg\",\"boxes\":[[1,1,5,5]]}\n"));
        const auto problems = given.match({image("x/a.jpg"), image("x/same.jpg"), image("y/same.jpg")});
        QCOMPARE(problems.size(), std::size_t(2));
        QVERIFY(problems[0].where.ends_with(":2") && problems[0].why.find("gone.jpg") != std::string::npos);
        QVERIFY(problems[1].where.ends_with(":3") && problems[1].why.find("several images") != std::string::npos);
        std::vector<FileProblem> none;
        QVERIFY(given.of("x/a.jpg", 10, 10, none).has_value());
        QVERIFY(!given.of("x/same.jpg", 10, 10, none).has_value());  // one of two: nobody guesses
        QCOMPARE(must(given.of("y/same.jpg", 10, 10, none)).boxes.size(), std::size_t(1));
    }
    void badLinesAreRefused_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("no JSON") << QByteArray("hello");
        QTest::newRow("NaN") << QByteArray("{\"image\":\"a.jpg\",\"boxes\":[[NaN,0,1,1]]}");
        QTest::newRow("too large for a number") << QByteArray("{\"image\":\"a.jpg\",\"boxes\":[[1e400,0,1,1]]}");
        QTest::newRow("three numbers") << QByteArray("{\"image\":\"a.jpg\",\"boxes\":[[0,0,1]]}");
        QTest::newRow("no boxes") << QByteArray("{\"image\":\"a.jpg\"}");
        QTest::newRow("fewer scores") << QByteArray("{\"image\":\"a.jpg\",\"boxes\":[[0,0,1,1]],\"scores\":[]}");
        QTest::newRow("twice") << QByteArray("{\"image\":\"b.jpg\",\"boxes\":[]}");
    }
    void badLinesAreRefused() {
        QFETCH(QByteArray, line);
        const auto given = read("{\"image\":\"b.jpg\",\"boxes\":[]}\n" + line.toStdString() + "\n");
        QVERIFY(!given);
        QCOMPARE(given.error().code, base::ErrorCode::BadInput);
        QVERIFY2(given.error().message.find("boxes.jsonl:2") != std::string::npos, given.error().message.c_str());
    }
    void anEmptyFileIsNamed() {
        const auto given = read("\n");
        QVERIFY(!given && given.error().message.find("holds no boxes") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestGivenBoxes)
#include "test_given_boxes.moc"
