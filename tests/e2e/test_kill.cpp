// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <cstdio>
#include <set>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

namespace {

constexpr const char* kWriterMode = "--write-until-killed";

// The process that is killed: one act after another, each named on standard output after its COMMIT.
int writeUntilKilled(const fs::path& project) {
    auto store = must(ProjectStore::open(project));
    const auto image = must(store.images())[0].id;
    for (int i = 0;; ++i) {
        store::Act act;
        act.image = image;
        act.region = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
        act.box = {double(i % 50), 0, 10, 10};
        act.text = "text of " + act.region;
        const auto outcome = must(store.act(act));
        if (outcome.action == 0) return 1;
        std::printf("%s\n", act.region.c_str());
        std::fflush(stdout);
    }
}

}  // namespace

class TestKill : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    // What was committed is there after SIGKILL at any moment, and can be undone.
    void keepsEveryCommittedAct() {
        QTemporaryDir dir;
        const fs::path project = fs::path(dir.path().toStdString()) / "p.legenda";
        {
            auto store = must(ProjectStore::create(project));
            store::NewImage image;
            image.path = "a.jpg";
            must(store.addImages(project.parent_path(), "folder", {image}));
        }
        base::Random random(7, "moments of the kill");
        std::set<std::string> printed;
        for (int round = 0; round < 8; ++round) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(),
                         {kWriterMode, QString::fromStdString(project.string())});
            QVERIFY(writer.waitForReadyRead(20000));
            QTest::qSleep(static_cast<int>(random.below(150)));
            writer.kill();
            QVERIFY(writer.waitForFinished(20000));
            QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
            std::size_t lines = 0;
            for (const auto& line : writer.readAllStandardOutput().split('\n')) {
                if (line.size() != 36) continue;  // the last one may be cut
                printed.insert(line.toStdString());
                ++lines;
            }
            QVERIFY(lines > 0);
            check(project, printed);
        }
        undoAll(project);
    }

 private:
    static void check(const fs::path& project, const std::set<std::string>& printed) {
        auto store = must(ProjectStore::open(project));
        std::set<std::string> there;
        for (const auto& region : must(store.allRegions())) {
            there.insert(region.uuid);
            QVERIFY(region.snippets.size() == 1 &&
                    region.snippets[0].text == "text of " + region.uuid);  // an act is whole
        }
        for (const auto& uuid : printed) QVERIFY2(there.contains(uuid), uuid.c_str());
        QVERIFY(must(store.verify()).empty());
    }

    static void undoAll(const fs::path& project) {
        auto store = must(ProjectStore::open(project));
        const auto image = must(store.images())[0].id;
        const auto last = must(store.undo(image));
        QVERIFY(last.action > 0 && last.canRedo);
        const auto back = must(store.redo(image));
        QCOMPARE(back.regions.size(), last.regions.size() + 1);
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == kWriterMode) return writeUntilKilled(argv[2]);
    QCoreApplication application(argc, argv);
    TestKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_kill.moc"
