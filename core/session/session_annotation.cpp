// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that writes annotations, and reads them in the same order.
#include "core/base/hash.h"
#include "core/runs/run_control.h"
#include "core/session/session_impl.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>

namespace legenda::session {

using base::Result;
using store::ActOutcome;
using store::ProjectStore;

// "PID/START@BOOT/UUID": whether the window still lives can be asked by any process of the computer.
std::string makeSessionId() {
    return fmt::format("{}/{}/{}", ::getpid(), runs::processMark(::getpid()), base::makeUuid());
}

bool sessionLives(const std::string& session) {
    std::int64_t pid = 0;
    const char* const end = session.data() + session.size();
    const auto [rest, problem] = std::from_chars(session.data(), end, pid);
    if (problem != std::errc() || rest == end || pid <= 0) return false;
    const std::string mark = runs::processMark(pid);
    return !mark.empty() &&
           session.compare(static_cast<std::size_t>(rest - session.data()), mark.size() + 2, "/" + mark + "/") == 0;
}

namespace {

// The project is the one that was open when the act was asked for, even where another is opened before its turn comes.
// A read-only folder still shows its annotations, and so does one that another program has locked at the moment:
// what only reads falls back to a reading connection, until the next call.
enum class Purpose { Read, Write };
template <class T, class Impl, class Body>
void post(Impl& impl, Purpose purpose, Callback<T> done, Body body) {
    impl.acts.template post<T>(
        std::move(done),
        [&impl, purpose, project = impl.current().project, body = std::move(body)](std::stop_token) -> Result<T> {
            auto store = impl.writer.get(project, ProjectStore::Mode::Write);
            if (!store && purpose == Purpose::Read)
                store = impl.annotationReader.get(project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            if (!(*store)->readOnly())
                if (auto begun = (*store)->beginSession(impl.id, &sessionLives); !begun && purpose == Purpose::Write)
                    return base::pass(begun);
            return body(**store);
        });
}

}  // namespace

void Session::annotations(std::int64_t image, Callback<ActOutcome> done) {
    post<ActOutcome>(*impl_, Purpose::Read, std::move(done),
                     [image](ProjectStore& store) { return store.outcome(image); });
}

void Session::act(const store::Act& act, Callback<ActOutcome> done) {
    post<ActOutcome>(*impl_, Purpose::Write, std::move(done), [act](ProjectStore& store) { return store.act(act); });
}

void Session::undo(std::int64_t image, Callback<ActOutcome> done) {
    post<ActOutcome>(*impl_, Purpose::Write, std::move(done),
                     [image](ProjectStore& store) { return store.undo(image); });
}

void Session::redo(std::int64_t image, Callback<ActOutcome> done) {
    post<ActOutcome>(*impl_, Purpose::Write, std::move(done),
                     [image](ProjectStore& store) { return store.redo(image); });
}

void Session::undoAction(std::int64_t image, std::int64_t action, Callback<ActOutcome> done) {
    post<ActOutcome>(*impl_, Purpose::Write, std::move(done),
                     [image, action](ProjectStore& store) { return store.undoAction(image, action); });
}

void Session::whenWritten(Callback<void> done) {
    impl_->acts.post<void>(std::move(done), [](std::stop_token) { return Result<void>(); });
}

void Session::regionCounts(Callback<std::map<std::int64_t, int>> done) {
    using Counts = std::map<std::int64_t, int>;
    impl_->queries.post<Counts>(std::move(done), [this](std::stop_token) -> Result<Counts> {
        LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
        return (*store)->regionCounts();
    });
}

void Session::recall(const std::string& key, Callback<std::string> done) {
    post<std::string>(*impl_, Purpose::Read, std::move(done), [key](ProjectStore& store) { return store.info(key); });
}

void Session::remember(const std::string& key, const std::string& value) {
    post<bool>(
        *impl_, Purpose::Read, [](const Result<bool>&) {},
        [key, value](ProjectStore& store) -> Result<bool> {
            if (store.readOnly()) return false;
            if (auto kept = store.setInfo(key, value); !kept) return base::pass(kept);
            return true;
        });
}

}  // namespace legenda::session
