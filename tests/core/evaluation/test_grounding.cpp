// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using nlohmann::json;

// Boxes of another system.
class TestGrounding : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

 private Q_SLOTS:
    void groundingOfAnotherSystem() {
        // Chain 1 has the boxes (0, 0, 10, 10) and (30, 0, 10, 20), together (0, 0, 40, 20); chain 2 has none.
        const auto line = [](const char* sentence, int end, const json& box) {
            return json{{"image", "a.jpg"}, {"sentence", sentence}, {"start", 0}, {"end", end}, {"box", box}}.dump() +
                   "\n";
        };
        const auto figures = evaluated_.evaluate(
            "grounding", "dev",
            line("The big dog", 3, {0, 0, 40, 19}) + line("A dog runs to the cat .", 2, {30, 0, 10, 20}));
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["phrases"].get<int>(), 2);
        QCOMPARE((*figures)["accuracy"].get<double>(), 50.0);
        QCOMPARE((*figures)["pointing"].get<double>(), 100.0);
        QCOMPARE((*figures)["accuracy_any"].get<double>(), 50.0);
        QCOMPARE((*figures)["pointing_any"].get<double>(), 50.0);  // (20, 9.5) is between the two boxes
        QCOMPARE((*figures)["whole_image"].get<double>(), 0.0);
        for (const char* key : {"accuracy_mrf", "upper_bound", "constant_box"})
            QVERIFY((*figures)["absent"].contains(key));
        const auto bad = evaluated_.evaluate("grounding", "dev",
                                             line("The big dog", 3, {0, 0, 40, 19}) + line("The cat", 2, {1, 1, 2, 2}));
        QVERIFY(!bad.has_value());
        QCOMPARE(base::exitStatus(bad.error().code), 3);
        QVERIFY2(QString::fromStdString(bad.error().message).contains("from.json:2"), bad.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestGrounding)
#include "test_grounding.moc"
