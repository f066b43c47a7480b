// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_state.h"
#include "core/session/session_id.h"

#include <QProcess>
#include <QTest>

#include <fmt/format.h>

using namespace legenda;

// Whose edits a window may take back depends on which other windows are still open.
class TestSessionHistory : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void tellsWindowsApart() {
        const std::string one = session::makeSessionId(), two = session::makeSessionId();
        QVERIFY(one != two);
        QVERIFY(session::sessionLives(one) && session::sessionLives(two));
    }

    void knowsWhetherAWindowIsStillOpen() {
        QProcess other;
        other.start(QStringLiteral("sleep"), {QStringLiteral("60")});
        QVERIFY(other.waitForStarted());
        const auto pid = static_cast<std::int64_t>(other.processId());
        const std::string mark = runs::processMark(pid);
        QVERIFY(!mark.empty());
        const std::string window = fmt::format("{}/{}/some-window", pid, mark);
        QVERIFY(session::sessionLives(window));
        // The number is used again by a process that began later.
        QVERIFY(!session::sessionLives(fmt::format("{}/1{}/some-window", pid, mark)));
        other.kill();
        QVERIFY(other.waitForFinished());
        QVERIFY(!session::sessionLives(window));
    }

    void aNameThatIsNoneIsOfNoOpenWindow() {
        for (const char* name : {"", "window", "-1/x/y", "0/x/y", "12", "12/", "99999999999999999999/1@2/x"})
            QVERIFY2(!session::sessionLives(name), name);
    }
};

QTEST_GUILESS_MAIN(TestSessionHistory)
#include "test_session_history.moc"
