// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using nlohmann::json;

// Scores of another system.
class TestRetrieval : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

 private Q_SLOTS:
    void retrievalOfAnotherSystem() {
        // Sentences 0 and 1 are of a.jpg, 2 and 3 of b.jpg; a tie counts against the system.
        const auto scores = [](const char* image, const std::vector<double>& row) {
            return json{{"image", image}, {"scores", row}}.dump() + "\n";
        };
        const auto figures =
            evaluated_.evaluate("retrieval", "dev",
                                json{{"sentences", {"a.jpg#0", "a.jpg#1", "b.jpg#0", "b.jpg#1"}}}.dump() + "\n" +
                                    scores("a.jpg", {9, 1, 2, 3}) + scores("b.jpg", {8, 1, 5, 3}));
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["images"].get<int>(), 2);
        QCOMPARE((*figures)["sentences"].get<int>(), 4);
        QCOMPARE((*figures)["image_annotation"]["r1"].get<double>(), 50.0);  // 9 is first; 5 comes after 8
        QCOMPARE((*figures)["image_annotation"]["median_rank"].get<double>(), 1.5);
        QCOMPARE((*figures)["image_search"]["r1"].get<double>(), 50.0);  // 9 > 8 and 5 > 2; 1 = 1 and 3 = 3
        QCOMPARE((*figures)["from"].get<std::string>(), std::string("from.json"));
        for (const char* key : {"split", "setting", "seed", "model"}) QVERIFY(figures->contains(key));
        const auto bad =
            evaluated_.evaluate("retrieval", "dev", "{\"sentences\":[\"a.jpg#0\"]}\n{\"image\":\"z.jpg\"}\n");
        QVERIFY(!bad.has_value());
        QCOMPARE(base::exitStatus(bad.error().code), 3);
        QVERIFY2(QString::fromStdString(bad.error().message).contains("from.json:2"), bad.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestRetrieval)
#include "test_retrieval.moc"
