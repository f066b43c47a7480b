// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_project.h"
#include "ui/bridge/bridge.h"
#include "ui/controls/banner.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QLabel>
#include <QProcess>
#include <QStandardPaths>

#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

using namespace legenda;
using namespace legenda::ui;
using test::must;

namespace {
std::atomic<bool> mountedByNfs = false;
}

// In place of the C library's, so that every folder lies on an NFS mount while mountedByNfs is set.
extern "C" int statfs(const char* path, struct statfs* facts) noexcept {
    const long result = ::syscall(SYS_statfs, path, facts);
    if (result == 0 && mountedByNfs) facts->f_type = 0x6969;
    return static_cast<int>(result);
}

// A project on a network drive opens without a write-ahead log, which needs memory that several computers do not share,
// and the window says so.
class TestNetworkFolder : public QObject {
    Q_OBJECT

    test::UiProject project_{2, 64};

    QString file() const { return QString::fromStdString((project_.project / "project.sqlite").string()); }
    QString journalMode() const {
        QProcess shell;
        shell.start(QStringLiteral("sqlite3"), {file(), QStringLiteral("PRAGMA journal_mode")});
        return shell.waitForFinished() ? QString::fromUtf8(shell.readAllStandardOutput()).trimmed() : QString();
    }
    static QString warning(const MainWindow& window) {
        QStringList shown;
        for (const auto* banner : window.findChildren<Banner*>())
            for (const auto* label : banner->findChildren<QLabel*>())
                if (label->isVisible()) shown << label->text();
        return shown.join(QLatin1Char(' '));
    }

 private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { mountedByNfs = false; }

    void aLocalFolderNeedsNoWarning() {
        must(store::ProjectStore::open(project_.project));
        QCOMPARE(journalMode(), QStringLiteral("wal"));
        QVERIFY(must(store::ProjectStore::open(project_.project)).warning().empty());
    }

    void theWindowWarnsOfANetworkDrive() {
        mountedByNfs = true;
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        config.resources.demo = LEGENDA_SOURCE_DIR "/datasets/demo";
        config.longThreads = config.interactiveThreads = 1;
        Bridge bridge(config);
        MainWindow window(&bridge, false);
        window.show();
        window.openProject(QString::fromStdString(project_.project.string()));
        QTRY_VERIFY_WITH_TIMEOUT(warning(window).contains(QStringLiteral("network file system")), 20000);
        QVERIFY(warning(window).contains(QString::fromStdString(project_.project.string())));
        QCOMPARE(journalMode(), QStringLiteral("delete"));
        QVERIFY(bridge.project()->problems.empty());
    }
};

QTEST_MAIN(TestNetworkFolder)
#include "test_network_folder.moc"
