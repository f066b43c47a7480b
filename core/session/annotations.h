// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/queries.h"
#include "core/session/store_writer.h"

#include <cstdint>
#include <map>
#include <string>

namespace legenda::session {

// The user's annotations (written by the store writer; undo and redo cover this session's edits), and state that a page
// keeps with the project. Reached through Session, whose rules hold.
class Annotations {
 public:
    Annotations(Queries& queries, StoreWriter& writer) : queries_(queries), writer_(writer) {}

    void load(std::int64_t image, Callback<store::EditOutcome> done);
    void apply(const store::Edit& edit, Callback<store::EditOutcome> done);  // done after COMMIT
    void undo(std::int64_t image, Callback<store::EditOutcome> done);
    void redo(std::int64_t image, Callback<store::EditOutcome> done);
    // This very edit (its row of the table `action`), whatever was done after it; an error gives the reason.
    void undoEdit(std::int64_t image, std::int64_t action, Callback<store::EditOutcome> done);
    // done after all earlier requests to the store writer have been answered.
    void whenWritten(Callback<void> done);
    void regionCounts(Callback<std::map<std::int64_t, int>> done);  // a query: images that have boxes
    // State that a page keeps with the project between sessions, under a key of its own; empty where there is none. A
    // read-only project stores nothing. In the order of the calls.
    void recall(const std::string& key, Callback<std::string> done);
    void remember(const std::string& key, const std::string& value);

 private:
    Queries& queries_;
    StoreWriter& writer_;
};

}  // namespace legenda::session
