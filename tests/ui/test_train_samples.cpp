// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_samples.h"
#include "core/runs/run_state.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/train/run_list.h"
#include "ui/train/run_samples_view.h"
#include "ui/train/run_tabs.h"
#include "ui/train/sample_card.h"
#include "ui/train/train_page.h"

#include <QLabel>
#include <QProcess>
#include <QSlider>

#include <unistd.h>

using namespace legenda;
using namespace legenda::ui;
using test::must;

// What a run's model says about the same dev images, as the Train page shows it.
class TestTrainSamples : public QObject {
    Q_OBJECT

    static constexpr int kSoon = 4000;

    // A run that this process trains, as its row and heartbeat say.
    static void addRun(const std::filesystem::path& project, const char* id, const char* started) {
        auto store = must(store::ProjectStore::open(project));
        store::RunRecord run;
        run.id = id;
        run.kind = "caption";
        run.state = "running";
        run.preset = "paper";
        run.started = started;
        run.optionsJson = "{}";
        run.pid = ::getpid();
        run.pidStarted = runs::ownMark();
        must(store.addRun(run));
        std::filesystem::create_directories(runs::runFolder(project, id));
        runs::beat(runs::runFolder(project, id), runs::kTrains);
    }
    static void evaluate(const std::filesystem::path& project, const char* run, int epoch,
                         const std::vector<runs::SampleWord>& words) {
        runs::RunSamples evaluation{10 * epoch, epoch, {}};
        for (const auto& image : must(must(store::ProjectStore::open(project)).images("dev")))
            evaluation.samples.push_back({image.uuid, {0, 0, 1, 1}, words});
        must(runs::appendSamples(runs::runFolder(project, run), evaluation));
    }
    static QString textOf(SampleCard* card) { return card->findChild<QLabel*>()->text(); }
    static QString saidOf(SampleCard* card) { return card->findChild<QLabel*>()->accessibleName(); }

 private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("qt.qpa.*=false")); }

    void theSliderGoesOverTheEvaluationsAndMarksWhatChanged() {
        test::UiProject project;
        addRun(project.project, "one", "2026-05-01T10:00:00Z");
        evaluate(project.project, "one", 1, {{"a"}, {"dog"}});
        evaluate(project.project, "one", 2, {{"a"}, {"red"}, {"dog"}});
        test::PageWindow<TrainPage> window(project.project);
        auto* view = window.page().findChild<RunSamplesView*>();
        auto* slider = view->findChild<QSlider*>(QStringLiteral("evaluationSlider"));
        QTRY_COMPARE(window.page().findChild<RunList*>()->currentRun(), QString("one"));
        QVERIFY(view->cards().empty());  // nothing is asked for what is not seen
        window.page().findChild<RunTabs*>()->showSamples(true);
        QTRY_COMPARE_WITH_TIMEOUT(view->cards().size(), std::size_t{2}, kSoon);
        QCOMPARE(slider->maximum(), 1);
        QCOMPARE(slider->value(), 1);
        QCOMPARE(textOf(view->cards()[0]), QString("a <b><u>red</u></b> dog"));
        QCOMPARE(saidOf(view->cards()[0]), QString("a red dog; changed: red"));
        window.shot(QStringLiteral("train-samples"));

        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Left);
        QCOMPARE(textOf(view->cards()[0]), QString("a dog"));
        QCOMPARE(saidOf(view->cards()[0]), QString("a dog"));
        const auto* where = view->findChild<QLabel*>(QStringLiteral("evaluationShown"));
        QCOMPARE(where->text(), QString("epoch 1, step 10"));
        const test::AccessibleTree tree(&window.window());
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));

        // The run goes on: the user's choice stays, and at the end the slider follows.
        evaluate(project.project, "one", 3, {{"a"}, {"red"}, {"dog"}});
        QTRY_COMPARE_WITH_TIMEOUT(slider->maximum(), 2, kSoon);
        QCOMPARE(slider->value(), 0);
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(textOf(view->cards()[0]), QString("a red dog"));
        evaluate(project.project, "one", 4, {{"cat"}});
        QTRY_COMPARE_WITH_TIMEOUT(slider->value(), 3, kSoon);
        QCOMPARE(textOf(view->cards()[1]), QString("<b><u>cat</u></b>"));
    }

    void wordsCarryTheNumberOfTheirRegion() {
        test::UiProject project;
        addRun(project.project, "one", "2026-05-01T10:00:00Z");
        const base::Box left{0, 0, 0.5, 1};
        evaluate(project.project, "one", 1,
                 {{"red", 3, left}, {"square", 3, left}, {"here", -1}, {"now", 0, {0, 0, 1, 1}}});
        test::PageWindow<TrainPage> window(project.project);
        window.page().findChild<RunTabs*>()->showSamples(true);
        auto* view = window.page().findChild<RunSamplesView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->cards().size(), std::size_t{2}, kSoon);
        QString text = textOf(view->cards()[0]);
        text.remove(QRegularExpression(QStringLiteral("</?span[^>]*>")));
        QCOMPARE(text, QString("red square<sup>3</sup> here now<sup>0</sup>"));
        window.shot(QStringLiteral("train-samples-aligned"));
    }

    void anotherRunShowsItsOwnAndARunWithoutSaysSo() {
        test::UiProject project;
        addRun(project.project, "with", "2026-05-02T10:00:00Z");
        addRun(project.project, "without", "2026-05-01T10:00:00Z");
        evaluate(project.project, "with", 1, {{"a"}});
        test::PageWindow<TrainPage> window(project.project);
        window.page().findChild<RunTabs*>()->showSamples(true);
        auto* view = window.page().findChild<RunSamplesView*>();
        auto* list = window.page().findChild<RunList*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->cards().size(), std::size_t{2}, kSoon);
        QVERIFY(view->cards()[0]->isVisible());
        list->setCurrentRun(QStringLiteral("without"));
        QTRY_VERIFY(!view->cards()[0]->isVisible());
        list->setCurrentRun(QStringLiteral("with"));
        QTRY_VERIFY_WITH_TIMEOUT(view->cards()[0]->isVisible(), kSoon);
    }

    // From the training to the window, of a run of the command line.
    void aTrainingOfTheCommandLineShowsItsSamples() {
        test::UiProject project(12, 96);
        test::PageWindow<TrainPage> window(project.project);
        window.page().findChild<RunTabs*>()->showSamples(true);
        QProcess process;
        process.start(
            QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
            {"--quiet", "--threads", "1", "train", "caption", QString::fromStdString(project.project.string()), "--set",
             "epochs=4", "--set", "hidden=16", "--set", "wordVectors=16", "--set", "batch=10"});
        auto* view = window.page().findChild<RunSamplesView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->cards().size(), std::size_t{2}, 120000);
        const auto* slider = view->findChild<QSlider*>(QStringLiteral("evaluationSlider"));
        QTRY_COMPARE_WITH_TIMEOUT(slider->maximum(), 3, 60000);
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20000);
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_MAIN(TestTrainSamples)
#include "test_train_samples.moc"
