// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <set>

using namespace legenda;

// What all evaluations have in common: their registry, and what is said when something is missing.
class TestEvaluation : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

 private Q_SLOTS:
    void whatIsMissingIsNamed_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("split");
        for (const char* task : {"retrieval", "grounding", "captions", "regions"}) {
            QTest::newRow(qPrintable(QString("%1, no such split").arg(task))) << task << "nosuch";
            QTest::newRow(qPrintable(QString("%1, empty split").arg(task))) << task << "train";
        }
        QTest::newRow("grounding without Entities") << "grounding"
                                                    << "test";
        QTest::newRow("regions without Entities") << "regions"
                                                  << "test";
    }
    void whatIsMissingIsNamed() {
        QFETCH(QString, task);
        QFETCH(QString, split);
        const auto figures = evaluated_.evaluate(task.toStdString(), split.toStdString());
        QVERIFY(!figures.has_value());
        QCOMPARE(base::exitStatus(figures.error().code), 3);
        QVERIFY2(QString::fromStdString(figures.error().message).contains(split), figures.error().message.c_str());
    }
    void unknownTask() {
        const auto figures = evaluated_.evaluate("weather", "dev");
        QCOMPARE(base::exitStatus(figures.error().code), 2);
        QVERIFY2(figures.error().message.find("retrieval, grounding, captions or regions") != std::string::npos,
                 figures.error().message.c_str());
    }
    void everyTaskSaysWhatItIs() {
        std::set<std::string> names;
        for (const auto& task : evaluation::tasks()) {
            QVERIFY(names.insert(task.name).second);
            for (const auto& text : {task.title, task.about, task.predictionsForm}) QVERIFY(!text.empty());
            QCOMPARE(task.truths.at(0), evaluation::EvaluateOptions{}.truth);
            QVERIFY(project::infoOf(task.model).answersQuestions);
        }
        QCOMPARE(names, (std::set<std::string>{"captions", "grounding", "regions", "retrieval"}));
    }
    void theTruthFitsTheTask() {
        evaluation::EvaluateOptions options;
        options.task = "retrieval";
        options.truth = "snippets";
        QCOMPARE(evaluation::runEvaluation(options, {}, {}).error().message,
                 std::string("--truth snippets goes with evaluate grounding or regions, not with retrieval."));
        options.truth = "weather";
        QCOMPARE(evaluation::runEvaluation(options, {}, {}).error().message,
                 std::string("--truth: expected entities or snippets, found weather."));
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "test_evaluation.moc"
