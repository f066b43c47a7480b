// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/session/session.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <memory>

namespace legenda::ui {

// Answers arrive in the GUI thread, never inside the call that asked, and not at all once `context` is gone. Superseded
// and Cancelled are answers as well: they end the waiting and are not shown.
template <class T>
using Answer = std::function<void(base::Result<T>)>;
// The end of waiting without a failure (superseded by a newer question, or cancelled): nothing to show.
inline bool dropped(const base::Error& error) {
    return error.code == base::ErrorCode::Superseded || error.code == base::ErrorCode::Cancelled;
}
using ProgressAnswer = std::function<void(const base::Progress&)>;

// The session's asker for a context; a newer request of the same context and part replaces its older one of the same
// kind.
session::Asker askerOf(const QObject* context, const QString& part = {});

// Carries answers from the threads of the session to the GUI thread. Owned by Bridge; `receiver` (the bridge) outlives
// the session, so that the session's threads only post to it. Called in the GUI thread, except post().
class Delivery {
 public:
    explicit Delivery(QObject* receiver) : receiver_(receiver) {}

    // A callback for the session that answers in the GUI thread, where `context` still exists.
    template <class T>
    session::Callback<T> to(QObject* context, Answer<T> done) const {
        return [this, guard = QPointer<QObject>(context), done = std::move(done)](base::Result<T> result) {
            auto carried = std::make_shared<base::Result<T>>(std::move(result));
            post([guard, done, carried] {
                if (guard && done) done(std::move(*carried));
            });
        };
    }
    // The same for requests about the open project: once another one is open, the answer is Cancelled.
    template <class T>
    session::Callback<T> inProject(QObject* context, Answer<T> done) const {
        return to<T>(context, [this, opened = opened_, done = std::move(done)](base::Result<T> result) {
            if (!done) return;
            if (opened == opened_) return done(std::move(result));
            done(base::JobContext::cancelled());
        });
    }
    // Runs `call` in the GUI thread, later. Any thread.
    void post(std::function<void()> call) const;

    void anotherProject() { ++opened_; }  // ids of images now refer to other images

 private:
    QObject* receiver_;
    quint64 opened_ = 0;
};

}  // namespace legenda::ui
