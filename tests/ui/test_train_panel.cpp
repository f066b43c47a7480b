// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "tests/support/ui_train.h"
#include "ui/controls/layout/share_scroll.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_list.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

using namespace legenda;
using namespace legenda::ui;

// What the panel says and asks before a run is started.
class TestTrainPanel : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void saysWhatWillHappen() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        auto* panel = window.page().newRun();
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        QVERIFY(panel->forecast()->text().isEmpty());
        window.page().findChild<QPushButton*>(QStringLiteral("newRunButton"))->click();
        const auto said = [&] { return panel->forecast()->text(); };
        test::chooseKind(panel, "caption");
        QTRY_VERIFY_WITH_TIMEOUT(panel->forecast()->settled() && said().contains(QStringLiteral("Steps: ")), 20000);
        QVERIFY2(said().contains(QStringLiteral("12 photographs")), qPrintable(said()));
        QVERIFY(said().contains(QStringLiteral("60 sentences")));
        QVERIFY(said().contains(QStringLiteral("12 photographs are too few to learn captions from")));
        QVERIFY(said().contains(QStringLiteral("parameters")));
        QVERIFY(said().contains(QStringLiteral("First: ")));  // no vectors yet
        QVERIFY(said().contains(QStringLiteral("Disk: ")));
        QVERIFY(said().contains(QStringLiteral("Said after the first steps")));
        window.shot(QStringLiteral("panel-caption"));
        // It follows the options; of a wrong one there is nothing to say.
        auto* epochs = panel->findChild<QLineEdit*>(QStringLiteral("epochs"));
        epochs->setText(QStringLiteral("3"));
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("Steps: 3 epochs of")), 20000);
        epochs->setText(QStringLiteral("none"));
        QTRY_VERIFY(said().isEmpty());
        // Typed in a hurry, the last one counts.
        for (const char* each : {"4", "5", "6"}) epochs->setText(QLatin1String(each));
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("Steps: 6 epochs of")), 20000);
        test::chooseKind(panel, "align");
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("to learn alignments from")), 20000);
        // What cannot be trained says why.
        test::chooseKind(panel, "proposer");
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("0 photographs are too few to learn regions from")),
                                 20000);
        window.shot(QStringLiteral("panel-proposer"));
    }

    void anEmptySplitLeadsToItsRemedy() {
        test::UiProject project(0, 96);  // two photographs, both of dev
        test::PageWindow<TrainPage> window(project.project);
        QAction divide(&window.window());
        divide.setObjectName(QStringLiteral("browse.divide"));
        QSignalSpy divided(&divide, &QAction::triggered);
        auto* panel = window.page().newRun();
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        window.page().findChild<QPushButton*>(QStringLiteral("newRunButton"))->click();
        auto* mend = panel->findChild<QPushButton*>(QStringLiteral("forecastMend"));
        QTRY_VERIFY_WITH_TIMEOUT(mend->isVisible(), 20000);
        QVERIFY2(panel->forecast()->text().contains(QStringLiteral("2 in dev")), qPrintable(panel->forecast()->text()));
        QVERIFY(!panel->findChild<QPushButton*>(QStringLiteral("startTraining"))->isEnabled());
        window.shot(QStringLiteral("panel-empty-split"));
        mend->click();
        QCOMPARE(divided.count(), 1);
    }

    // In a low window, or with large text, it is scrolled and leaves room for the choices above it.
    void theForecastLeavesRoomForTheChoices() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project, {1024, 560});
        auto* panel = window.page().newRun();
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        window.page().findChild<QPushButton*>(QStringLiteral("newRunButton"))->click();
        test::chooseKind(panel, "caption");
        auto* scroll = panel->findChild<ShareScroll*>();
        const auto isWhole = [&] { return panel->forecast()->height() <= scroll->viewport()->height(); };
        const auto leavesRoom = [&] { return scroll->height() > 40 && scroll->height() <= panel->height() * 0.4 + 1; };
        QTRY_VERIFY_WITH_TIMEOUT(panel->forecast()->text().contains(QStringLiteral("Steps: ")) && leavesRoom(), 20000);
        theme::setFontPercent(*qApp, 150);
        QTRY_VERIFY(leavesRoom() && !isWhole());
        window.shot(QStringLiteral("panel-large-text"));
        theme::setFontPercent(*qApp, 100);
        window.window().resize(1280, 1400);
        QTRY_VERIFY_WITH_TIMEOUT(isWhole(), 20000);
    }

    void aRunHasItsOwnThreadsNoteAndTags() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        auto* panel = window.page().newRun();
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        window.page().findChild<QPushButton*>(QStringLiteral("newRunButton"))->click();
        test::chooseKind(panel, "align");
        auto* device = panel->findChild<QComboBox*>(QStringLiteral("runDevice"));
        auto* threads = panel->findChild<QSpinBox*>(QStringLiteral("runThreads"));
        auto* note = panel->findChild<QLineEdit*>(QStringLiteral("runNote"));
        auto* tags = panel->findChild<QLineEdit*>(QStringLiteral("runTags"));
        QVERIFY(device && threads && note && tags);
        QTRY_VERIFY(threads->specialValueText().contains(QLatin1Char(' ')));  // the number of cores is known
        device->setCurrentIndex(device->findData(QStringLiteral("cpu")));
        threads->setValue(1);
        QTest::keyClicks(note, QStringLiteral("first of all"));
        QTest::keyClicks(tags, QStringLiteral("small, , red squares"));
        QSignalSpy asked(panel, &TrainNewRun::startRequested);
        // Stopped at once: what is asked for counts.
        panel->findChild<QPushButton*>(QStringLiteral("startTraining"))->click();
        QCOMPARE(asked.count(), 1);
        const auto request = asked.front().front().value<runs::TrainRequest>();
        QCOMPARE(request.device, std::string("cpu"));
        QCOMPARE(request.threads, 1);
        QCOMPARE(request.note, std::string("first of all"));
        QCOMPARE(request.tags, (std::vector<std::string>{"small", "red squares"}));
        QVERIFY(note->text().isEmpty() && tags->text().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!window.page().runs()->runs().empty(), 30000);
        QCOMPARE(window.page().runs()->runs().front().note, std::string("first of all"));
        window.page().cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!window.page().training(), 30000);
    }

    // Range and unit are in sight, and what differs from the preset is marked.
    void anOptionShowsItsRangeItsUnitAndItsChange() {
        test::UiProject project(6, 96);
        test::PageWindow<TrainPage> window(project.project);
        auto* panel = window.page().newRun();
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        test::chooseKind(panel, "proposer");
        auto* size = panel->findChild<QLineEdit*>(QStringLiteral("inputSize"));
        const auto labels = size->parentWidget()->findChildren<QLabel*>();
        const auto shows = [&](const QString& text) {
            return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(text); });
        };
        QVERIFY(shows(QStringLiteral("64 to 1024 pixels")));
        auto* title = *std::ranges::find_if(labels, [&](QLabel* label) { return label->buddy() == size; });
        QVERIFY(title->font().weight() < QFont::DemiBold && size->accessibleDescription().isEmpty());
        size->setText(QStringLiteral("64"));
        QVERIFY(title->font().weight() >= QFont::DemiBold);
        QVERIFY(size->accessibleDescription().contains(QStringLiteral("448")));
    }
};

QTEST_MAIN(TestTrainPanel)
#include "test_train_panel.moc"
