// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/exchange/import.h"
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

// The process that is killed: one edit after another, each named on standard output after its COMMIT.
int writeUntilKilled(const fs::path& project) {
    auto store = must(ProjectStore::open(project));
    const auto image = must(store.images())[0].id;
    for (int i = 0;; ++i) {
        store::Edit edit;
        edit.image = image;
        edit.region = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
        edit.box = {double(i % 50), 0, 10, 10};
        edit.text = "text of " + edit.region;
        const auto outcome = must(store.apply(edit));
        if (outcome.action == 0) return 1;
        std::printf("%s\n", edit.region.c_str());
        std::fflush(stdout);
    }
}

constexpr const char* kImportMode = "--import-until-killed";

// The process that is killed in the middle of an import of captions and boxes; it names each chunk that is written.
int importUntilKilled(const fs::path& project) {
    base::JobContext context;
    context.progress = [](const base::Progress& progress) {
        if (progress.stage != "importing images") return;
        std::printf("%d\n", static_cast<int>(progress.done));
        std::fflush(stdout);
    };
    return exchange::runImport({project, "visual-genome", project.parent_path(), false}, context) ? 0 : 1;
}

}  // namespace

class TestKill : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    // An import that is killed at any moment leaves the project as it was, and can be made again as a whole.
    void anImportIsWholeOrGone() {
        constexpr int kImages = 4000;
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString(), project = root / "p.legenda";
        {
            auto store = must(ProjectStore::create(project));
            store::NewImage image;
            image.path = "7.jpg";
            image.captions = {"one", "two"};
            must(store.addImages(root, "folder", {image}));
        }
        std::string regions = "[";
        for (int i = 1; i <= kImages; ++i) {
            const auto id = std::to_string(i);
            regions.append(i > 1 ? "," : "").append("{\"id\":").append(id).append(",\"regions\":[");
            for (int r = 1; r <= 3; ++r)
                regions.append(r > 1 ? "," : "")
                    .append("{\"region_id\":")
                    .append(std::to_string(r))
                    .append(",\"x\":1,\"y\":2,\"width\":3,\"height\":4,\"phrase\":\"a wall\"}");
            regions += "]}";
        }
        test::write(root / "region_descriptions.json", regions + "]");
        base::Random random(8, "moments of the kill");
        for (int round = 0; round < 4; ++round) {
            QProcess importer;
            importer.start(QCoreApplication::applicationFilePath(),
                           {kImportMode, QString::fromStdString(project.string())});
            QVERIFY(importer.waitForReadyRead(60000));
            QTest::qSleep(static_cast<int>(random.below(100)));
            importer.kill();
            QVERIFY(importer.waitForFinished(20000));
            if (importer.exitStatus() != QProcess::CrashExit) QSKIP("the import was over before it could be killed");
            const auto store = must(ProjectStore::open(project, ProjectStore::Mode::Read));
            QCOMPARE(must(store.counts()).total(), 1);
            QCOMPARE(must(store.captionsOfSplit("")).size(), std::size_t{2});
            QVERIFY(must(store.allRegions()).empty() && must(store.verify()).empty());
        }
        must(exchange::runImport({project, "visual-genome", root, false}, {}));
        const auto store = must(ProjectStore::open(project, ProjectStore::Mode::Read));
        QCOMPARE(must(store.counts()).total(), kImages);
        QCOMPARE(must(store.allRegions()).size(), std::size_t{3 * kImages});
        QCOMPARE(must(store.captionsOfSplit("")).size(), std::size_t{2});
    }

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
                    region.snippets[0].text == "text of " + region.uuid);  // an edit is whole
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
    if (argc == 3 && std::string(argv[1]) == kImportMode) return importUntilKilled(argv[2]);
    QCoreApplication application(argc, argv);
    TestKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_kill.moc"
