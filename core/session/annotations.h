// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/queries.h"
#include "core/session/store_writer.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace legenda::session {

// The user's annotations (written by the store writer; undo and redo cover this session's edits by the signed-in
// annotator), and state that a page keeps with the project. Reached through Session, whose rules hold.
class Annotations {
 public:
    Annotations(Queries& queries, StoreWriter& writer) : queries_(queries), writer_(writer) {}

    // The annotator of all later calls, until another project is opened; an empty name signs out. Created where the
    // project has no such annotator. Answers the annotator's drafts from sessions that ended before they were written.
    void signIn(const store::Viewer& viewer, Callback<std::vector<store::DraftRecord>> done);
    store::Viewer viewer() const { return writer_.viewer(); }

    void load(std::int64_t image, Callback<store::EditOutcome> done);
    void apply(const store::Edit& edit, Callback<store::EditOutcome> done);  // done after COMMIT
    // Several of one image as one edit, all or none; label "": that of the first one.
    void apply(const std::vector<store::Edit>& edits, const std::string& label, Callback<store::EditOutcome> done);
    void undo(std::int64_t image, Callback<store::EditOutcome> done);
    void redo(std::int64_t image, Callback<store::EditOutcome> done);
    // This very edit (its row of the table `action`), whatever was done after it; an error gives the reason.
    void undoEdit(std::int64_t image, std::int64_t action, Callback<store::EditOutcome> done);
    // A text that is being written, to be called within a second of each change; an empty text when it is given up. The
    // edit that writes the text removes its draft.
    void keepDraft(const store::DraftRecord& draft, Callback<void> done);
    void imports(Callback<std::vector<store::ImportRecord>> done);  // a query: finished imports, newest first
    void undoImport(std::int64_t import, Callback<void> done);
    void redoImport(std::int64_t import, Callback<void> done);
    // done after all earlier requests to the store writer have been answered.
    void whenWritten(Callback<void> done);
    // A query: images that have boxes that the viewer may see, by id.
    void regionCounts(Callback<std::vector<std::pair<std::int64_t, int>>> done);
    // State that a page keeps with the project between sessions, under a key of its own; empty where there is none. A
    // read-only project stores nothing. In the order of the calls.
    void recall(const std::string& key, Callback<std::string> done);
    void remember(const std::string& key, const std::string& value);

 private:
    Queries& queries_;
    StoreWriter& writer_;
};

}  // namespace legenda::session
