// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/failing_vfs.h"
#include "tests/support/waiting_session.h"

#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

using namespace legenda;
using store::Edit;
using store::ProjectStore;
using test::must;
using tests::FailingVfs;
using tests::WaitingSession;
namespace fs = std::filesystem;

namespace {

constexpr const char* kLimitedMode = "--annotate-in-limited-files";

Edit draw(const std::string& region) {
    Edit edit;
    edit.image = 1;
    edit.region = region;
    edit.box = {1, 1, 20, 20};
    edit.text = "text of " + region;
    return edit;
}

rlim_t largestFile(const fs::path& project) {
    std::uintmax_t largest = 0;
    for (const auto& entry : fs::directory_iterator(project))
        if (entry.is_regular_file()) largest = std::max(largest, entry.file_size());
    return static_cast<rlim_t>(largest);
}

void limitFiles(rlim_t bytes) {
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    setrlimit(RLIMIT_FSIZE, &limit);
}

// The child: it annotates until its files may not grow any more, saves elsewhere what was refused, and goes on once
// there is room again. Names each edit that was written.
int annotateInLimitedFiles(const fs::path& project, const fs::path& elsewhere) {
    std::signal(SIGXFSZ, SIG_IGN);
    WaitingSession window;
    window.open(project);
    must(window.signIn("anna"));
    must(window.apply({draw("first")}));
    limitFiles(largestFile(project) + 64 * 1024);
    std::vector<Edit> unwritten;
    for (int i = 0; i < 2000 && unwritten.empty(); ++i) {
        const Edit edit = draw("r" + std::to_string(i));
        if (const auto written = window.apply({edit})) {
            std::printf("written %s\n", edit.region.c_str());
        } else {
            std::printf("refused %d %s\n", static_cast<int>(written.error().code), written.error().message.c_str());
            unwritten.push_back(edit);
        }
    }
    const auto seen = must(window.load(1)).regions.size();  // work goes on: it can still be read
    limitFiles(RLIM_INFINITY);
    must(
        WaitingSession::wait<fs::path>([&](auto done) { window->upkeep().saveElsewhere(elsewhere, unwritten, done); }));
    for (const auto& edit : unwritten) {
        must(window.apply({edit}));
        std::printf("written %s\n", edit.region.c_str());
    }
    std::printf("seen %zu\n", seen);
    return 0;
}

}  // namespace

class TestFullDisk : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;

    static std::vector<std::string> names(const fs::path& project) {
        std::vector<std::string> found;
        const auto store = must(ProjectStore::open(project));
        for (const auto& region : must(store.allRegions())) found.push_back(region.uuid);
        if (!must(store.verify()).empty()) found.push_back("damaged");
        return found;
    }

 private Q_SLOTS:
    void init() {
        project_ = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_)) / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        store::NewImage image;
        image.path = "a.jpg";
        image.width = image.height = 100;
        must(store.addImages(project_.parent_path(), "folder", {image}));
    }

    void saysSoAndGoesOn_data() {
        QTest::addColumn<int>("failure");
        QTest::addColumn<QString>("key");
        QTest::newRow("the disk is full") << int(FailingVfs::Failure::DiskFull) << store::kDiskFull;
        QTest::newRow("a write fails") << int(FailingVfs::Failure::WriteError) << "";
        QTest::newRow("a sync fails") << int(FailingVfs::Failure::SyncError) << "";
    }
    void saysSoAndGoesOn() {
        QFETCH(int, failure);
        QFETCH(QString, key);
        FailingVfs disk(project_.string());
        {
            WaitingSession window;
            window.open(project_);
            must(window.signIn("anna"));
            must(window.apply({draw("one")}));
            disk.fail(static_cast<FailingVfs::Failure>(failure));
            const auto refused = window.apply({draw("two")});
            QVERIFY(!refused);
            QCOMPARE(int(refused.error().code), int(base::ErrorCode::Io));
            QCOMPARE(QString::fromStdString(refused.error().key), key);
            QVERIFY(refused.error().message.find(project_.string()) != std::string::npos);
            QVERIFY(!window.keepDraft({1, "one", "", "half", {}}));
            QVERIFY(!window.undo(1));
            // What stands in the project is seen, and it goes with what was refused to where there is room.
            QCOMPARE(must(window.load(1)).regions.size(), std::size_t(1));
            const fs::path elsewhere = project_.parent_path() / "elsewhere" / "p.legenda";
            must(WaitingSession::wait<fs::path>(
                [&](auto done) { window->upkeep().saveElsewhere(elsewhere, {draw("two")}, done); }));
            const auto there = must(must(ProjectStore::open(elsewhere)).allRegions());
            QCOMPARE(there.size(), std::size_t(2));
            QCOMPARE(there[1].annotator, std::string("anna"));
            disk.fail(FailingVfs::Failure::None);
            must(window.apply({draw("two")}));
            QCOMPARE(must(window.undo(1)).regions.size(), std::size_t(1));
            must(window.redo(1));
        }
        QCOMPARE(names(project_), (std::vector<std::string>{"one", "two"}));
    }

    // A project that cannot be written from its first moment on.
    void opensOnAFullDisk() {
        must(must(ProjectStore::open(project_)).apply(draw("one")));
        FailingVfs disk(project_.string());
        disk.fail(FailingVfs::Failure::DiskFull);
        WaitingSession window;
        window.open(project_);
        QCOMPARE(must(window.load(1)).regions.size(), std::size_t(1));
        QVERIFY(!window.apply({draw("two")}));
        disk.fail(FailingVfs::Failure::None);
        must(window.apply({draw("two")}));
    }

    void filesThatMayNotGrow() {
        const fs::path elsewhere = project_.parent_path() / "elsewhere.legenda";
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {kLimitedMode, QString::fromStdString(project_.string()),
                                                              QString::fromStdString(elsewhere.string())});
        QVERIFY(child.waitForFinished(120000));
        QVERIFY2(child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0,
                 child.readAllStandardError().constData());
        std::vector<std::string> written{"first"};
        int refused = 0;
        for (const auto& line : child.readAllStandardOutput().split('\n')) {
            if (line.startsWith("written ")) written.push_back(line.mid(8).toStdString());
            if (line.startsWith("refused ")) {
                ++refused;
                QVERIFY2(line.startsWith("refused " + QByteArray::number(int(base::ErrorCode::Io))), line.constData());
                QVERIFY2(line.contains("project.sqlite"), line.constData());
            }
            if (line.startsWith("seen ")) QCOMPARE(line.mid(5).toULong(), written.size() - 1);
        }
        QCOMPARE(refused, 1);
        QVERIFY(written.size() > 2);
        QCOMPARE(names(project_), written);
        QCOMPARE(names(elsewhere), written);
    }
};

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == kLimitedMode) return annotateInLimitedFiles(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    TestFullDisk test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_full_disk.moc"
