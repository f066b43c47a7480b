// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/annotations.h"

namespace legenda::session {

using base::Result;
using store::EditOutcome;
using store::ProjectStore;
using Purpose = StoreWriter::Purpose;

void Annotations::signIn(const store::Viewer& viewer, Callback<std::vector<store::DraftRecord>> done) {
    writer_.signIn(viewer);
    writer_.post(Purpose::Read, std::move(done), [](ProjectStore& store) { return store.drafts(); });
}

void Annotations::load(std::int64_t image, Callback<EditOutcome> done) {
    writer_.post(Purpose::Read, std::move(done), [image](ProjectStore& store) { return store.outcome(image); });
}

void Annotations::apply(const store::Edit& edit, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done), [edit](ProjectStore& store) { return store.apply(edit); });
}

void Annotations::apply(const std::vector<store::Edit>& edits, const std::string& label, Callback<EditOutcome> done) {
    writer_.post(Purpose::Write, std::move(done),
                 [edits, label](ProjectStore& store) { return store.apply(edits, label); });
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

void Annotations::keepDraft(const store::DraftRecord& draft, Callback<void> done) {
    writer_.post(Purpose::Write, std::move(done), [draft](ProjectStore& store) { return store.saveDraft(draft); });
}

void Annotations::imports(Callback<std::vector<store::ImportRecord>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.imports(); });
}

void Annotations::undoImport(std::int64_t import, Callback<void> done) {
    writer_.post(Purpose::Write, std::move(done), [import](ProjectStore& store) { return store.undoImport(import); });
}

void Annotations::redoImport(std::int64_t import, Callback<void> done) {
    writer_.post(Purpose::Write, std::move(done), [import](ProjectStore& store) { return store.redoImport(import); });
}

void Annotations::whenWritten(Callback<void> done) {
    writer_.postPlain(std::move(done), [](const std::filesystem::path&) { return base::Status(); });
}

void Annotations::regionCounts(Callback<std::vector<std::pair<std::int64_t, int>>> done) {
    const auto viewer = writer_.viewer();
    const std::string own = viewer.annotator.empty() ? store::kDefaultAnnotator : viewer.annotator;
    queries_.post(std::move(done), [whose = viewer.blind ? own : std::string()](ProjectStore& store) {
        return store.regionCounts(whose).map([](const std::map<std::int64_t, int>& counts) {
            return std::vector<std::pair<std::int64_t, int>>(counts.begin(), counts.end());
        });
    });
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
