// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/queries.h"
#include "core/session/store_writer.h"

#include <cstdint>
#include <map>
#include <string>

namespace legenda::session {

// What the user draws and writes (by the store writer; undo and redo go over what this session did), and what a page
// keeps with the project. Reached through Session, whose rules hold.
class Annotations {
 public:
    Annotations(Queries& queries, StoreWriter& writer) : queries_(queries), writer_(writer) {}

    void load(std::int64_t image, Callback<store::EditOutcome> done);
    void apply(const store::Edit& edit, Callback<store::EditOutcome> done);  // done after COMMIT
    void undo(std::int64_t image, Callback<store::EditOutcome> done);
    void redo(std::int64_t image, Callback<store::EditOutcome> done);
    // This very edit (its row of the table `action`), whatever was done after it; says why where it cannot be.
    void undoEdit(std::int64_t image, std::int64_t action, Callback<store::EditOutcome> done);
    // done after all that was asked of the store writer before: it is in the project, or was answered with its failure.
    void whenWritten(Callback<void> done);
    void regionCounts(Callback<std::map<std::int64_t, int>> done);  // a query: images that have boxes
    // What a page keeps with the project from one session to the next, under a key of its own; empty where nothing was
    // kept. A read-only project keeps nothing new. In the order of the calls.
    void recall(const std::string& key, Callback<std::string> done);
    void remember(const std::string& key, const std::string& value);

 private:
    Queries& queries_;
    StoreWriter& writer_;
};

}  // namespace legenda::session
