// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_control.h"
#include "core/runs/run_state.h"
#include "tests/support/ui_home.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/charts/loss_chart.h"
#include "ui/shell/closing_trainings.h"
#include "ui/shell/main_window.h"
#include "ui/train/live_training.h"
#include "ui/train/run_list.h"
#include "ui/train/train_page.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include <chrono>
#include <thread>

using namespace legenda;
using namespace legenda::ui;

namespace {

// The main window on a project with a training under way.
struct Window {
    Bridge bridge{test::sessionConfig()};
    MainWindow window{&bridge, false};
    TrainPage* page = nullptr;

    explicit Window(const std::filesystem::path& project) {
        window.resize(1280, 800);
        window.show();
        window.openProject(QString::fromStdString(project.string()));
        page = qobject_cast<TrainPage*>(window.page(QStringLiteral("train")));
        (void)QTest::qWaitFor([&] { return bridge.project().has_value(); }, 20000);
        window.showPage(page->id());
        window.findChild<ClosingTrainings*>()->setProgram(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"));
    }
    // Waits for its first steps; the run's id.
    QString train(const std::filesystem::path& project) {
        runs::TrainRequest request;
        request.project = project;
        request.kind = "caption";
        request.set = {{"epochs", "1000"}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        request.threads = 1;
        page->start(request);
        (void)QTest::qWaitFor([&] { return !page->runs()->runs().empty(); }, 60000);
        const QString run = QString::fromStdString(page->runs()->runs().front().id);
        (void)QTest::qWaitFor([&] { return page->chart()->pointCount(run) > 3; }, 180000);
        return run;
    }
    QMessageBox* dialog() const {
        auto* found = window.findChild<QMessageBox*>(QStringLiteral("closingTrainings"));
        return found && found->isVisible() ? found : nullptr;
    }
    bool press(const char* button) {
        if (!QTest::qWaitFor([&] { return dialog() != nullptr; }, 5000)) return false;
        auto* found = dialog()->findChild<QPushButton*>(QLatin1String(button));
        if (found) found->click();
        return found != nullptr;
    }
};

store::RunRecord runIn(const test::UiProject& project, const QString& run) {
    return test::must(runs::findRun(project.project, run.toStdString()));
}

}  // namespace

// Closing the window while it trains.
class TestClosingTrainings : public QObject {
    Q_OBJECT

    QTemporaryDir home_;

 private Q_SLOTS:
    void initTestCase() {
        test::useOwnHome(home_);
        QApplication::setQuitOnLastWindowClosed(false);
    }

    void cancelKeepsTheWindowAndStopEndsTheRun() {
        test::UiProject project(12, 96);
        Window open(project.project);
        const QString run = open.train(project.project);
        QVERIFY(open.page->chart()->pointCount(run) > 3);
        open.window.close();
        QVERIFY(open.window.isVisible());
        QVERIFY(open.press("closeCancel"));
        QTRY_VERIFY(!open.dialog());
        QVERIFY(open.window.isVisible() && open.page->training());
        const int points = open.page->chart()->pointCount(run);
        QTRY_VERIFY_WITH_TIMEOUT(open.page->chart()->pointCount(run) > points, 60000);
        // Asked again: nothing was remembered.
        open.window.close();
        QVERIFY(open.press("closeStop"));
        QTRY_VERIFY_WITH_TIMEOUT(!open.window.isVisible(), 30000);
        const auto stopped = runIn(project, run);
        QCOMPARE(stopped.state, std::string("stopped"));
        QVERIFY(runs::canResume(stopped.state));
        // Nothing runs: the window closes without a question, and the next one offers nothing.
        Window next(project.project);
        QTRY_VERIFY_WITH_TIMEOUT(!next.page->runs()->runs().empty(), 20000);
        for (auto* button : next.window.findChildren<QPushButton*>())
            QVERIFY(!(button->isVisible() && button->text() == QStringLiteral("Resume") &&
                      button->objectName() != QStringLiteral("resumeRun")));
        next.window.close();
        QVERIFY(!next.window.isVisible());
    }

    void pauseIsOfferedToBeResumed() {
        test::UiProject project(12, 96);
        QString run;
        {
            Window open(project.project);
            run = open.train(project.project);
            open.window.close();
            QVERIFY(open.press("closePause"));
            QTRY_VERIFY_WITH_TIMEOUT(!open.window.isVisible(), 30000);
        }
        QCOMPARE(runIn(project, run).state, std::string("stopped"));
        Window next(project.project);
        const auto offered = [&] {
            for (auto* label : next.window.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(QStringLiteral("is paused after"))) return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(offered(), 20000);
        // Once: a third window has nothing to offer.
        next.window.close();
        Window third(project.project);
        QTRY_VERIFY_WITH_TIMEOUT(!third.page->runs()->runs().empty(), 20000);
        QTest::qWait(300);
        for (auto* label : third.window.findChildren<QLabel*>())
            QVERIFY(!(label->isVisible() && label->text().contains(QStringLiteral("is paused after"))));
    }

    // The real program goes on with it after the window is gone; the next window sees it live, and ends it.
    void inTheBackgroundItGoesOn() {
        test::UiProject project(12, 96);
        QString run;
        double before = 0;
        {
            Window open(project.project);
            run = open.train(project.project);
            open.window.close();
            QVERIFY(open.press("closeBackground"));
            QTRY_VERIFY_WITH_TIMEOUT(!open.window.isVisible(), 30000);
            QVERIFY(!open.page->training());
            before = runIn(project, run).epochs;
        }
        QTRY_COMPARE_WITH_TIMEOUT(runIn(project, run).state, std::string("running"), 60000);
        const auto owner = runIn(project, run).pid;
        QVERIFY(owner != QCoreApplication::applicationPid());
        QTRY_VERIFY_WITH_TIMEOUT(runIn(project, run).epochs > before, 120000);  // from where it was
        QVERIFY(std::filesystem::file_size(runs::runFolder(project.project, run.toStdString()) / "background.log") > 0);
        Window next(project.project);
        QTRY_VERIFY_WITH_TIMEOUT(next.page->runs()->run(run) != nullptr, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(next.page->runs()->run(run)->state, std::string("running"), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(next.page->chart()->pointCount(run) > 0, 20000);
        const int epochs = next.page->runs()->run(run)->epochs;
        QTRY_VERIFY_WITH_TIMEOUT(next.page->runs()->run(run)->epochs > epochs, 60000);
        next.window.close();  // it is not this window's training
        QVERIFY(!next.window.isVisible());
        const auto ended = test::must(runs::stopRun(project.project, run.toStdString(), 30, {}));
        QCOMPARE(ended.state, std::string("stopped"));
    }

    void withoutTheProgramTheWindowStays() {
        test::UiProject project(12, 96);
        Window open(project.project);
        open.train(project.project);
        open.window.findChild<ClosingTrainings*>()->setProgram(QStringLiteral("/no/such/legenda-cli"));
        open.window.close();
        QVERIFY(open.press("closeBackground"));
        QTest::qWait(300);
        QVERIFY(open.window.isVisible() && open.page->training());
        open.page->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!open.page->training(), 30000);
    }

    // Its row is in the project, and the window has not heard of it yet: it is no new run that goes on.
    void aTrainingThatHasJustBegunIsHandedOverAsItsRun() {
        test::UiProject project(12, 96);
        Window open(project.project);
        auto* live = open.page->findChild<LiveTraining*>();
        QVERIFY(live);
        runs::TrainRequest request;
        request.project = project.project;
        request.kind = "caption";
        request.set = {{"epochs", "1000"}};
        open.page->start(request);
        request.note = "the second";
        open.page->start(request);
        std::string run;
        for (int i = 0; i < 6000 && run.empty(); ++i) {  // without the events of this thread
            const auto found = test::must(project.open().runs());
            if (!found.empty()) run = found.front().id;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        QVERIFY(!run.empty() && !live->isLive(QString::fromStdString(run)));
        live->handOver();
        QVERIFY(live->stopping());
        QTRY_VERIFY_WITH_TIMEOUT(!live->running(), 60000);
        const auto left = live->takeLeft();
        QCOMPARE(left.size(), std::size_t(2));
        QCOMPARE(left[0].resume, run);
        QVERIFY(left[0].set.empty());
        QVERIFY(left[1].resume.empty());
        QCOMPARE(left[1].note, std::string("the second"));
        QCOMPARE(left[1].set.at("epochs"), std::string("1000"));
        QCOMPARE(runIn(project, QString::fromStdString(run)).state, std::string("stopped"));
        QVERIFY(live->takeLeft().empty());
    }

    // What waits behind the training follows it in the background.
    void aWaitingTrainingIsHandedOverWithItsOptions() {
        runs::TrainRequest request;
        request.project = "/data/my project.legenda";
        request.kind = "align";
        request.preset = "better";
        request.set = {{"epochs", "3"}};
        request.threads = 2;
        request.device = "cpu";
        request.note = "it's mine";
        request.tags = {"a", "b c"};
        QCOMPARE(trainingArguments(request).join(QLatin1Char('|')),
                 QStringLiteral("--threads|2|--device|cpu|train|align|/data/my project.legenda|--preset=better|"
                                "--set=epochs=3|--note=it's mine|--tag=a|--tag=b c"));
        request.resume = "align-1";
        QVERIFY(!trainingArguments(request).contains(QStringLiteral("--preset=better")));
    }
};

QTEST_MAIN(TestClosingTrainings)
#include "test_closing_trainings.moc"
