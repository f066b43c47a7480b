// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_annotator.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>

using namespace legenda;
using nlohmann::json;
using store::ProjectStore;
using test::must;
using tests::Drafts;
using tests::ImageHistory;
using tests::ImageTruth;
using tests::ScriptedAnnotator;
using tests::WaitingSession;
namespace fs = std::filesystem;

namespace {

constexpr const char* kAnnotateMode = "--annotate-until-killed";
constexpr const char* kName = "anna";

std::int64_t milliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// The program that is killed: a session in which a scripted annotator works. Each act is written down before it is done
// ("do", with the time) and after it was answered ("ok").
int annotateUntilKilled(const fs::path& project, std::uint64_t seed) {
    WaitingSession window;
    window.open(project);
    must(window.signIn(kName));
    ScriptedAnnotator annotator(window, seed);
    for (;;) {
        const json act = annotator.next();
        std::printf("do %lld %s\n", static_cast<long long>(milliseconds()), act.dump().c_str());
        std::fflush(stdout);
        if (const auto done = annotator.perform(act); !done) {
            std::printf("no %s\n", done.error().message.c_str());
            return 1;
        }
        std::printf("ok\n");
        std::fflush(stdout);
    }
}

}  // namespace

class TestTorture : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path project_;
    std::map<std::int64_t, ImageHistory> images_;
    Drafts drafts_;
    int acts_ = 0, inFlight_ = 0;

    struct Round {
        std::vector<json> done;
        std::optional<json> open;  // begun, and not known to have ended
        std::int64_t openSince = 0, killedAt = 0;
        QByteArray problem;
    };

    Round killedAfter(int wait, std::uint64_t seed) {
        Round round;
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {kAnnotateMode, QString::fromStdString(project_.string()), QString::number(seed)});
        if (!child.waitForReadyRead(60000)) round.problem = "the child did not begin";
        // The pipe is emptied meanwhile: a full one would hold the child.
        QByteArray output;
        for (QElapsedTimer clock = started(); clock.elapsed() < wait;) {
            child.waitForReadyRead(static_cast<int>(std::max<qint64>(1, wait - clock.elapsed())));
            output += child.readAllStandardOutput();
        }
        child.kill();
        round.killedAt = milliseconds();
        if (!child.waitForFinished(20000) || child.exitStatus() != QProcess::CrashExit)
            round.problem = "the child ended by itself: " + child.readAllStandardError();
        output += child.readAllStandardOutput();
        read(output, round);
        return round;
    }
    static QElapsedTimer started() {
        QElapsedTimer clock;
        clock.start();
        return clock;
    }
    static void read(const QByteArray& output, Round& round) {
        auto lines = output.split('\n');
        lines.removeLast();  // cut, or empty
        for (const auto& line : lines) {
            if (line == "ok") {
                round.done.push_back(*std::exchange(round.open, std::nullopt));
            } else if (line.startsWith("do ")) {
                const auto space = line.indexOf(' ', 3);
                round.openSince = line.mid(3, space - 3).toLongLong();
                round.open = json::parse(line.mid(space + 1).toStdString());
            } else {
                round.problem = line;
            }
        }
    }

    static std::map<std::int64_t, ImageTruth> found(const ProjectStore& store) {
        std::map<std::int64_t, ImageTruth> truth;
        for (std::int64_t image = 1; image <= ScriptedAnnotator::kImages; ++image)
            truth[image] = ImageTruth::of(must(store.outcome(image)));
        return truth;
    }
    std::map<std::int64_t, ImageTruth> expected() {
        std::map<std::int64_t, ImageTruth> truth;
        for (std::int64_t image = 1; image <= ScriptedAnnotator::kImages; ++image) truth[image] = images_[image].now;
        return truth;
    }

    // The project holds all that was acknowledged, and of the act that was under way all or nothing.
    void compare(const Round& round, int number) {
        auto store = must(ProjectStore::open(project_));
        must(store.signIn({kName, false}));
        must(store.beginSession("check", [](const std::string&) { return false; }));
        const auto problems = must(store.verify());
        QVERIFY2(problems.empty(), problems.c_str());
        for (const auto& act : round.done) tests::carryOut(act, images_, drafts_);
        Drafts kept;
        for (const auto& draft : must(store.drafts())) kept[{draft.image, draft.snippet}] = draft.text;
        const auto now = found(store);
        const bool before = now == expected() && kept == drafts_;
        if (round.open) {
            auto imagesBefore = images_;
            auto draftsBefore = drafts_;
            tests::carryOut(*round.open, images_, drafts_);
            const bool after = now == expected() && kept == drafts_;
            const bool typed = round.open->at("act") == "draft";
            if (typed && round.killedAt - round.openSince > 1000)
                QVERIFY2(after, "what was typed more than a second before is lost");
            QVERIFY2(before || after, qPrintable(QString("round %1: something acknowledged is lost").arg(number)));
            inFlight_ += after && !before ? 1 : 0;
            if (!after) {
                images_ = std::move(imagesBefore);
                drafts_ = std::move(draftsBefore);
            }
        } else {
            QVERIFY2(before, qPrintable(QString("round %1: something acknowledged is lost").arg(number)));
        }
        acts_ += static_cast<int>(round.done.size());
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = fs::path(dir_.path().toStdString()) / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        std::vector<store::NewImage> images(ScriptedAnnotator::kImages);
        std::string words;
        for (int i = 0; i < ScriptedAnnotator::kWords; ++i) words += "word ";
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].path = std::to_string(i) + ".jpg";
            images[i].width = images[i].height = 100;
            images[i].captions = {words};
        }
        must(store.addImages(project_.parent_path(), "folder", images));
    }

    // 10 rounds, or LEGENDA_TORTURE_ROUNDS.
    void theWorkOutlivesEveryKill() {
        const int rounds = std::max(1, qEnvironmentVariable("LEGENDA_TORTURE_ROUNDS", "10").toInt());
        base::Random random(static_cast<std::uint64_t>(rounds), "moments of the kill");
        for (int number = 0; number < rounds; ++number) {
            const auto wait = random.below(number % 10 == 9 ? 2000 : 250);
            const Round round = killedAfter(static_cast<int>(wait), random.next());
            QVERIFY2(round.problem.isEmpty(), round.problem.constData());
            compare(round, number);
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%d acts in %d rounds; %d acts under way were in the project", acts_, rounds, inFlight_);
        QVERIFY(acts_ >= rounds);
    }

    // And its history with it: all of it can be undone and done again, step by step, after the last kill.
    void soDoesTheHistory() {
        WaitingSession window;
        window.open(project_);
        must(window.signIn(kName));
        for (std::int64_t image = 1; image <= ScriptedAnnotator::kImages; ++image) {
            auto& history = images_[image];
            const auto last = history.now;
            int undone = 0;
            for (; undone < 200 && !history.past.empty(); ++undone) {
                const auto outcome = must(window.undo(image));
                history.undo();
                QVERIFY2(ImageTruth::of(outcome) == history.now, outcome.label.c_str());
            }
            QVERIFY(undone > 0);
            for (; undone > 0; --undone) must(window.redo(image));
            QVERIFY(ImageTruth::of(must(window.load(image))) == last);
        }
    }
};

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == kAnnotateMode)
        return annotateUntilKilled(argv[2], std::strtoull(argv[3], nullptr, 10));
    QCoreApplication application(argc, argv);
    TestTorture test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_torture.moc"
