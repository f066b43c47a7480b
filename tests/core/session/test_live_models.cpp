// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_program.h"
#include "tests/support/waiting_session.h"

#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <optional>

using namespace legenda;
using namespace std::chrono_literals;
using test::must;
using tests::liveProgram;
namespace fs = std::filesystem;

// A session that asks programs beside our models: tests/support/live_program.sh in its moods.
class TestLiveModels : public QObject {
    Q_OBJECT

    using Result = base::Result<inference::CaptionResult>;
    using Clock = std::chrono::steady_clock;
    static constexpr base::Box kBox{5, 5, 40, 30};

    std::unique_ptr<QTemporaryDir> dir_;
    std::unique_ptr<tests::WaitingSession> session_;

    std::string path(const char* name) const { return dir_->filePath(QLatin1String(name)).toStdString(); }
    session::LiveModels& models() { return (*session_)->liveModels(); }

    // The answer, once it is there.
    std::future<Result> asked(const std::string& command, const std::optional<base::Box>& box = {}) {
        auto promise = std::make_shared<std::promise<Result>>();
        auto answer = promise->get_future();
        models().caption(command, 1, box, 1, [promise](Result result) { promise->set_value(std::move(result)); },
                         {"page"});
        return answer;
    }
    using Placed = base::Result<inference::LiveSentence>;
    std::future<Placed> placing(const std::string& command, const std::string& sentence = "A dog runs on the beach") {
        auto promise = std::make_shared<std::promise<Placed>>();
        auto answer = promise->get_future();
        models().place(command, 1, sentence, {{0, 0, 90, 90}, kBox}, 0.5,
                       [promise](Placed result) { promise->set_value(std::move(result)); }, {"beside"});
        return answer;
    }
    Result ask(const std::string& command, const std::optional<base::Box>& box = {}) {
        return asked(command, box).get();
    }
    // A command that writes a line into the file at every start.
    std::string counted(const std::string& mode) const {
        return "echo started >>'" + path("starts") + "'; " + liveProgram(mode);
    }
    long starts() const {
        std::ifstream in(path("starts"));
        return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    }

 private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        auto store = must(store::ProjectStore::create(path("p.legenda")));
        store::NewImage image;
        image.path = "dog.jpg";
        image.split = "dev";
        image.captions = {"a dog"};
        must(store.addImages(fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo/images", "test", {image}));
        session_ = std::make_unique<tests::WaitingSession>();
        session_->open(path("p.legenda"));
    }
    void cleanup() {
        session_.reset();
        dir_.reset();
    }

    void itDescribesImagesAndBoxes() {
        const auto whole = must(ask(counted("good")));
        QCOMPARE(whole.image, std::string("dog.jpg"));
        QVERIFY(!whole.box);
        QCOMPARE(whole.captions.size(), std::size_t{1});
        QCOMPARE(whole.captions[0].text, std::string("a dog dies"));
        QCOMPARE(whole.captions[0].logProb, -1.5);
        QVERIFY(must(ask(counted("good"), kBox)).box == kBox);
        QCOMPARE(starts(), 1L);
    }

    // A newer question takes the place of the one for which the program is started; the start goes on.
    void aSlowStartIsMadeOnce() {
        const auto command = counted("starts-slowly");
        auto first = asked(command, kBox);
        for (int wait = 0; wait < 400 && starts() == 0; ++wait) QTest::qSleep(25);
        auto second = asked(command, base::Box{5, 5, 50, 30});
        const auto replaced = first.get();
        QVERIFY(replaced || replaced.error().code == base::ErrorCode::Superseded);
        QCOMPARE(must(second.get()).captions[0].text, std::string("a dog dies"));
        QCOMPARE(starts(), 1L);
    }

    // The program's scores are 10 t + r: every word fits the last region best.
    void itAlignsASentence() {
        const auto said = must(placing(liveProgram("good")).get());
        QVERIFY(said.phrases.empty());
        QCOMPARE(said.alignment.sentence, std::string("A dog runs on the beach"));
        QCOMPARE(said.alignment.tokens.size(), std::size_t{6});
        QCOMPARE(said.alignment.assignment, (std::vector<int>{1, 1, 1, 1, 1, 1}));
        QVERIFY(said.alignment.regions.at(1).box == kBox);
        QCOMPARE(said.alignment.scores(2, 1), 21.0f);
    }

    // Of "A dog" it has a box, of "the beach" none.
    void itGroundsThePhrasesOfASentence() {
        const auto said = must(placing(liveProgram("grounds")).get());
        QVERIFY(said.alignment.tokens.empty());
        QCOMPARE(said.phrases.size(), std::size_t{1});
        QCOMPARE(said.phrases[0].start, 0);
        QCOMPARE(said.phrases[0].end, 2);
        QVERIFY(said.phrases[0].box.box == (base::Box{5, 6, 7, 8}));
    }

    void whatItCannotIsNotAsked() {
        const auto command = counted("captions-only");
        const auto refused = placing(command).get();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, base::ErrorCode::Unsupported);
        QVERIFY(ask(command).has_value());  // it was not ended
        QCOMPARE(starts(), 1L);
    }

    void wrongAlignmentsNameTheProgram_data() {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"few-rows", "rubbish", "wrong-id", "no-id", "half-dies", "huge", "dies", "crashes"})
            QTest::newRow(mode) << QStringLiteral("align:") + QLatin1String(mode);
    }
    void wrongAlignmentsNameTheProgram() {
        QFETCH(QString, mode);
        const auto command = counted(mode.toStdString());
        must(ask(command));
        const auto failed = placing(command).get();
        QVERIFY(!failed);
        QVERIFY2(failed.error().message.starts_with("The program parrot "), failed.error().message.c_str());
        QVERIFY(failed.error().key.empty());
        must(ask(command));
        QCOMPARE(starts(), 2L);
    }

    // Another image or sentence: the question is not wanted any more, but the program is.
    void whatIsWithdrawnIsAnsweredAndTheStartGoesOn() {
        const auto command = counted("starts-slowly");
        auto answer = placing(command);
        for (int wait = 0; wait < 400 && starts() == 0; ++wait) QTest::qSleep(25);
        models().withdraw("beside");
        const auto withdrawn = answer.get();
        QVERIFY(withdrawn || withdrawn.error().code == base::ErrorCode::Cancelled);
        must(placing(command).get());
        QCOMPARE(starts(), 1L);
        auto silent = placing(liveProgram("align:never"));
        QVERIFY(silent.wait_for(300ms) == std::future_status::timeout);
        models().withdraw("beside");
        QVERIFY(silent.wait_for(10s) == std::future_status::ready);
        QCOMPARE(silent.get().error().code, base::ErrorCode::Cancelled);
    }

    void cancellingIsAnsweredAtOnce_data() {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("ends");
        QTest::newRow("it never answers") << "never" << false;
        QTest::newRow("it is never ready") << "never-ready" << true;
    }
    void cancellingIsAnsweredAtOnce() {
        QFETCH(QString, mode);
        QFETCH(bool, ends);
        const auto command = liveProgram(mode.toStdString(), path("pids"));
        auto answer = asked(command);
        const auto pids = tests::pidsIn(path("pids"));
        QCOMPARE(pids.size(), std::size_t{2});
        QTest::qSleep(300);
        QVERIFY(answer.wait_for(0s) == std::future_status::timeout);
        const auto begun = Clock::now();
        (*session_)->dropRequests("page");
        QVERIFY(Clock::now() - begun < 500ms);  // the caller waits for nothing
        QVERIFY(answer.wait_for(10s) == std::future_status::ready);
        const auto cancelled = answer.get();
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, base::ErrorCode::Cancelled);
        if (ends)
            for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }

    void whatDiedIsStartedWhenItIsAskedAgain() {
        const auto command = counted("dies");
        // Both are asked before it dies: both fail by it, and nothing is started for the second.
        auto whole = asked(command), box = asked(command, kBox);
        for (auto* answer : {&whole, &box}) {
            const auto failed = answer->get();
            QVERIFY(!failed);
            QVERIFY2(failed.error().message.starts_with("The program parrot ended with exit status 4"),
                     failed.error().message.c_str());
            QVERIFY(failed.error().key.empty());
        }
        QCOMPARE(starts(), 1L);
        QVERIFY(!ask(command));
        QCOMPARE(starts(), 2L);
    }

    void whatItRefusesDoesNotEndIt() {
        const auto command = counted("refuses-once");
        const auto refused = ask(command);
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, std::string(inference::kImageFault));
        QVERIFY(ask(command).has_value());
        QCOMPARE(starts(), 1L);
    }

    void anotherProgramEndsTheFirst() {
        must(ask(liveProgram("good", path("pids"))));
        const auto first = tests::pidsIn(path("pids"));
        QCOMPARE(first.size(), std::size_t{2});
        must(ask(liveProgram("good", path("other pids"))));
        for (const int pid : first) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
        const auto second = tests::pidsIn(path("other pids"));
        QCOMPARE(second.size(), std::size_t{2});
        for (const int pid : second) QVERIFY(tests::runs(pid));
        models().end();
        for (const int pid : second) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }

    void theGroupEndsWithTheSession_data() {
        QTest::addColumn<QString>("mode");
        QTest::newRow("idle") << "good";
        QTest::newRow("asked") << "never";
        QTest::newRow("starting") << "never-ready";
        QTest::newRow("deaf") << "deaf-never";
    }
    void theGroupEndsWithTheSession() {
        QFETCH(QString, mode);
        auto answer = asked(liveProgram(mode.toStdString(), path("pids")));
        const auto pids = tests::pidsIn(path("pids"));
        QCOMPARE(pids.size(), std::size_t{2});
        if (mode == QLatin1String("good")) must(answer.get());
        const auto begun = Clock::now();
        session_.reset();
        QVERIFY(Clock::now() - begun < 10s);
        for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }
};

QTEST_GUILESS_MAIN(TestLiveModels)
#include "test_live_models.moc"
