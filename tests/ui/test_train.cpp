// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "tests/support/ui_train.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/options_form.h"
#include "ui/train/run_list.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace legenda;
using namespace legenda::ui;

class TestTrain : public QObject {
    Q_OBJECT

    static runs::TrainRequest request(const std::filesystem::path& project, const char* epochs) {
        runs::TrainRequest request;
        request.project = project;
        request.kind = "caption";
        request.set = {{"epochs", epochs}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        request.threads = 1;
        return request;
    }

 private Q_SLOTS:
    void trainsShowsTheCurveAndStops() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 10000);
        auto* add = page.findChild<QPushButton*>(QStringLiteral("newRunButton"));
        QTest::mouseClick(add, Qt::LeftButton);
        QTRY_VERIFY(page.newRun()->isOpen());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!page.newRun()->isVisible());
        QVERIFY(QApplication::focusWidget() == add);
        QTest::mouseClick(add, Qt::LeftButton);
        QTRY_VERIFY(page.newRun()->isOpen());
        test::chooseKind(page.newRun(), "caption");
        auto* epochs = page.newRun()->findChild<QLineEdit*>(QStringLiteral("epochs"));
        QVERIFY(epochs);
        epochs->setText(QStringLiteral("none"));
        auto* start = page.newRun()->findChild<QPushButton*>(QStringLiteral("startTraining"));
        QVERIFY(!start->isEnabled());
        epochs->setText(QStringLiteral("500"));
        for (const auto& [name, value] :
             {std::pair("hidden", "16"), std::pair("wordVectors", "16"), std::pair("batch", "10")})
            if (auto* edit = page.newRun()->findChild<QLineEdit*>(QLatin1String(name)))
                edit->setText(QLatin1String(value));
        QVERIFY(start->isEnabled());
        window.shot(QStringLiteral("train-new"));
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(page.training());
        QVERIFY(QApplication::focusWidget() == page.findChild<RunList*>());
        // The run is listed and chosen at once, though its features are made first.
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty() || !page.training(), 180000);
        if (!page.training()) {
            for (auto* label : page.findChildren<QLabel*>())
                if (label->isVisible() && label->text().size() > 30) qWarning("%s", qPrintable(label->text()));
            QFAIL("the training ended at once");
        }
        const QString run = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_COMPARE(page.findChild<RunList*>()->currentRun(), run);
        QVERIFY(page.findChild<RunList*>()->selectionModel()->isSelected(page.runs()->index(0)));
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 180000);
        const int before = page.chart()->pointCount(run);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > before, 180000);
        QTRY_COMPARE_WITH_TIMEOUT(page.chart()->figure(),
                                  QString::fromStdString("dev." + page.runs()->runs().front().bestMetric), 180000);
        QTRY_VERIFY(page.chart()->figureCount(run) > 0);
        auto* cancel = page.findChild<QPushButton*>(QStringLiteral("cancelTraining"));
        QVERIFY(cancel->isVisible());
        window.shot(QStringLiteral("train-running"));
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->runs().front().state, std::string("stopped"), 5000);
        auto* resume = page.findChild<QPushButton*>(QStringLiteral("resumeRun"));
        QTRY_VERIFY(resume->isVisible());
        window.shot(QStringLiteral("train-stopped"));
        QTest::mouseClick(resume, Qt::LeftButton);
        QVERIFY(page.training());
        QTRY_COMPARE_WITH_TIMEOUT(page.runs()->runs().front().state, std::string("running"), 20000);
        page.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 10000);
    }

    // Of several runs the one just begun becomes the current one, whatever was looked at before.
    void theNewRunIsChosenAmongOthers() {
        test::UiProject project(12, 96);
        {
            auto store = test::must(store::ProjectStore::open(project.project));
            store::RunRecord old;
            old.id = "align-old";
            old.kind = "align";
            old.state = "finished";
            old.started = "2026-11-20T10:00:00Z";
            old.bestMetric = "rsum";
            old.bestValue = 120;
            old.optionsJson = "{}";
            test::must(store.addRun(old));
            for (int epoch = 1; epoch <= 3; ++epoch)
                test::must(store.addFigure({old.id, epoch, epoch * 10, "dev.rsum", 120.0}));
        }
        test::PageWindow<TrainPage> window(project.project);
        TrainPage& page = window.page();
        auto* list = page.findChild<RunList*>();
        QTRY_COMPARE(list->currentRun(), QStringLiteral("align-old"));
        QTRY_COMPARE(page.chart()->figure(), QStringLiteral("dev.rsum"));
        QCOMPARE(page.chart()->figureCount(QStringLiteral("align-old")), 3);  // a plateau without holes
        page.start(request(project.project, "3"));
        QTRY_VERIFY_WITH_TIMEOUT(list->currentRun().startsWith(QStringLiteral("caption-")), 30000);
        const QString run = list->currentRun();
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 180000);
        QTRY_COMPARE(page.chart()->figure(), QString::fromStdString("dev." + page.runs()->run(run)->bestMetric));
        QTRY_COMPARE(page.chart()->figureCount(run), 3);
        QCOMPARE(list->currentRun(), run);
        // Back to the old run: the chart shows what that one has.
        list->setCurrentRun(QStringLiteral("align-old"));
        QTRY_COMPARE(page.chart()->figure(), QStringLiteral("dev.rsum"));
        window.shot(QStringLiteral("train-two"));
    }

    // D15: two projects name their runs alike; neither shows the other's points.
    void aRunOfTheSameNameInAnotherProjectStaysAsItIs() {
        test::UiProject first(12, 96), second(12, 96);
        test::PageWindow<TrainPage> window(first.project);
        TrainPage& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 10000);
        page.start(request(first.project, "1000"));
        QTRY_VERIFY_WITH_TIMEOUT(!page.runs()->runs().empty(), 30000);
        const QString run = QString::fromStdString(page.runs()->runs().front().id);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 180000);
        {
            auto store = test::must(store::ProjectStore::open(second.project));
            store::RunRecord same;
            same.id = run.toStdString();
            same.kind = "caption";
            same.state = "running";
            same.started = "2026-11-20T10:00:00Z";
            same.optionsJson = "{}";
            test::must(store.addRun(same));
        }
        const auto show = [&](const std::filesystem::path& project) {
            window.bridge().openProject(&page, QString::fromStdString(project.string()), {});
            return QTest::qWaitFor(
                [&] {
                    return window.bridge().project()->folder == project && page.settled() && page.chart()->hasRun(run);
                },
                20000);
        };
        QVERIFY(show(second.project));
        QSignalSpy steps(&window.bridge(), &Bridge::jobProgress);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 40, 60000);  // the training of the first goes on
        QVERIFY(page.training());
        QCOMPARE(page.chart()->pointCount(run), 0);
        QCOMPARE(page.chart()->figureCount(run), 0);
        QVERIFY(page.runs()->index(page.runs()->rowOf(run)).data(RunListModel::FractionRole).toDouble() <= 0);
        QVERIFY(show(first.project));
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > 3, 60000);
        const int before = page.chart()->pointCount(run);
        QTRY_VERIFY_WITH_TIMEOUT(page.chart()->pointCount(run) > before, 60000);
        page.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!page.training(), 10000);
    }

    // What a training tells names its project and run, and says one thing at a time.
    void aTrainingTellsWhoseNewsItIs() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        std::vector<runs::TrainingEvent> told;
        std::optional<base::Result<runs::TrainReport>> report;
        window.bridge().jobs().train(
            this, request(project.project, "2"), [&](const runs::TrainingEvent& event) { told.push_back(event); }, {},
            [&](auto done) { report = std::move(done); });
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 180000);
        const auto done = test::must(*report);
        QVERIFY(!told.empty());
        const auto* first = std::get_if<runs::TrainingStage>(&told.front().what);
        QVERIFY(first && first->name == "beginning");
        double loss = 0, best = 0;
        std::filesystem::path checkpoint;
        std::int64_t step = 0;
        for (const auto& event : told) {
            QVERIFY(event.run == (runs::RunName{window.bridge().project()->folder, done.run}));
            QVERIFY(event.step >= step);
            step = event.step;
            if (const auto* value = std::get_if<runs::TrainingLoss>(&event.what)) loss = value->value;
            if (const auto* written = std::get_if<runs::TrainingCheckpoint>(&event.what)) checkpoint = written->file;
            if (const auto* figures = std::get_if<runs::TrainingFigures>(&event.what))
                best = std::max(best, figures->values.at("dev." + done.bestMetric));
        }
        QVERIFY(step > 0 && loss > 0);
        QCOMPARE(told.back().epoch, 2.0);
        QVERIFY(std::abs(best - done.bestValue) < 1e-9 || done.bestMetric == "loss");
        QCOMPARE(checkpoint, done.checkpoint);
        QVERIFY(std::filesystem::exists(checkpoint));
    }

    // D12: a refused option is shown where it stands, whatever the sentence says.
    void aRefusedOptionIsKnownByItsKey() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 10000);
        auto* form = window.page().newRun();
        test::chooseKind(form, "caption");
        QVERIFY(form->showRefusal({base::ErrorCode::Usage, "Qwertz.", {}, base::kOptionProblem + "epochs"}));
        QVERIFY(std::ranges::any_of(form->findChildren<QLabel*>(),
                                    [](const QLabel* label) { return label->text() == QStringLiteral("Qwertz."); }));
        QVERIFY(!form->showRefusal({base::ErrorCode::Usage, "epochs must be a whole number.", {}, {}}));
    }

    void emptyProjectSaysWhatToDo() {
        test::PageWindow<TrainPage> window({});
        QVERIFY(window.page().settled());
        window.shot(QStringLiteral("train-empty"));
    }
};

QTEST_MAIN(TestTrain)
#include "test_train.moc"
