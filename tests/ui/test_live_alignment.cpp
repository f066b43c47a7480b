// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/hover.h"
#include "tests/support/live_program.h"
#include "tests/support/ui_browse.h"
#include "ui/bridge/live_programs.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/compare/browse_compare.h"
#include "ui/browse/live/live_section.h"
#include "ui/canvas/other_answer.h"

#include <QElapsedTimer>
#include <QPushButton>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace legenda;
using namespace legenda::ui;

// A program of the user's that aligns the sentence of Browse beside our model.
class TestLiveAlignment : public QObject {
    Q_OBJECT

    using State = OtherAnswer::State;
    static constexpr int kSoon = 30000;  // ms
    std::unique_ptr<test::BrowseWindow> window_;
    QTemporaryDir dir_;

    static LivePrograms& programs() { return LivePrograms::ofApplication(); }
    BrowsePage& page() { return window_->page(); }
    BrowseCompare& compare() { return *page().findChild<BrowseCompare*>(); }
    BrowseState& state() { return *page().findChild<BrowseState*>(); }
    LiveSection& section() { return *page().findChild<LiveSection*>(); }
    QPushButton& button() { return *section().findChild<QPushButton*>(QStringLiteral("alignBeside")); }
    OtherAnswer::Content said() { return compare().findChild<OtherAnswer*>()->content(); }
    OtherAnswer::Content described() { return section().findChild<OtherAnswer*>()->content(); }
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    std::string counted(const std::string& mode) const {
        return "echo started >>'" + path("starts") + "'; " + tests::liveProgram(mode);
    }
    long starts() const {
        std::ifstream in(path("starts"));
        return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    }
    // The program has described the photograph, so that it runs, and is asked for the sentence.
    void use(const std::string& command) {
        programs().insert(0, {QStringLiteral("mine"), QString::fromStdString(command), {}, {}});
        programs().setBeside(QStringLiteral("mine"));
        QTRY_COMPARE_WITH_TIMEOUT(described().state, State::Said, kSoon);
        QVERIFY(!button().isHidden());
        button().click();
        QVERIFY(compare().isVisible());
        QVERIFY(compare().chosen() == (Beside{Beside::What::Program, QStringLiteral("mine")}));
    }
    bool sentenceIsOurs(const QString& text) {
        return page().alignment().sentence == text.toStdString() && !page().alignment().tokens.empty();
    }
    void type(const QString& text) {
        state().setSentence({text});
        QTRY_VERIFY_WITH_TIMEOUT(sentenceIsOurs(text), kSoon);
    }
    static int highlighted(const ImageCanvas* canvas) {
        return static_cast<int>(
            std::ranges::count(canvas->overlays(), Overlay::Emphasis::Highlight, &Overlay::emphasis));
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
    }
    void cleanupTestCase() { window_.reset(); }
    void init() { type(QStringLiteral("A dog runs on the beach")); }
    void cleanup() {
        if (!window_) return;
        window_->action("browse.compare")->setChecked(false);
        programs().setBeside({});
        for (const LiveProgram& each : programs().all()) programs().remove(each.name);
        std::filesystem::remove(path("starts"));
    }

    // Its scores are 10 t + r: every word fits the last region best.
    void itsWordsStandBesideOurs() {
        use(tests::liveProgram("good"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        QCOMPARE(said().name, QStringLiteral("mine"));
        const auto& alignment = compare().alignment();
        const int last = static_cast<int>(page().alignment().regions.size()) - 1;
        QCOMPARE(alignment.assignment, std::vector<int>(6, last));
        QVERIFY(alignment.regions.back().box == page().alignment().regions.back().box);
        QCOMPARE(compare().canvas()->overlays().size(), std::size_t{1});
        QCOMPARE(compare().canvas()->overlays().front().label, QStringLiteral("A dog runs on the beach"));
        const test::AccessibleTree tree(&window_->window());
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        // What is lit in one is lit in the other.
        state().lightWord(1);
        QCOMPARE(highlighted(compare().canvas()), 1);
        state().light({});
        QCOMPARE(highlighted(compare().canvas()), 0);
        test::hover(compare().sentence(), compare().sentence()->wordRect(4).center().toPoint());
        QTRY_COMPARE(state().lit().word, 4);
        QCOMPARE(highlighted(compare().canvas()), 1);
        window_->shot(QStringLiteral("aligned-beside-ours"));
        // Another sentence is asked for by itself, and nothing of the old one stays.
        state().setSentence({QStringLiteral("a brown dog")});
        QCOMPARE(said().state, State::Waiting);
        QVERIFY(compare().alignment().tokens.empty());
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        QCOMPARE(compare().alignment().tokens.size(), std::size_t{3});
        // Without a program a model stands there again.
        programs().setBeside({});
        QVERIFY(compare().chosen().what == Beside::What::Model);
        QCOMPARE(said().state, State::None);
        QVERIFY(button().isHidden());
    }

    // One that aligns no words gives boxes of the noun phrases: of "A dog" it has one, of "the beach" none.
    void itsBoxesOfPhrasesStandBesideOurs() {
        use(tests::liveProgram("grounds"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        const auto& alignment = compare().alignment();
        QCOMPARE(alignment.assignment, (std::vector<int>{0, 0, -1, -1, -1, -1}));
        QCOMPARE(alignment.regions.size(), std::size_t{1});
        QVERIFY(alignment.regions[0].box == (base::Box{5, 6, 7, 8}));
        QCOMPARE(compare().canvas()->overlays().size(), std::size_t{1});
        state().lightWord(1);
        QCOMPARE(highlighted(compare().canvas()), 1);
        state().light({});
    }

    void oneThatCannotIsNotAsked() {
        use(counted("captions-only"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Failed, kSoon);
        QVERIFY2(said().text.contains(QLatin1String("parrot")), qPrintable(said().text));
        QVERIFY(compare().alignment().tokens.empty());
        type(QStringLiteral("a brown dog"));
        QCOMPARE(said().state, State::Failed);
        QCOMPARE(described().state, State::Said);
        QCOMPARE(starts(), 1L);
    }

    void whatGoesWrongIsSaidAndAskedAgainOnlyByTheUser_data() {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"dies", "rubbish", "wrong-id", "few-rows", "half-dies", "huge"})
            QTest::newRow(mode) << QStringLiteral("align:") + QLatin1String(mode);
    }
    void whatGoesWrongIsSaidAndAskedAgainOnlyByTheUser() {
        QFETCH(QString, mode);
        use(counted(mode.toStdString()));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Failed, kSoon);
        QVERIFY2(said().text.contains(QLatin1String("parrot")), qPrintable(said().text));
        QVERIFY(compare().alignment().tokens.empty());
        QCOMPARE(starts(), 1L);
        type(QStringLiteral("a brown dog"));
        QTest::qWait(900);
        QCOMPARE(said().state, State::Failed);
        QCOMPARE(starts(), 1L);
        compare().findChild<OtherAnswer*>()->findChild<QPushButton*>()->click();
        QCOMPARE(said().state, State::Waiting);
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Failed, kSoon);
        QCOMPARE(starts(), 2L);
    }

    void aRefusalIsOfTheSentenceAlone() {
        use(counted("align:refuses-once"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Failed, kSoon);
        QVERIFY2(said().text.contains(QLatin1String("too dark")), qPrintable(said().text));
        type(QStringLiteral("a brown dog"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        QCOMPARE(starts(), 1L);
    }

    // The answer to the sentence before is not shown as one to this sentence.
    void aLateAnswerIsNotShown() {
        use(tests::liveProgram("align:slow"));
        QTest::qWait(600);  // it is asked by now, and has not answered
        state().setSentence({QStringLiteral("a brown dog")});
        QVERIFY(compare().alignment().tokens.empty());
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        QCOMPARE(compare().alignment().sentence, std::string("a brown dog"));
    }

    void nothingWaitsForASilentOne() {
        use(tests::liveProgram("align:never", path("silent")));
        const auto running = tests::pidsIn(path("silent"));
        QCOMPARE(running.size(), std::size_t{2});
        QTest::qWait(900);
        QCOMPARE(said().state, State::Waiting);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), kSoon);  // what waits for the page does not wait for the program
        QCOMPARE(said().state, State::Waiting);
        QElapsedTimer timer;
        timer.start();
        state().setSentence({QStringLiteral("a brown dog")});
        programs().setBeside({});
        QVERIFY(timer.elapsed() < 500);
        QCOMPARE(said().state, State::None);
        for (const int pid : running) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }

    // A picture that nobody compares is not asked about.
    void itIsAskedOnlyWhileItIsSeen() {
        use(tests::liveProgram("good"));
        QTRY_COMPARE_WITH_TIMEOUT(said().state, State::Said, kSoon);
        window_->action("browse.compare")->setChecked(false);
        state().setSentence({QStringLiteral("a brown dog")});
        QTest::qWait(900);
        QVERIFY(said().state != State::Said || compare().alignment().sentence != "a brown dog");
        window_->action("browse.compare")->setChecked(true);
        QTRY_COMPARE_WITH_TIMEOUT(compare().alignment().sentence, std::string("a brown dog"), kSoon);
    }
};

QTEST_MAIN(TestLiveAlignment)
#include "test_live_alignment.moc"
