// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/options_form.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <string>

using namespace legenda;
using namespace legenda::ui;

namespace {

struct Options {
    int epochs = 20;
    float learningRate = 0.001F;
    double margin = 0.2;
    bool flip = true;
    std::string schedule = "constant";
    std::string name = "first";

    void describe(auto&& visit) {
        visit(epochs, {.key = "epochs", .help = "Passes over the train split", .min = 1, .max = 1000});
        visit(learningRate, {.key = "learning_rate", .help = "Learning rate", .min = 0, .max = 1});
        visit(margin, {.key = "margin", .help = "Of the ranking loss", .min = 0, .advanced = true});
        visit(flip, {.key = "flip", .help = "Mirror images at random"});
        visit(schedule, {.key = "schedule", .help = "Of the learning rate", .choices = {"constant", "cosine"}});
        visit(name, {.key = "name", .help = "For the user"});
    }
};

}  // namespace

class TestOptionsForm : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Dark); }

    void roundTripsValues() {
        OptionsForm form;
        form.setFields(base::optionFields(Options{}));
        form.setAdvancedShown(true);
        QVERIFY(form.changes().empty());
        QVERIFY(form.problems().empty());

        const Options other{7, 0.25F, 0.5, false, "cosine", "second"};
        for (const auto& [key, text] : {std::pair("epochs", "7"), std::pair("learning_rate", "0.25"),
                                        std::pair("margin", "0.5"), std::pair("name", "second")})
            form.findChild<QLineEdit*>(QLatin1String(key))->setText(QLatin1String(text));
        form.findChild<QCheckBox*>(QStringLiteral("flip"))->setChecked(false);
        form.findChild<QComboBox*>(QStringLiteral("schedule"))->setCurrentText(QStringLiteral("cosine"));
        const std::map<std::string, std::string> changes = form.changes();
        QCOMPARE(changes.size(), std::size_t(6));
        QCOMPARE(changes.at("learning_rate"), std::string("0.25"));
        Options set;
        for (const auto& [key, text] : changes) QVERIFY(base::setOption(set, key, text).has_value());
        QCOMPARE(base::optionsToJson(set).dump(), base::optionsToJson(other).dump());
        for (auto* reset : form.findChildren<QToolButton*>())
            if (reset->accessibleName().startsWith(QStringLiteral("Reset "))) reset->click();
        QVERIFY(form.changes().empty());
    }

    void showsEveryProblemBesideItsField() {
        OptionsForm form;
        form.setFields(base::optionFields(Options{}));
        form.show();
        auto* epochs = form.findChild<QLineEdit*>(QStringLiteral("epochs"));
        auto* rate = form.findChild<QLineEdit*>(QStringLiteral("learning_rate"));
        form.setAdvancedShown(true);
        auto* margin = form.findChild<QLineEdit*>(QStringLiteral("margin"));
        QTRY_VERIFY(margin->isVisible());
        form.setAdvancedShown(false);
        QCOMPARE(rate->text(), QStringLiteral("0.001"));
        QVERIFY(!margin->isVisible());
        epochs->selectAll();
        QTest::keyClicks(epochs, QStringLiteral("0"));
        rate->setText(QStringLiteral("fast"));
        margin->setText(QStringLiteral("-1"));
        QCOMPARE(form.problems().size(), std::size_t(3));
        QVERIFY(margin->isVisible());  // a problem is not folded away
        const auto problem = [](QWidget* editor) {
            return editor->parentWidget()->findChild<QLabel*>(QStringLiteral("problem"));
        };
        QVERIFY(problem(epochs)->isVisible());
        QCOMPARE(problem(epochs)->text(), QStringLiteral("Must lie between 1 and 1000, found 0"));
        QCOMPARE(problem(rate)->text(), QStringLiteral("Must be a number, found \"fast\""));
        epochs->setText(QStringLiteral("5"));
        QVERIFY(!problem(epochs)->isVisible());
        QVERIFY(form.showProblem("name", QStringLiteral("Taken")));
        QVERIFY(problem(form.findChild<QLineEdit*>(QStringLiteral("name")))->isVisible());
        QVERIFY(!form.showProblem("unknown", QStringLiteral("No")));
    }

    // Rows that few look at cost nothing until they are looked at; their options count all the same.
    void advancedRowsAreMadeWhenUnfolded() {
        OptionsForm form;
        form.setFields(base::optionFields(Options{}));
        form.show();
        const auto margin = [&] { return form.findChild<QLineEdit*>(QStringLiteral("margin")); };
        auto* fold = form.findChild<QToolButton*>(QStringLiteral("fold"));
        QVERIFY(!margin());
        QTest::mouseClick(fold, Qt::LeftButton);
        QVERIFY(margin());
        QTRY_VERIFY(margin()->isVisible());
        QVERIFY(margin()->mapTo(&form, QPoint()).y() > fold->geometry().bottom());
        margin()->setText(QStringLiteral("0.75"));
        QTest::mouseClick(fold, Qt::LeftButton);
        QVERIFY(!margin()->isVisible());
        QCOMPARE(fold->text(), QStringLiteral("Advanced (1, 1 changed)"));
        QCOMPARE(form.changes().at("margin"), std::string("0.75"));

        form.setFields(base::optionFields(Options{}));
        QVERIFY(form.changes().empty() && !margin());
        QVERIFY(form.showProblem("margin", QStringLiteral("Too wide")));
        QVERIFY(margin()->isVisible());

        Options other;
        other.margin = -1;  // what is wrong from the start is seen from the start
        form.setFields(base::optionFields(other));
        QVERIFY(margin());
        QTRY_VERIFY(margin()->isVisible());
        QCOMPARE(form.problems().size(), std::size_t(1));
    }

    void aLongFormComesIntoSightByAndBy() {
        std::vector<base::OptionField> fields;
        for (int i = 0; i < 17; ++i) {
            base::OptionField field;
            field.info.key = "option" + std::to_string(i);
            field.value = "text";
            fields.push_back(field);
        }
        OptionsForm form;
        form.show();
        form.setFields(fields);
        const auto shown = [&] {
            const auto edits = form.findChildren<QLineEdit*>();
            return std::ranges::count_if(edits, [](const auto* edit) { return edit->isVisible(); });
        };
        QVERIFY(shown() < 10);
        QTRY_COMPARE(shown(), std::ptrdiff_t(17));
        form.setFields(fields);
        QVERIFY(form.showProblem("option16", QStringLiteral("Taken")));
        QVERIFY(form.findChild<QLineEdit*>(QStringLiteral("option16"))->isVisible());
        form.setFields({});
        QCoreApplication::processEvents();
        QCOMPARE(shown(), std::ptrdiff_t(0));
    }

    void titlesAndNumbers() {
        QCOMPARE(optionTitle("learningRate"), QStringLiteral("Learning rate"));
        QCOMPARE(optionTitle("word_vectors"), QStringLiteral("Word vectors"));
        QCOMPARE(optionText(nlohmann::json(0.1F)), std::string("0.1"));
        QCOMPARE(optionText(nlohmann::json(0.1)), std::string("0.1"));
        QCOMPARE(optionText(nlohmann::json(true)), std::string("true"));
    }
};

QTEST_MAIN(TestOptionsForm)
#include "test_options_form.moc"
