// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <future>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// What another program holds for a moment is not lost to this one.
class TestSessionLocks : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    template <class T, class Call>
    static base::Result<T> wait(const Call& call) {
        std::promise<base::Result<T>> promise;
        auto answered = promise.get_future();
        call([&promise](base::Result<T> answer) { promise.set_value(std::move(answer)); });
        return answered.get();
    }

 private Q_SLOTS:
    // D13: an edit that came while the database was locked fails; the next one is written, without a restart.
    void aLockDoesNotMakeTheProjectReadOnly() {
        const fs::path project = fs::path(folder_.path().toStdString()) / "p.legenda";
        {
            auto store = must(store::ProjectStore::create(project));
            store::NewImage image;
            image.path = "a.jpg";
            image.width = image.height = 100;
            must(store.addImages(folder_.path().toStdString(), "folder", {image}));
            // Not in WAL: opening for writing then needs the lock.
        }
        const auto run = [&](const char* statements) {
            QProcess shell;
            shell.start("sqlite3", {QString::fromStdString((project / "project.sqlite").string()), statements});
            return shell.waitForFinished() && shell.exitCode() == 0;
        };
        QVERIFY(run("PRAGMA journal_mode = DELETE;"));
        const fs::path source = LEGENDA_SOURCE_DIR;
        session::Session session({{source / "resources", source / "datasets/demo"}, "cpu", 1, 1, nullptr});

        must(wait<project::ProjectInfo>([&](auto done) { session.openProject(project, done); }));
        QProcess other;
        other.start("sqlite3", {QString::fromStdString((project / "project.sqlite").string())});
        other.write("BEGIN IMMEDIATE;\nSELECT 'locked';\n");
        QVERIFY(QTest::qWaitFor([&] { return other.readAllStandardOutput().contains("locked"); }, 10000));
        store::Edit edit;
        edit.image = 1;
        edit.box = {10, 10, 20, 20};
        const auto draw = [&] {
            return wait<store::EditOutcome>([&](auto done) { session.annotations().apply(edit, done); });
        };
        const auto refused = draw();
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, std::string(store::kLocked));
        other.write("ROLLBACK;\n.quit\n");
        QVERIFY(other.waitForFinished());
        const auto written = draw();
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        QCOMPARE(written->regions.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestSessionLocks)
#include "test_session_locks.moc"
