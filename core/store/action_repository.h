// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"
#include "core/store/region_repository.h"
#include "core/store/sql.h"

#include <functional>

namespace legenda::store {

struct ActionRow;

// Table action: user edits with undo and redo, each one transaction with the rows it changes. The states before and
// after an edit are kept as JSON by UUID; undo and redo put them back by a compare-and-set on rev, where a rev is the
// id of the action that wrote a state. They go over the edits of one session alone. Throws SQLite::Exception and
// Refusal; see guarded().
class ActionRepository {
 public:
    ActionRepository(SQLite::Database& db, RegionRepository& regions) : db_(db), regions_(regions) {}

    void beginSession(const std::string& session, const std::function<bool(const std::string&)>& lives);
    EditOutcome apply(const Edit& edit);
    EditOutcome undo(std::int64_t image) { return step(image, true); }
    EditOutcome redo(std::int64_t image) { return step(image, false); }
    EditOutcome undoAction(std::int64_t image, std::int64_t action);
    EditOutcome outcome(std::int64_t image) const;

 private:
    std::pair<std::int64_t, std::string> write(const Edit& edit);  // action (0: nothing changed) and label
    EditOutcome step(std::int64_t image, bool undo);
    void replayAction(const ActionRow& action, bool undo);
    EditOutcome outcomeOf(std::int64_t image, const ActionRow& action) const;

    SQLite::Database& db_;
    RegionRepository& regions_;
    std::string session_;
};

}  // namespace legenda::store
