// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace legenda::ui {

// Draws, encodes or writes outside the GUI thread and reports the result there while `owner` exists. The program waits
// for the pool when it ends: a file that was begun is finished. GUI thread.
template <class Work, class Done>
void inBackground(QObject* owner, Work work, Done done) {
    QThreadPool::globalInstance()->start(
        [guard = QPointer<QObject>(owner), work = std::move(work), done = std::move(done)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                qApp,
                [guard, done = std::move(done), result = std::move(result)]() mutable {
                    if (guard) done(std::move(result));
                },
                Qt::QueuedConnection);
        });
}

}  // namespace legenda::ui
