// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/annotations.h"

namespace legenda::session {

using base::Result;
using store::EditOutcome;
using store::ProjectStore;
using Purpose = StoreWriter::Purpose;

void Annotations::load(std::int64_t image, Callback<EditOutcome> done) {
    writer_.post(Purpose::Read, std::move(done), [image](ProjectStore& store) { return store.outcome(image); });
}

void Annotations::apply(const store::Edit& edit, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done), [edit](ProjectStore& store) { return store.apply(edit); });
}

void Annotations::undo(std::int64_t image, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done), [image](ProjectStore& store) { return store.undo(image); });
}

void Annotations::redo(std::int64_t image, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done), [image](ProjectStore& store) { return store.redo(image); });
}

void Annotations::undoEdit(std::int64_t image, std::int64_t action, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done),
                 [image, action](ProjectStore& store) { return store.undoAction(image, action); });
}

void Annotations::whenWritten(Callback<void> done) {
    writer_.postPlain(std::move(done), [](const std::filesystem::path&) { return base::Status(); });
}

void Annotations::regionCounts(Callback<std::map<std::int64_t, int>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.regionCounts(); });
}

void Annotations::recall(const std::string& key, Callback<std::string> done) {
    writer_.post(Purpose::Read, std::move(done), [key](ProjectStore& store) { return store.info(key); });
}

void Annotations::remember(const std::string& key, const std::string& value) {
    writer_.post(Purpose::Read, Callback<void>(), [key, value](ProjectStore& store) -> base::Status {
        if (store.readOnly()) return {};
        return store.setInfo(key, value);
    });
}

}  // namespace legenda::session
