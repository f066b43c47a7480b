// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "tests/support/check.h"

#include <future>

namespace legenda::tests {

// A session as a program has it, asked one question after the other.
class WaitingSession {
 public:
    WaitingSession()
        : session_({{std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                     std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets/demo"},
                    "cpu",
                    1,
                    1,
                    nullptr}) {}

    session::Session& operator*() { return session_; }
    session::Session* operator->() { return &session_; }

    // wait<T>([&](auto done) { session->annotations().load(image, done); })
    template <class T, class Call>
    static base::Result<T> wait(const Call& call) {
        std::promise<base::Result<T>> promise;
        auto answered = promise.get_future();
        call([&promise](base::Result<T> answer) { promise.set_value(std::move(answer)); });
        return answered.get();
    }
    void open(const std::filesystem::path& project) {
        test::must(wait<project::ProjectInfo>([&](auto done) { session_.openProject(project, done); }));
    }
    base::Result<std::vector<store::DraftRecord>> signIn(const std::string& annotator, bool blind = false) {
        return wait<std::vector<store::DraftRecord>>([&](auto done) {
            session_.annotations().signIn({annotator, blind}, done);
        });
    }
    base::Result<store::EditOutcome> load(std::int64_t image) {
        return wait<store::EditOutcome>([&](auto done) { session_.annotations().load(image, done); });
    }
    base::Result<store::EditOutcome> apply(const std::vector<store::Edit>& edits) {
        return wait<store::EditOutcome>([&](auto done) { session_.annotations().apply(edits, {}, done); });
    }
    base::Result<store::EditOutcome> undo(std::int64_t image) {
        return wait<store::EditOutcome>([&](auto done) { session_.annotations().undo(image, done); });
    }
    base::Result<store::EditOutcome> redo(std::int64_t image) {
        return wait<store::EditOutcome>([&](auto done) { session_.annotations().redo(image, done); });
    }
    base::Status keepDraft(const store::DraftRecord& draft) {
        return wait<void>([&](auto done) { session_.annotations().keepDraft(draft, done); });
    }

 private:
    session::Session session_;
};

}  // namespace legenda::tests
