// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that writes annotations, and reads them in the same order.
#include "core/jobs/session_impl.h"

namespace legenda::jobs {

using base::Result;
using store::ActOutcome;
using store::ProjectStore;

namespace {

// A read-only folder still shows its annotations: the writing connection falls back to reading.
template <class T, class Reader, class Impl, class Body>
Result<T> onStore(Reader& writer, const Impl& impl, const Body& body) {
    return guarded<T>([&]() -> Result<T> {
        auto store = writer.get(impl, ProjectStore::Mode::Write);
        if (!store) store = writer.get(impl, ProjectStore::Mode::Read);
        if (!store) return base::pass(store);
        return body(**store);
    });
}

}  // namespace

void Session::annotations(std::int64_t image, Callback<ActOutcome> done) {
    impl_->acts.post([this, image, done](std::stop_token) {
        done(onStore<ActOutcome>(impl_->writer, *impl_, [&](ProjectStore& store) { return store.outcome(image); }));
    });
}

void Session::act(const store::Act& act, Callback<ActOutcome> done) {
    impl_->acts.post([this, act, done](std::stop_token) {
        done(onStore<ActOutcome>(impl_->writer, *impl_, [&](ProjectStore& store) { return store.act(act); }));
    });
}

void Session::undo(std::int64_t image, Callback<ActOutcome> done) {
    impl_->acts.post([this, image, done](std::stop_token) {
        done(onStore<ActOutcome>(impl_->writer, *impl_, [&](ProjectStore& store) { return store.undo(image); }));
    });
}

void Session::redo(std::int64_t image, Callback<ActOutcome> done) {
    impl_->acts.post([this, image, done](std::stop_token) {
        done(onStore<ActOutcome>(impl_->writer, *impl_, [&](ProjectStore& store) { return store.redo(image); }));
    });
}

void Session::regionCounts(Callback<std::map<std::int64_t, int>> done) {
    impl_->acts.post([this, done](std::stop_token) {
        done(onStore<std::map<std::int64_t, int>>(impl_->writer, *impl_, [&](ProjectStore& store) { return store.regionCounts(); }));
    });
}

}  // namespace legenda::jobs
