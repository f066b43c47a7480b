// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/options.h"

#include <QTest>

using namespace legenda::base;

namespace {

struct Sample {
    int epochs = 10;
    double rate = 0.5;
    bool shuffle = true;
    std::string cell = "rnn";

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(epochs, {"epochs", "passes over the data", 1, 100});
        visit(rate, {"rate", "learning rate", 0, 1});
        visit(shuffle, {"shuffle", "draw the order anew"});
        visit(cell, {"cell", "kind of unit", 0, 0, {"rnn", "lstm"}});
    }
};

}  // namespace

class TestOptions : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void jsonRoundTrip() {
        Sample changed;
        changed.epochs = 3;
        changed.cell = "lstm";
        Sample read;
        QVERIFY(optionsFromJson(read, optionsToJson(changed), "test").has_value());
        QCOMPARE(read.epochs, 3);
        QCOMPARE(read.cell, std::string("lstm"));
    }

    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown") << "epoch"
                                 << "3"
                                 << "epoch";
        QTest::newRow("above the range") << "epochs"
                                         << "101"
                                         << "between";
        QTest::newRow("not a number") << "epochs"
                                      << "3x"
                                      << "whole number";
        QTest::newRow("a fraction") << "epochs"
                                    << "1.5"
                                    << "whole number";
        QTest::newRow("nan") << "rate"
                             << "nan"
                             << "between";
        QTest::newRow("not a flag") << "shuffle"
                                    << "maybe"
                                    << "true or false";
        QTest::newRow("not a choice") << "cell"
                                      << "gru"
                                      << "rnn, lstm";
    }
    void refusesWhatDoesNotFit() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, named);
        Sample sample;
        const auto set = setOption(sample, key.toStdString(), value.toStdString());
        QVERIFY(!set.has_value());
        QCOMPARE(exitStatus(set.error().code), 2);
        QVERIFY2(QString::fromStdString(set.error().message).contains(named), set.error().message.c_str());
        if (key != "epoch") QCOMPARE(set.error().key, kOptionProblem + key.toStdString());  // the form shows it there
        QVERIFY(optionsToJson(sample) == optionsToJson(Sample()));
    }

    void aBadKeyChangesNothing() {
        Sample sample;
        QVERIFY(!optionsFromJson(sample, {{"epochs", 7}, {"nosuch", 1}}, "file.json").has_value());
        QCOMPARE(sample.epochs, 10);
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "test_options.moc"
