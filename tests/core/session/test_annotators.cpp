// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/waiting_session.h"

#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

using namespace legenda;
using store::Edit;
using store::ProjectStore;
using test::must;
using tests::WaitingSession;
namespace fs = std::filesystem;

// What a window for annotators asks of the session.
class TestAnnotators : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;

    static Edit draw(std::int64_t image, const std::string& region) {
        Edit edit;
        edit.image = image;
        edit.region = region;
        edit.box = {1, 1, 20, 20};
        return edit;
    }
    // What a session was told of others' changes.
    struct Told {
        std::mutex mutex;
        std::vector<std::int64_t> images;
        bool all = false;
        int predictions = 0;  // how often
        bool has(std::int64_t image) {
            const std::lock_guard lock(mutex);
            return std::ranges::find(images, image) != images.end();
        }
        bool everything() {
            const std::lock_guard lock(mutex);
            return all;
        }
        int sets() {
            const std::lock_guard lock(mutex);
            return predictions;
        }
    };
    static void watch(WaitingSession& session, const std::shared_ptr<Told>& told) {
        session->upkeep().watch([told](const session::ProjectChanges& changes) {
            const std::lock_guard lock(told->mutex);
            told->images.insert(told->images.end(), changes.images.begin(), changes.images.end());
            told->all = told->all || changes.all;
            told->predictions += changes.predictions ? 1 : 0;
        });
    }

 private Q_SLOTS:
    void init() {
        project_ = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda");
        auto store = must(ProjectStore::create(project_));
        std::vector<store::NewImage> images(3);
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].path = std::to_string(i) + ".jpg";
            images[i].split = "train";
            images[i].width = images[i].height = 100;
        }
        must(store.addImages(dir_.path().toStdString(), "folder", images));
    }

    // Of two windows on one project each keeps its edits and is told of the other's within two seconds.
    void twoWindowsSeeEachOther() {
        WaitingSession one, two;
        one.open(project_);
        two.open(project_);
        const auto toldOne = std::make_shared<Told>(), toldTwo = std::make_shared<Told>();
        watch(one, toldOne);
        watch(two, toldTwo);
        must(one.signIn("anna"));
        must(two.signIn("berta"));
        must(one.apply({draw(1, "a")}));
        must(two.apply({draw(1, "b")}));
        must(two.apply({draw(2, "c")}));
        QVERIFY(QTest::qWaitFor([&] { return toldOne->has(1) && toldOne->has(2) && toldTwo->has(1); }, 2000));
        QVERIFY(!toldTwo->has(2));  // its own
        const auto regions = must(one.load(1)).regions;
        QCOMPARE(regions.size(), std::size_t(2));
        QCOMPARE(regions[1].annotator, std::string("berta"));
        must(two.undo(2));
        QVERIFY(QTest::qWaitFor(
            [&] {
                const std::lock_guard lock(toldOne->mutex);
                return std::ranges::count(toldOne->images, 2) == 2;
            },
            2000));
        // Nobody is told any more.
        one->upkeep().watch({});
        must(two.apply({draw(3, "d")}));
        QTest::qWait(800);
        QVERIFY(!toldOne->has(3));
    }

    // Of edits of one box by both at the same time, the later one is in force, and the other can be told apart.
    void simultaneousEditsAreAllWritten() {
        WaitingSession one, two;
        one.open(project_);
        two.open(project_);
        std::vector<std::future<void>> answers;
        std::atomic<int> written = 0;
        for (int i = 0; i < 40; ++i)
            for (auto* session : {&one, &two}) {
                auto promise = std::make_shared<std::promise<void>>();
                answers.push_back(promise->get_future());
                (*session)->annotations().apply(draw(1, (session == &one ? "one " : "two ") + std::to_string(i)),
                                                [promise, &written](const base::Result<store::EditOutcome>& outcome) {
                                                    written += outcome ? 1 : 0;
                                                    promise->set_value();
                                                });
            }
        for (auto& answer : answers) answer.wait();
        QCOMPARE(written.load(), 80);
        QCOMPARE(must(one.load(1)).regions.size(), std::size_t(80));
    }

    void draftsComeBackToWhoWroteThem() {
        {
            auto ended = must(ProjectStore::open(project_));
            must(ended.signIn({"anna", false}));
            must(ended.beginSession("1/of/a-process-that-ended", [](const std::string&) { return true; }));
            must(ended.apply(draw(1, "a")));
            must(ended.saveDraft({1, "a", "t", "half a sen", {}}));
        }
        {
            WaitingSession window;
            window.open(project_);
            QVERIFY(must(window.signIn("berta")).empty());
        }
        WaitingSession window;
        window.open(project_);
        const auto restored = must(window.signIn("anna"));
        QCOMPARE(restored.size(), std::size_t(1));
        QCOMPARE(restored[0].text, std::string("half a sen"));
        QVERIFY(must(window.load(1)).canUndo);
        Edit text = draw(1, "a");
        text.kind = Edit::Kind::SetText;
        text.snippet = "t";
        text.text = "half a sentence";
        must(window.apply({text}));
        QVERIFY(must(window.signIn("anna")).empty());
    }

    void tasksAndMarks() {
        WaitingSession window;
        window.open(project_);
        must(window.signIn("anna"));
        store::TaskRecord task;
        task.name = "all";
        task.split = "train";
        const auto added =
            must(WaitingSession::wait<store::TaskRecord>([&](auto done) { window->tasks().addTask(task, done); }));
        const auto next = [&] {
            return must(WaitingSession::wait<std::optional<std::int64_t>>(
                [&](auto done) { window->tasks().nextUnfinished(added.id, 0, done); }));
        };
        for (int i = 0; i < 3; ++i) {
            const auto image = next();
            QVERIFY(image.has_value());
            Edit mark;
            mark.kind = Edit::Kind::SetMark;
            mark.image = *image;
            must(window.apply({mark}));
        }
        QVERIFY(!next());
        const auto progress = must(
            WaitingSession::wait<store::TaskProgress>([&](auto done) { window->tasks().progress(added.id, done); }));
        QCOMPARE(progress.complete, 3);
        QCOMPARE(progress.annotators.at(0).annotator, std::string("anna"));
    }

    void restoresForAllWindows() {
        WaitingSession one, two;
        one.open(project_);
        two.open(project_);
        const auto told = std::make_shared<Told>();
        watch(two, told);
        must(one.apply({draw(1, "a")}));
        const auto backup =
            must(WaitingSession::wait<store::BackupRecord>([&](auto done) { one->upkeep().makeBackup(done); }));
        must(one.apply({draw(1, "b")}));
        must(two.apply({draw(1, "c")}));
        QVERIFY(QTest::qWaitFor([&] { return told->has(1); }, 2000));
        must(WaitingSession::wait<fs::path>([&](auto done) { one->upkeep().restoreBackup(backup.name, done); }));
        QVERIFY(QTest::qWaitFor([&] { return told->everything(); }, 2000));
        QCOMPARE(must(two.load(1)).regions.size(), std::size_t(1));
        must(two.apply({draw(1, "d")}));
        QCOMPARE(must(one.load(1)).regions.size(), std::size_t(2));
        const auto all = must(
            WaitingSession::wait<std::vector<store::BackupRecord>>([&](auto done) { one->upkeep().backups(done); }));
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].reason, std::string("restore"));
    }

    // A prediction set that another program imports or removes is told once, and nothing else counts as one.
    void setsOfOtherProgramsAreTold() {
        WaitingSession window, other;
        window.open(project_);
        other.open(project_);
        const auto told = std::make_shared<Told>();
        watch(window, told);
        must(other.apply({draw(1, "a")}));
        QVERIFY(QTest::qWaitFor([&] { return told->has(1); }, 2000));
        QCOMPARE(told->sets(), 0);
        exchange::PredictionsRequest request;
        request.name = "theirs";
        request.input.file = project_.parent_path() / "theirs.json";
        test::write(request.input.file, R"([{"image_id":"1.jpg","caption":"a red kite"}])");
        for (const bool dryRun : {true, false}) {
            request.dryRun = dryRun;
            must(WaitingSession::wait<exchange::PredictionsReport>(
                [&](auto done) { other->jobs().importPredictions(request, {}, done); }));
            if (dryRun) QTest::qWait(800);
            QVERIFY(QTest::qWaitFor([&] { return told->sets() == (dryRun ? 0 : 1); }, 2000));
        }
        using Sets = std::vector<store::PredictionSetRecord>;
        must(WaitingSession::wait<Sets>([&](auto done) { other->predictions().remove("theirs", done); }));
        QVERIFY(QTest::qWaitFor([&] { return told->sets() == 2; }, 2000));
    }

    void agreementIsAQuestion() {
        WaitingSession window;
        window.open(project_);
        for (const char* name : {"anna", "berta"}) {
            must(window.signIn(name));
            Edit edit = draw(1, name);
            edit.text = "a red kite";
            must(window.apply({edit}));
        }
        const auto report = must(WaitingSession::wait<evaluation::AgreementReport>(
            [&](auto done) { window->review().agreement({}, done); }));
        QCOMPARE(report.pairs.size(), std::size_t(1));
        QCOMPARE(report.pairs[0].f1, 1.0);
        QVERIFY(report.pairs[0].meteor && *report.pairs[0].meteor > 0.9);
    }

    // Another project has other people.
    void signsOutWithTheProject() {
        WaitingSession window;
        window.open(project_);
        must(window.signIn("anna", true));
        const fs::path other = fs::path(dir_.path().toStdString()) / "other.legenda";
        must(ProjectStore::create(other));
        window.open(other);
        QVERIFY(window->annotations().viewer().annotator.empty() && !window->annotations().viewer().blind);
        QCOMPARE(must(WaitingSession::wait<std::vector<store::AnnotatorRecord>>([&](auto done) {
                     window->tasks().annotators(done);
                 })).size(),
                 std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestAnnotators)
#include "test_annotators.moc"
