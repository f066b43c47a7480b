// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_control.h"
#include "core/runs/run_state.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/toast.h"
#include "ui/train/run_list.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QAction>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>

using namespace legenda;
using namespace legenda::ui;
using test::must;

// Runs as a user steers them in the window, whichever process trains them.
class TestTrainRuns : public QObject {
    Q_OBJECT

    static constexpr int kSoon = 2000;  // ms within which the window shows what another process does

    static runs::TrainRequest request(const std::filesystem::path& project, const char* epochs) {
        runs::TrainRequest request;
        request.project = project;
        request.kind = "caption";
        request.set = {{"epochs", epochs}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        request.threads = 1;
        return request;
    }
    static std::unique_ptr<QProcess> commandLine(const QStringList& arguments) {
        auto process = std::make_unique<QProcess>();
        process->start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), QStringList{"--quiet"} + arguments);
        return process;
    }
    static std::unique_ptr<QProcess> trainElsewhere(const std::filesystem::path& project, const char* epochs) {
        QStringList arguments{"--threads", "1", "train", "caption", QString::fromStdString(project.string())};
        for (const auto& [key, value] : request(project, epochs).set)
            arguments << "--set" << QString::fromStdString(key + "=" + value);
        return commandLine(arguments);
    }
    static void addRun(const std::filesystem::path& project, const char* id, const char* kind, const char* state,
                       const char* started) {
        auto store = must(store::ProjectStore::open(project));
        store::RunRecord run;
        run.id = id;
        run.kind = kind;
        run.state = state;
        run.preset = "paper";
        run.started = started;
        run.optionsJson = R"({"epochs":7,"hidden":33})";
        run.pid = 1;
        run.pidStarted = "1@before";
        must(store.addRun(run));
        std::filesystem::create_directories(runs::runFolder(project, id));
    }
    static std::string stateOf(const TrainPage& page, const QString& id) {
        const auto* run = const_cast<TrainPage&>(page).runs()->run(id);
        return run ? run->state : std::string("none");
    }
    static QPushButton* button(TrainPage& page, const char* name) {
        return page.findChild<QPushButton*>(QLatin1String(name));
    }
    // Chooses from the menu that a right click on the run opens.
    static bool choose(TrainPage& page, const QString& id, const char* action) {
        auto* list = page.findChild<RunList*>();
        const QPoint at = list->visualRect(page.runs()->index(page.runs()->rowOf(id))).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list->viewport()->mapToGlobal(at));
        QApplication::sendEvent(list->viewport(), &event);
        auto* menu = page.findChild<QMenu*>(QStringLiteral("runMenu"));
        if (!menu) return false;
        auto* chosen = menu->findChild<QAction*>(QLatin1String(action));
        if (chosen) chosen->trigger();
        menu->close();
        QCoreApplication::sendPostedEvents(menu, QEvent::DeferredDelete);
        return chosen != nullptr;
    }
    // The button of the notice that is shown; nullptr: none has it.
    static QPushButton* toastButton(TrainPage& page, const QString& text) {
        for (auto* toast : page.window()->findChildren<Toast*>())
            for (auto* each : toast->findChildren<QPushButton*>())
                if (toast->isVisible() && each->text() == text) return each;
        return nullptr;
    }

 private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("qt.qpa.*=false")); }

    void aRunOfTheCommandLineShowsItselfWithCurveAndEnd() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 10000);
        const auto process = trainElsewhere(project.project, "60");
        QTRY_VERIFY_WITH_TIMEOUT(!must(runs::listRuns(project.project)).empty(), 60000);
        const QString run = QString::fromStdString(must(runs::listRuns(project.project)).front().id);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("running"), kSoon);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(must(runs::findRun(project.project, run.toStdString())).state == "finished", 120000);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("finished"), kSoon);
        QTRY_COMPARE_WITH_TIMEOUT(page.chart()->pointCount(run), 60 * 6, kSoon);  // 60 sentences in batches of 10
        QTRY_COMPARE_WITH_TIMEOUT(page.chart()->figureCount(run), 60, kSoon);
        QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20000);
    }

    void aRunOfTheCommandLineIsPausedResumedAndStopped() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        const auto process = trainElsewhere(project.project, "1000");
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty(), 60000);
        const QString run = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 60000);
        QVERIFY(button(page, "pauseRun")->isVisible() && !button(page, "resumeRun")->isVisible());
        QTest::mouseClick(button(page, "pauseRun"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("paused"), 5000);
        QTRY_VERIFY(button(page, "resumeRun")->isVisible());
        window.shot(QStringLiteral("train-paused"));
        QTest::mouseClick(button(page, "resumeRun"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("running"), 5000);
        QVERIFY(!page.training());  // it is still the other process that trains
        QTest::mouseClick(button(page, "stopRun"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("stopped"), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20000);
        QCOMPARE(process->exitCode(), 5);
    }

    void aRunOfTheWindowIsPausedByTheCommandLine() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        page.start(request(project.project, "1000"));
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty(), 60000);
        const QString run = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 60000);
        const auto pause = commandLine({"runs", "pause", run, QString::fromStdString(project.project.string())});
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("paused"), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(pause->state(), QProcess::NotRunning, 20000);
        QCOMPARE(pause->exitCode(), 0);
        QTRY_VERIFY(button(page, "resumeRun")->isVisible());
        const int before = page.chart()->pointCount(run);
        QTest::mouseClick(button(page, "resumeRun"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > before, 10000);
        QTest::mouseClick(button(page, "stopRun"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("stopped"), 10000);
        QTRY_VERIFY(!page.training());
    }

    void aSecondTrainingWaitsForTheFirst() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        page.start(request(project.project, "1000"));
        page.start(request(project.project, "2"));
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty(), 60000);
        const QString first = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(first) > 3, 60000);
        QCOMPARE(page.runs()->runs().size(), std::size_t{1});
        page.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, first), std::string("stopped"), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->runs().size(), std::size_t{2}, 20000);
        const QString second = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, second), std::string("finished"), 60000);
        QTRY_VERIFY(!page.training());
    }

    void aRunThatCrashedIsOfferedAndResumed() {
        test::UiProject project(12, 96);
        {
            const auto process = trainElsewhere(project.project, "1000");
            QTRY_VERIFY_WITH_TIMEOUT(!must(runs::listRuns(project.project)).empty(), 60000);
            const auto run = must(runs::listRuns(project.project)).front().id;
            QTRY_VERIFY_WITH_TIMEOUT(must(runs::findRun(project.project, run)).epochs > 1, 60000);
            process->kill();
            QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20000);
        }
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty(), 10000);
        const QString run = QString::fromStdString(page.runs()->runs().front().id);
        QCOMPARE(stateOf(page, run), std::string("crashed"));
        auto* words = page.findChild<QLabel*>(QStringLiteral("runState"));
        QTRY_VERIFY(words->text().contains(runStateText("crashed"), Qt::CaseInsensitive));
        window.shot(QStringLiteral("train-crashed"));
        QTRY_VERIFY(toastButton(page, TrainPage::tr("Resume")));
        QTest::mouseClick(toastButton(page, TrainPage::tr("Resume")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, run), std::string("running"), 20000);
        QVERIFY(page.training());
        page.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 10000);
    }

    void aDeletedRunComesBackByUndo() {
        test::UiProject project(4, 96);
        addRun(project.project, "align-a", "align", "finished", "2026-11-20T10:00:00Z");
        addRun(project.project, "caption-b", "caption", "stopped", "2026-11-21T10:00:00Z");
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 2, 10000);
        QVERIFY(choose(page, QStringLiteral("align-a"), "delete"));
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 1, 5000);
        QVERIFY(!page.chart()->hasRun(QStringLiteral("align-a")));
        QTRY_COMPARE(page.findChild<RunList*>()->currentRun(), QStringLiteral("caption-b"));
        QTRY_VERIFY(toastButton(page, QStringLiteral("Undo")));
        QTest::mouseClick(toastButton(page, QStringLiteral("Undo")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 2, 5000);
        QCOMPARE(must(runs::findRun(project.project, "align-a")).state, std::string("finished"));
        QVERIFY(!page.findChild<QAction*>(QStringLiteral("train.undo"))->isEnabled());  // it is undone once
        // By the key as well, when the notice has gone.
        QVERIFY(choose(page, QStringLiteral("align-a"), "delete"));
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 1, 5000);
        QTRY_VERIFY(toastButton(page, QStringLiteral("Undo")));
        delete toastButton(page, QStringLiteral("Undo"))->parentWidget();
        page.window()->activateWindow();  // the menu took it
        QVERIFY(QTest::qWaitForWindowActive(page.window()));
        page.findChild<RunList*>()->setFocus();
        QTest::keyClick(page.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 2, 5000);
    }

    void aNoteIsWrittenFromTheMenu() {
        test::UiProject project(4, 96);
        addRun(project.project, "align-a", "align", "finished", "2026-11-20T10:00:00Z");
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 1, 10000);
        QVERIFY(choose(page, QStringLiteral("align-a"), "note"));
        auto* dialog = page.findChild<QInputDialog*>(QStringLiteral("noteDialog"));
        QVERIFY(dialog);
        dialog->setTextValue(QStringLiteral("with five captions each"));
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_COMPARE(must(runs::findRun(project.project, "align-a")).note, std::string("with five captions each"));
        QTRY_COMPARE(page.runs()->run(QStringLiteral("align-a"))->note, std::string("with five captions each"));
    }

    void anotherRunLikeThisOneStartsFromItsOptions() {
        test::UiProject project(4, 96);
        addRun(project.project, "caption-b", "caption", "finished", "2026-11-21T10:00:00Z");
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 1, 10000);
        QTRY_VERIFY(page.settled());
        QVERIFY(choose(page, QStringLiteral("caption-b"), "duplicate"));
        QTRY_VERIFY(page.newRun()->isOpen());
        auto* hidden = page.newRun()->findChild<QLineEdit*>(QStringLiteral("hidden"));
        auto* epochs = page.newRun()->findChild<QLineEdit*>(QStringLiteral("epochs"));
        QVERIFY(hidden && epochs);
        QCOMPARE(hidden->text(), QStringLiteral("33"));
        QCOMPARE(epochs->text(), QStringLiteral("7"));
        epochs->setText(QStringLiteral("9"));
        std::optional<runs::TrainRequest> asked;
        connect(page.newRun(), &TrainNewRun::startRequested, this, [&](const runs::TrainRequest& r) { asked = r; });
        QTest::mouseClick(page.newRun()->findChild<QPushButton*>(QStringLiteral("startTraining")), Qt::LeftButton);
        QVERIFY(asked);
        QCOMPARE(asked->like, std::string("caption-b"));
        QCOMPARE(asked->preset, std::string("paper"));
        QCOMPARE(asked->set, (std::map<std::string, std::string>{{"epochs", "9"}}));
        page.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 20000);
    }

    void twoRunsInTheChartAreCompared() {
        test::UiProject project(4, 96);
        addRun(project.project, "align-a", "align", "finished", "2026-11-20T10:00:00Z");
        addRun(project.project, "align-c", "align", "finished", "2026-11-21T10:00:00Z");
        {
            auto store = must(store::ProjectStore::open(project.project));
            auto run = must(store.run("align-a"));
            run.optionsJson = R"({"epochs":7,"hidden":44})";
            must(store.updateRun(run));
            for (const auto& [id, value] : {std::pair("align-a", 10.0), std::pair("align-c", 12.0)})
                must(store.addFigure({id, 1, 5, "dev.rsum", value}));
        }
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 2, 10000);
        auto* differences = page.findChild<QScrollArea*>(QStringLiteral("differences"));
        QVERIFY(!differences->isVisible());
        auto* list = page.findChild<RunList*>();
        list->setCurrentRun(QStringLiteral("align-c"));
        const auto other = page.runs()->index(page.runs()->rowOf(QStringLiteral("align-a")));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          RunDelegate::swatchRect(list->visualRect(other)).center());
        QTRY_VERIFY(differences->isVisible());
        const QString text = differences->findChild<QLabel*>()->text();
        QVERIFY2(text.contains("Hidden") && text.contains("44") && text.contains("33"), qPrintable(text));
        QVERIFY2(!text.contains("Epochs"), qPrintable(text));
        QVERIFY2(text.contains("10 %") && text.contains("12 %"), qPrintable(text));
        window.shot(QStringLiteral("train-compared"));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          RunDelegate::swatchRect(list->visualRect(other)).center());
        QTRY_VERIFY(!differences->isVisible());
    }

    void theListIsFilteredAndOrdered() {
        test::UiProject project(4, 96);
        addRun(project.project, "align-a", "align", "finished", "2026-11-20T10:00:00Z");
        addRun(project.project, "caption-b", "caption", "stopped", "2026-11-21T10:00:00Z");
        addRun(project.project, "align-c", "align", "running", "2026-11-19T10:00:00Z");  // its process is gone
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->rowCount(), 3, 10000);
        auto* list = page.findChild<RunList*>();
        const auto ids = [&] {
            QStringList ids;
            for (int row = 0; row < page.runs()->rowCount(); ++row)
                ids << page.runs()->index(row).data(RunListModel::IdRole).toString();
            return ids;
        };
        QCOMPARE(ids(), (QStringList{"caption-b", "align-a", "align-c"}));
        list->setCurrentRun(QStringLiteral("align-a"));
        auto* order = page.findChild<QComboBox*>(QStringLiteral("runOrder"));
        order->setCurrentIndex(order->findData(static_cast<int>(RunOrder::State)));
        QCOMPARE(ids(), (QStringList{"align-c", "caption-b", "align-a"}));
        QCOMPARE(list->currentRun(), QStringLiteral("align-a"));
        // A row says in words what its dot says by its colour.
        QCOMPARE(page.runs()->index(1).data(RunListModel::StatusRole).toString(), runStateText("stopped"));
        auto* filter = page.findChild<QLineEdit*>(QStringLiteral("runFilter"));
        QTest::keyClicks(filter, QStringLiteral("align crashed"));
        QCOMPARE(ids(), QStringList{"align-c"});
        filter->clear();
        QCOMPARE(ids().size(), 3);
        window.shot(QStringLiteral("train-list"));
    }
};

QTEST_MAIN(TestTrainRuns)
#include "test_train_runs.moc"
