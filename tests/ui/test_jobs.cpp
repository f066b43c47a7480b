// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/jobs_model.h"
#include "ui/bridge/preferences.h"
#include "ui/controls/toast.h"
#include "ui/shell/job_ends.h"
#include "ui/shell/jobs_button.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QVBoxLayout>
#include <QtTest>

using namespace legenda;
using namespace legenda::ui;

// The list of jobs under the header's ring, and what it keeps of those that have ended.
class TestJobs : public QObject {
    Q_OBJECT

    static void run(JobsModel& jobs, qint64 id, const QString& title, const base::Error* error = nullptr) {
        jobs.add(id, title);
        jobs.progress(id, {"working", 1, 2, {}});
        jobs.finish(id, error);
    }
    static QStringList titles(const JobsModel& jobs) {
        QStringList all;
        for (const auto& row : jobs.rows()) all << row.title;
        return all;
    }

 private Q_SLOTS:
    void init() {
        QStandardPaths::setTestModeEnabled(true);
        for (const QString& key : Preferences::ofApplication().keys(QStringLiteral("jobs/ended")))
            setPreference(key, {});
    }

    void endedOnesAreKeptForADay() {
        const base::Error failed{base::ErrorCode::Io, "The disk is full.", {}};
        {
            QWidget window;
            JobsModel jobs;
            JobEnds ends(&jobs, &window);
            run(jobs, 1, QStringLiteral("Import"));
            run(jobs, 2, QStringLiteral("Training"), &failed);
            jobs.add(3, QStringLiteral("Evaluation"));
        }
        QWidget window;
        JobsModel jobs;
        jobs.add(1, QStringLiteral("New"));
        JobEnds ends(&jobs, &window);
        QCOMPARE(titles(jobs),
                 (QStringList{QStringLiteral("New"), QStringLiteral("Training"), QStringLiteral("Import")}));
        QCOMPARE(jobs.active(), 1);
        QCOMPARE(QString::fromStdString(jobs.rows()[1].error.message), QStringLiteral("The disk is full."));
        QCOMPARE(jobs.rows()[1].state, JobRow::State::Failed);
        jobs.progress(1, {"working", 1, 2, {}});  // of the new one, not of those before
        QCOMPARE(jobs.find(1)->title, QStringLiteral("New"));
        jobs.clearOver();
        QCOMPARE(titles(jobs), QStringList{QStringLiteral("New")});
        JobsModel next;
        JobEnds again(&next, &window);
        QVERIFY(next.rows().empty());
        // Older ones are forgotten.
        const auto kept = [](int hours) {
            return QVariantMap{
                {QStringLiteral("title"), QStringLiteral("Old")},
                {QStringLiteral("state"), static_cast<int>(JobRow::State::Finished)},
                {QStringLiteral("ended"), QDateTime::currentDateTime().addSecs(-3600 * hours).toString(Qt::ISODate)}};
        };
        setPreference(QStringLiteral("jobs/ended"), QVariantList{kept(23), kept(25)});
        JobsModel last;
        JobEnds third(&last, &window);
        QCOMPARE(last.rows().size(), std::size_t(1));
    }

    // Two windows at a time: neither forgets what ended in the other.
    void windowsKeepTheirOwn() {
        {
            QWidget first, second;
            JobsModel one, two;
            JobEnds endsOne(&one, &first), endsTwo(&two, &second);
            run(one, 1, QStringLiteral("Import"));
            run(two, 1, QStringLiteral("Training"));
            run(one, 2, QStringLiteral("Evaluation"));
        }
        QWidget window;
        JobsModel jobs;
        JobEnds ends(&jobs, &window);
        auto all = titles(jobs);
        all.sort();
        QCOMPARE(all,
                 (QStringList{QStringLiteral("Evaluation"), QStringLiteral("Import"), QStringLiteral("Training")}));
        jobs.clearOver();
        JobsModel next;
        JobEnds again(&next, &window);
        QVERIFY(next.rows().empty());
    }

    // Whoever works in another window learns what ended meanwhile; short jobs and those one cancels are no news.
    void aLongJobsEndIsToldWhenTheWindowIsInFrontAgain() {
        const base::Error failed{base::ErrorCode::Io, "The disk is full.", {}};
        const base::Error cancelled{base::ErrorCode::Cancelled, "Cancelled.", {}};
        QWidget window;
        JobsModel jobs;
        JobEnds ends(&jobs, &window);
        const auto runFor = [&](qint64 id, const char* title, int seconds, const base::Error* error) {
            jobs.add(id, QLatin1String(title));
            const_cast<JobRow*>(jobs.find(id))->started = QDateTime::currentDateTime().addSecs(-seconds);
            jobs.finish(id, error);
        };
        const auto toasts = [&] {
            QStringList said;
            for (const auto* toast : window.findChildren<Toast*>()) said << toast->accessibleName();
            return said;
        };
        const auto toTheFront = [&] {
            QEvent activated(QEvent::WindowActivate);
            QApplication::sendEvent(&window, &activated);
        };
        QVERIFY(!window.isActiveWindow());
        runFor(1, "Import", 1, nullptr);
        runFor(2, "Features", 60, &cancelled);
        toTheFront();
        QVERIFY(toasts().isEmpty());
        runFor(3, "Training", 60, nullptr);
        runFor(4, "Evaluation", 60, &failed);
        QVERIFY(toasts().isEmpty());
        toTheFront();
        QCOMPARE(toasts(), QStringList{QStringLiteral("Training: finished\nEvaluation: failed")});
        toTheFront();
        QCOMPARE(toasts().size(), 1);  // once
    }

    void theListScrollsAndIsCleared() {
        QWidget window;
        window.resize(1000, 600);
        window.show();
        JobsModel jobs;
        jobs.add(100, QStringLiteral("Goes on"));
        auto* popup = new JobsPopup(
            &jobs, [](qint64) {}, &window);
        popup->openBelow(&window);
        auto* clear = popup->findChild<QPushButton*>(QStringLiteral("clearJobs"));
        QVERIFY(!clear->isVisible());
        const int low = popup->height();
        for (int i = 0; i < 40; ++i) run(jobs, i, QStringLiteral("Job %1").arg(i));
        QVERIFY(clear->isVisible());
        QVERIFY(popup->height() > low);
        QVERIFY2(popup->height() <= window.height(), qPrintable(QString::number(popup->height())));
        QTRY_VERIFY(popup->findChild<QScrollArea*>()->verticalScrollBar()->maximum() > 0);
        QTest::mouseClick(clear, Qt::LeftButton);
        QCOMPARE(titles(jobs), QStringList{QStringLiteral("Goes on")});
        QVERIFY(!clear->isVisible());
        QTRY_COMPARE(popup->findChild<QScrollArea*>()->verticalScrollBar()->maximum(), 0);
        popup->close();
    }
};

QTEST_MAIN(TestJobs)
#include "test_jobs.moc"
