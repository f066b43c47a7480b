// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "ui/controls/layout/menu_button.h"
#include "ui/evaluate/evaluate_choices.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QScopeGuard>
#include <QSpinBox>
#include <QStackedWidget>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// What is evaluated, as it is chosen at the left of the page.
class TestEvaluateChoices : public QObject {
    Q_OBJECT

    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<EvaluateChoices> choices_;

    static project::ListedModel model(project::ModelKind kind, const char* name, bool inUse) {
        project::ListedModel listed;
        listed.kind = kind;
        listed.id = listed.name = name;
        listed.file = std::string("/models/") + name;
        listed.inUse = inUse;
        return listed;
    }
    QCheckBox* box(const char* name) const {
        for (auto* each : choices_->findChildren<QCheckBox*>())
            if (each->text() == QString::fromUtf8(name)) return each;
        return nullptr;
    }
    bool shown(const char* accessibleName) const {
        for (auto* each : choices_->findChildren<QWidget*>())
            if (each->accessibleName() == QString::fromUtf8(accessibleName) && each->isVisible()) return true;
        return false;
    }

 private Q_SLOTS:
    void init() {
        bridge_ = std::make_unique<Bridge>(test::sessionConfig());
        choices_ = std::make_unique<EvaluateChoices>(bridge_.get());
        choices_->show();
        QVERIFY(!choices_->options());
        project::ProjectInfo info;
        info.folder = "/p.legenda";
        info.counts.dev = 2;
        info.models = {model(project::ModelKind::Alignment, "first", true),
                       model(project::ModelKind::Alignment, "second", false),
                       model(project::ModelKind::Caption, "writer", true)};
        choices_->setProject(info);
    }
    void cleanup() {
        choices_.reset();
        bridge_.reset();
    }

    void defaultsAreThoseOfTheCommandLine() {
        const evaluation::EvaluateOptions usual;
        for (const char* task : {"retrieval", "grounding", "captions"}) {
            choices_->showTask(QLatin1String(task));
            const auto options = choices_->options();
            QVERIFY2(options, task);
            QCOMPARE(options->task, std::string(task));
            QCOMPARE(options->split, std::string("dev"));
            QCOMPARE(options->truth, usual.truth);
            QCOMPARE(options->beam, usual.beam);
            QCOMPARE(options->beta, usual.beta);
            QVERIFY(!options->lexicon && !options->rerank && options->alignModel.empty());
            QVERIFY(options->fullFrameModel.empty() && options->from.empty() && options->against.empty());
            QVERIFY(options->program.empty());
            QCOMPARE(options->models.size(), std::size_t(1));
        }
        choices_->showTask(QStringLiteral("regions"));
        QVERIFY(!choices_->options() && !choices_->why().isEmpty());
    }

    // The focus follows the chosen card, also on a page that is shown again, and is taken from no other control.
    void theFocusFollowsTheChosenTask() {
        QStackedWidget stack;
        const auto free = qScopeGuard([this] { choices_->setParent(nullptr); });
        QLineEdit elsewhere;
        stack.addWidget(choices_.get());
        stack.addWidget(&elsewhere);
        stack.show();
        QVERIFY(QTest::qWaitForWindowActive(&stack));
        const auto card = [this](const char* name) {
            return choices_->findChild<QAbstractButton*>(QLatin1String(name));
        };
        card("retrieval")->click();
        card("retrieval")->setFocus();
        choices_->showTask(QStringLiteral("captions"));
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(card("captions")));
        const auto lists = choices_->findChildren<QComboBox*>();
        const auto splits = std::ranges::find_if(lists, [](const QComboBox* each) { return each->isVisible(); });
        QVERIFY(splits != lists.end());
        (*splits)->setFocus();
        choices_->showTask(QStringLiteral("retrieval"));
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(*splits));
        card("retrieval")->setFocus();
        stack.setCurrentWidget(&elsewhere);
        elsewhere.setFocus();
        choices_->showTask(QStringLiteral("captions"));
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&elsewhere));
        stack.setCurrentWidget(choices_.get());
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(card("captions")));
    }

    void severalModelsAreAnEnsemble() {
        choices_->showTask(QStringLiteral("retrieval"));
        auto* ensemble = choices_->findChild<MenuButton*>(QStringLiteral("ensemble"));
        QVERIFY(ensemble->isVisible());
        QCOMPARE(ensemble->menu()->actions().size(), 1);
        ensemble->menu()->actions().front()->trigger();
        const auto options = choices_->options();
        const std::vector<std::filesystem::path> both{"/models/first", "/models/second"};
        QVERIFY(options->models == both);
        QVERIFY(choices_->modelName().isEmpty());
        QVERIFY(ensemble->text().contains(QLatin1Char('2')));
        // Grounding takes one.
        choices_->showTask(QStringLiteral("grounding"));
        QVERIFY(!ensemble->isVisible());
        QCOMPARE(choices_->options()->models.size(), std::size_t(1));
    }

    void eachTaskHasItsOptions() {
        choices_->showTask(QStringLiteral("retrieval"));
        QVERIFY(!shown("Beam width") && !shown("Coupling β"));
        auto* lexicon = box("Read unknown words as known ones");
        QVERIFY(lexicon->isVisible());
        lexicon->setChecked(true);
        QVERIFY(choices_->options()->lexicon);
        choices_->showTask(QStringLiteral("captions"));
        QVERIFY(!choices_->options()->lexicon && !lexicon->isVisible());
        QVERIFY(shown("Beam width") && !shown("Alignment model"));
        choices_->findChild<QSpinBox*>()->setValue(3);
        QCOMPARE(choices_->options()->beam, 3);
        box("Rerank by an alignment model")->setChecked(true);
        QVERIFY(shown("Alignment model") && choices_->options()->rerank);
        for (auto* combo : choices_->findChildren<QComboBox*>())
            if (combo->accessibleName() == QStringLiteral("Alignment model"))
                combo->setCurrentIndex(combo->findData(QStringLiteral("/models/second")));
        QVERIFY(choices_->options()->alignModel == std::filesystem::path("/models/second"));
        choices_->showTask(QStringLiteral("grounding"));
        QVERIFY(shown("Ground truth"));
    }
};

QTEST_MAIN(TestEvaluateChoices)
#include "test_evaluate_choices.moc"
