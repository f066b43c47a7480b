// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_model.h"
#include "tests/support/check.h"
#include "tests/support/live_program.h"

#include <QtTest>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>
#include <thread>

using namespace legenda;
using namespace std::chrono_literals;
using base::ErrorCode;
using live::LiveModel;
using tests::liveProgram;

namespace {

const std::filesystem::path kImage = LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg";

// Short, so that a program that hangs is found soon; the machine may be busy.
constexpr live::Limits kShort{20s, 700ms, 1 << 20};

base::Result<LiveModel> started(const std::string& mode, live::Limits limits = {20s, 20s, 1 << 20}) {
    return LiveModel::start(liveProgram(mode), {}, limits);
}

}  // namespace

class TestLiveModel : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void onlyExecNamesACommand() {
        QCOMPARE(live::commandOf("exec:python3 a.py --url http://x"),
                 std::optional<std::string>("python3 a.py --url http://x"));
        QVERIFY(!live::commandOf("model.safetensors"));
        QVERIFY(!live::commandOf("/tmp/exec:x"));
        const auto none = LiveModel::start("  ", {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Usage);
    }

    void aProgramAnswers() {
        auto model = test::must(started("good"));
        QCOMPARE(model.name(), std::string("parrot"));
        QVERIFY(model.answers("caption") && model.answers("ground") && !model.answers("search"));
        const auto captions = test::must(model.caption(kImage, {}, 2, {}));
        QCOMPARE(captions.size(), std::size_t{2});
        QCOMPARE(captions[0].text, std::string("a dog dies"));  // on one line
        QCOMPARE(captions[0].logProb, -1.5);
        QVERIFY(std::isnan(captions[1].logProb));
        const auto boxes = test::must(model.ground(kImage, "A dog runs", {{0, 2}, {2, 3}}, {}));
        QCOMPARE(boxes.size(), std::size_t{2});
        QVERIFY(!boxes[1]);
        QVERIFY(boxes[0] && boxes[0]->box == (base::Box{5, 6, 7, 8}));  // the better one
        const auto scores = test::must(model.align(kImage, " A dog  runs", {{0, 0, 9, 9}, {1, 1, 3, 3}}, {}));
        QCOMPARE(scores.rows, std::size_t{3});
        QCOMPARE(scores(1, 0), 10.0f);
        QCOMPARE(scores(2, 1), 21.0f);
        QVERIFY(model.runs());
    }

    void aRequestSaysWhatIsNeeded() {
        auto model = test::must(started("request"));
        const auto text = test::must(model.caption(kImage, {}, 3, {})).front().text;
        for (const std::string part : {"'box':null", "'n':3", "'task':'caption'", "'id':1", "'width':", "'height':"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        QVERIFY(text.find(std::filesystem::absolute(kImage).string()) != std::string::npos);
        QVERIFY(text.find("crop") == std::string::npos);
    }

    void aBoxComesWithItsCrop() {
        std::string file;
        {
            auto model = test::must(started("crop"));
            const auto text = test::must(model.caption(kImage, base::Box{10, 10, 50, 40}, 1, {})).front().text;
            QVERIFY2(text.starts_with("ffd8ff "), text.c_str());  // a JPEG
            file = text.substr(7);
            QVERIFY(!std::filesystem::exists(file));  // the answer is there
            QVERIFY(std::filesystem::exists(std::filesystem::path(file).parent_path()));
        }
        QVERIFY(!std::filesystem::exists(std::filesystem::path(file).parent_path()));
    }

    void anImageOrBoxThatCannotBeReadIsOfTheRequest() {
        auto model = test::must(started("good"));
        for (const auto& failed :
             {model.caption("/nowhere/a.jpg", {}, 1, {}), model.caption(kImage, base::Box{90000, 0, 5, 5}, 1, {}),
              model.caption(__FILE__, {}, 1, {})}) {
            QVERIFY(!failed);
            QCOMPARE(failed.error().key, std::string(live::kOfRequest));
        }
        QVERIFY(model.caption(kImage, {}, 1, {}).has_value());
    }

    void whatIsRefusedIsOfTheRequest() {
        auto model = test::must(started("refuses-once"));
        const auto refused = model.caption(kImage, {}, 1, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, std::string(live::kOfRequest));
        QCOMPARE(refused.error().message, std::string("The program parrot has no answer for dog.jpg: too dark"));
        QVERIFY(model.caption(kImage, {}, 1, {}).has_value());
    }

    void anUnknownTaskIsUnsupported() {
        auto model = test::must(started("captions-only"));
        const auto refused = model.align(kImage, "a dog", {{0, 0, 1, 1}}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QCOMPARE(refused.error().message, std::string("The program parrot answers caption, not align."));
        QVERIFY(model.caption(kImage, {}, 1, {}).has_value());
    }

    void whatGoesWellThoughItIsOdd_data() {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"slow", "starts-slowly", "noisy", "blank"}) QTest::newRow(mode) << mode;
    }
    void whatGoesWellThoughItIsOdd() {
        QFETCH(QString, mode);
        auto model = test::must(started(mode.toStdString()));
        for (int i = 0; i < 2; ++i) QCOMPARE(test::must(model.caption(kImage, {}, 1, {})).size(), std::size_t{1});
    }

    void aProgramThatIsNeverReady_data() {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("said");
        QTest::newRow("dies") << "dies-first"
                              << "ended with exit status 3 before its first line, {\"ready\":true,...}; its last "
                                 "message: \"the weights are missing\".";
        QTest::newRow("silent") << "never-ready"
                                << "did not write its first line";
        QTest::newRow("other line") << "not-ready"
                                    << "wrote \"Loading model\" in place of its first line";
        QTest::newRow("no name") << "no-name"
                                 << "gave no \"name\"";
        QTest::newRow("no tasks") << "no-tasks"
                                  << "gave no \"tasks\"";
    }
    void aProgramThatIsNeverReady() {
        QFETCH(QString, mode);
        QFETCH(QString, said);
        const bool silent = mode == QStringLiteral("never-ready");
        const auto failed = started(mode.toStdString(), silent ? live::Limits{500ms, 20s, 1 << 20} : kShort);
        QVERIFY(!failed);
        const auto message = QString::fromStdString(failed.error().message);
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY2(message.contains(mode), qPrintable(message));  // the command
    }

    void aCommandThatIsNotThereSaysSo() {
        const auto failed = LiveModel::start("legenda-no-such-program --x", {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Io);
        QVERIFY2(failed.error().message.find("exit status 127") != std::string::npos, failed.error().message.c_str());
        QVERIFY(failed.error().message.find("legenda-no-such-program") != std::string::npos);
    }

    void aWrongAnswerNamesTheProgram_data() {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("said");
        const QString what = "its answer to request 1 (caption dog.jpg)";
        QTest::newRow("never") << "never"
                               << "did not write " + what + " within 0.7 s.";
        QTest::newRow("half a line") << "half"
                                     << "began " + what + " but did not end the line within 0.7 s.";
        QTest::newRow("half, then dead") << "half-dies"
                                         << "ended with exit status 0 before " + what;
        QTest::newRow("wrong id") << "wrong-id"
                                  << "answered request 77, which it was not asked, in place of " + what;
        QTest::newRow("no id") << "no-id"
                               << "wrote an answer without an \"id\"";
        QTest::newRow("rubbish") << "rubbish"
                                 << "wrote \"Traceback (most recent call last)\" in place of " + what;
        QTest::newRow("huge") << "huge"
                              << "wrote a line of more than 1048576 bytes in place of " + what;
        QTest::newRow("no UTF-8") << "not-utf8"
                                  << "in place of " + what;
        QTest::newRow("NaN") << "nan"
                             << "in place of " + what;
        QTest::newRow("infinite") << "infinite"
                                  << "in place of " + what;
        QTest::newRow("no text") << "no-text"
                                 << "a wrong answer to request 1: a caption has no \"text\"";
        QTest::newRow("no caption") << "no-captions"
                                    << "\"captions\" has none";
        QTest::newRow("no number") << "word"
                                   << "\"log_prob\" is not a finite number";
        QTest::newRow("dies") << "dies"
                              << "ended with exit status 4 before " + what + "; its last message: \"out of memory\".";
        QTest::newRow("crashes") << "crashes"
                                 << "ended with signal 11";
        QTest::newRow("closes") << "closes"
                                << "its answer to request 1";  // seen at once, or by the time limit where a shell waits
        QTest::newRow("other boxes") << "no-area"
                                     << "\"captions\" must be a list";
    }
    void aWrongAnswerNamesTheProgram() {
        QFETCH(QString, mode);
        QFETCH(QString, said);
        const bool waits =
            mode == QStringLiteral("never") || mode == QStringLiteral("half") || mode == QStringLiteral("closes");
        auto model = test::must(started(mode.toStdString(), waits ? kShort : live::Limits{}));
        const auto failed = model.caption(kImage, {}, 1, {});
        QVERIFY(!failed);
        const auto message = QString::fromStdString(failed.error().message);
        QVERIFY2(message.startsWith(QStringLiteral("The program parrot ")), qPrintable(message));
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY(failed.error().key.empty());
        QVERIFY(!model.runs());
        const auto again = model.caption(kImage, {}, 1, {});
        QVERIFY(!again);
        QCOMPARE(again.error().message, std::string("The program parrot has been ended."));
    }

    void wrongBoxesAndScores() {
        const auto said = [](const char* mode, bool align) {
            auto model = test::must(started(mode));
            std::string message;
            if (align) {
                if (auto failed = model.align(kImage, "a dog", {{0, 0, 1, 1}, {1, 1, 2, 2}}, {}); !failed)
                    message = failed.error().message;
            } else if (auto failed = model.ground(kImage, "a dog runs", {{0, 2}, {2, 3}}, {}); !failed) {
                message = failed.error().message;
            }
            return message;
        };
        QCOMPARE(said("no-area", false),
                 std::string("The program parrot gave a wrong answer to request 1: a box has no area."));
        QCOMPARE(said("phrase", false),
                 std::string("The program parrot gave a wrong answer to request 1: there is no phrase 2."));
        QCOMPARE(said("few-rows", true),
                 std::string(
                     "The program parrot gave a wrong answer to request 1: \"scores\" must be 2 rows, one a word, of "
                     "2 numbers, one a box."));
    }

    void anAnswerGivenTwiceIsFoundAtTheNext() {
        auto model = test::must(started("twice"));
        QVERIFY(model.caption(kImage, {}, 1, {}).has_value());
        const auto failed = model.caption(kImage, {}, 1, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().message, std::string("The program parrot answered request 1 twice."));
    }

    // The first request is cancelled; its answer comes behind the second one's, and is passed over.
    void aLateAnswerIsPassedOver() {
        auto model = test::must(started("late"));
        std::stop_source stop;
        std::jthread presses([&] {
            std::this_thread::sleep_for(200ms);
            stop.request_stop();
        });
        const auto begun = std::chrono::steady_clock::now();
        const auto cancelled = model.caption(kImage, {}, 1, {stop.get_token(), {}});
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        QVERIFY(std::chrono::steady_clock::now() - begun < 5s);
        QVERIFY(model.runs());
        QCOMPARE(test::must(model.caption(kImage, {}, 1, {})).front().text, std::string("a dog dies"));
        QVERIFY(model.caption(kImage, {}, 1, {}).has_value());  // after the first one's
        QVERIFY(model.runs());
    }

    void cancellingWhileItStartsEndsIt() {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("pids")).toStdString();
        std::stop_source stop;
        std::vector<int> pids;
        std::jthread presses([&] {
            pids = tests::pidsIn(file);
            stop.request_stop();
        });
        const auto failed = LiveModel::start(liveProgram("never-ready", file), {stop.get_token(), {}});
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Cancelled);
        presses.join();
        QCOMPARE(pids.size(), std::size_t{2});
        for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 5000);
    }

    void theGroupEndsWithTheModel_data() {
        QTest::addColumn<QString>("mode");
        QTest::newRow("good") << "good";
        QTest::newRow("deaf") << "deaf-to-term";
    }
    void theGroupEndsWithTheModel() {
        QFETCH(QString, mode);
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("pids")).toStdString();
        std::vector<int> pids;
        {
            const auto model = test::must(LiveModel::start(liveProgram(mode.toStdString(), file), {}));
            pids = tests::pidsIn(file);
            QCOMPARE(pids.size(), std::size_t{2});
            QVERIFY(tests::runs(pids[0]) && tests::runs(pids[1]));
        }
        for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 5000);
    }

    // Who closes the window must not wait for the program.
    void endingADeafProgramWaitsForNothing() {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("pids")).toStdString();
        std::optional<LiveModel> model = test::must(LiveModel::start(liveProgram("deaf-to-term", file), {}));
        const auto pids = tests::pidsIn(file);
        QCOMPARE(pids.size(), std::size_t{2});
        model.reset();
        QVERIFY(tests::runs(pids[0]));  // it has a second left
        // What is started next has the machine to itself.
        const auto next = test::must(LiveModel::start(liveProgram("good"), {}));
        QVERIFY(!tests::runs(pids[0]));
        for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 5000);
    }

    void theLastMessagesStandBeside() {
        auto model = test::must(started("dies"));
        const auto failed = model.caption(kImage, {}, 1, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().context, std::string("Its last messages:\n  out of memory"));
    }
};

QTEST_GUILESS_MAIN(TestLiveModel)
#include "test_live_model.moc"
