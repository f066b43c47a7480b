// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"
#include "core/image/decode.h"
#include "core/session/session.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <future>
#include <set>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestDemo : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    // One photograph with what Flickr30k Entities says of it.
    static project::Resources shipped(const fs::path& folder) {
        project::Resources resources;
        resources.demo = folder;
        test::write(resources.demo / "Flickr8k.token.txt",
                    "dog.jpg#0\tA dog runs .\ndog.jpg#1\tA brown dog on grass .\n");
        test::write(resources.demo / "entities/Sentences/dog.txt",
                    "[/EN#1/animals A dog] runs .\n[/EN#1/animals A brown dog] on [/EN#2/scene grass] "
                    ".\n[/EN#1/animals a dog] sits .\n");
        test::write(
            resources.demo / "entities/Annotations/dog.xml",
            "<annotation><size><width>40</width><height>20</height></size>"
            "<object><name>1</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object>"
            "<object><name>1</name><bndbox><xmin>11</xmin><ymin>3</ymin><xmax>20</xmax><ymax>10</ymax></bndbox></"
            "object></annotation>");
        base::Picture picture{40, 20, std::vector<std::uint8_t>(40 * 20 * 3, 70), 40, 20};
        must(image::encode(picture, resources.demo / "images" / "dog.jpg"));
        return resources;
    }

    static std::set<std::string> in(const fs::path& folder) {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
        return names;
    }
    static std::size_t filesBelow(const fs::path& folder) {
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) files += entry.is_regular_file() ? 1 : 0;
        return files;
    }
    // The photographs, all of them or none, and no project.
    static bool nothingHalf(const fs::path& folder, const fs::path& from) {
        const auto names = in(folder);
        return names.empty() ||
               (names == std::set<std::string>{"demo"} && filesBelow(folder / "demo") == filesBelow(from));
    }

 private Q_SLOTS:
    void makesTheDemo() {
        const fs::path base = dir_.path().toStdString();
        const auto resources = shipped(base / "shipped");
        const fs::path target = base / "home" / "deep";
        test::write(target / "demo" / "Flickr8k.token.txt", "cut o");  // what a killed start leaves
        test::write(target / ".demo.legenda.part-999999999" / "project.sqlite", "half a database");
        const auto project = must(exchange::makeDemo(resources, target, {}));
        QCOMPARE(project, target / "demo.legenda");
        QVERIFY(!fs::exists(target / ".demo.legenda.part-999999999"));
        {
            auto store = must(ProjectStore::open(project));
            const auto regions = must(store.allRegions());
            QCOMPARE(regions.size(), std::size_t(1));  // grass has no box
            QVERIFY(regions[0].box == (base::Box{0, 0, 20, 10}));
            QCOMPARE(regions[0].snippets.size(), std::size_t(2));  // "a dog" is said twice
            QCOMPARE(regions[0].annotator, std::string("Legenda"));
            QCOMPARE(regions[0].origin, std::string("import"));
            QCOMPARE(must(store.images())[0].file, target / "demo" / "images" / "dog.jpg");
            must(store.setInfo("name", "mine"));
        }
        QCOMPARE(must(exchange::makeDemo(resources, target, {})), project);
        QCOMPARE(must(must(ProjectStore::open(project)).info("name")), std::string("mine"));
    }

    void saysWhatIsInTheWay() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "way";
        project::Resources resources;
        resources.demo = base / "nothing";
        QVERIFY(!exchange::makeDemo(resources, base / "a", {}));
        QVERIFY(!fs::exists(base / "a" / "demo.legenda"));
        test::write(base / "b" / "demo.legenda" / "letter.txt", "mine");
        const auto taken = exchange::makeDemo(resources, base / "b", {});
        QVERIFY(!taken && taken.error().message.find("demo.legenda") != std::string::npos);
        QVERIFY(fs::exists(base / "b" / "demo.legenda" / "letter.txt"));
    }

    // Stopped at any of its reports.
    void cancelledItLeavesNothingHalf() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "cancelled";
        const auto resources = shipped(base / "shipped");
        std::set<std::string> stages;
        for (int at = 0;; ++at) {
            const fs::path home = base / std::to_string(at);
            fs::create_directories(home);
            std::stop_source stop;
            int reports = 0;
            std::string last;
            base::JobContext context{stop.get_token(), {}};
            context.progress = [&](const base::Progress& progress) {
                if (reports++ != at) return;
                last = progress.stage;
                stop.request_stop();
            };
            const auto made = exchange::makeDemo(resources, home, context);
            if (reports <= at) break;  // it was over before
            if (made) continue;        // the last report came when all was done
            QCOMPARE(int(made.error().code), int(base::ErrorCode::Cancelled));
            QVERIFY2(nothingHalf(home, resources.demo), qPrintable(QString("%1 %2").arg(at).arg(last.c_str())));
            stages.insert(last);
            must(exchange::makeDemo(resources, home, {}));  // and can be made afterwards
            QCOMPARE(in(home), (std::set<std::string>{"demo", "demo.legenda"}));
        }
        QVERIFY2(stages.size() >= 2, stages.empty() ? "" : stages.begin()->c_str());
    }

    void failedItLeavesNothingHalf() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "failed", home = base / "home";
        const auto resources = shipped(base / "shipped");
        fs::remove(resources.demo / "Flickr8k.token.txt");
        fs::create_directories(home);
        const auto made = exchange::makeDemo(resources, home, {});
        QVERIFY(!made && made.error().code != base::ErrorCode::Cancelled);
        QVERIFY(nothingHalf(home, resources.demo));
    }

    // In the window it is a job: it reports, one that waits ends at once, one that runs is stopped.
    void asAJobItCanBeCancelled() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "job";
        const auto resources = shipped(base / "shipped");
        session::Session session({resources, "cpu", 1, 1, nullptr});
        using Answer = base::Result<fs::path>;
        std::promise<Answer> running, waiting, third;
        std::promise<session::JobId> first;
        std::promise<void> reported, go;
        auto known = first.get_future().share();
        auto released = go.get_future().share();
        std::atomic<bool> told = false;
        first.set_value(session.jobs().createDemo(
            base / "a",
            [&](const base::Progress&) {
                if (told.exchange(true)) return;
                reported.set_value();
                released.wait();
                session.jobs().cancel(known.get());
            },
            [&](Answer answer) { running.set_value(std::move(answer)); }));
        reported.get_future().wait();
        const auto second =
            session.jobs().createDemo(base / "b", {}, [&](Answer answer) { waiting.set_value(answer); });
        session.jobs().cancel(second);
        auto dropped = waiting.get_future();
        QCOMPARE(int(dropped.wait_for(std::chrono::seconds(0))), int(std::future_status::ready));
        QCOMPARE(int(dropped.get().error().code), int(base::ErrorCode::Cancelled));
        go.set_value();
        const auto stopped = running.get_future().get();
        QVERIFY(!stopped && stopped.error().code == base::ErrorCode::Cancelled);
        QVERIFY(nothingHalf(base / "a", resources.demo));
        QVERIFY(!fs::exists(base / "b"));
        session.jobs().createDemo(base / "a", {}, [&](Answer answer) { third.set_value(std::move(answer)); });
        QCOMPARE(must(third.get_future().get()), base / "a" / "demo.legenda");
    }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "test_demo.moc"
