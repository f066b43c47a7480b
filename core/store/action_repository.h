// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chain_repository.h"
#include "core/store/edit.h"
#include "core/store/region_repository.h"
#include "core/store/sql.h"

#include <functional>

namespace legenda::store {

struct ActionRow;

// Table action: user edits with undo and redo, each one transaction with the rows it changes. The states before and
// after an edit are kept as JSON by UUID; undo and redo put them back by a compare-and-set on rev, where a rev is the
// id of the action that wrote a state. They go over the edits of one session and one annotator alone. Table
// image_change says which images were changed by whom, for other programs. Throws SQLite::Exception and Refusal; see
// guarded().
class ActionRepository {
 public:
    using Lives = std::function<bool(const std::string& session)>;
    ActionRepository(SQLite::Database& db, RegionRepository& regions, ChainRepository& chains)
        : db_(db), regions_(regions), chains_(chains) {}

    void beginSession(const std::string& session, const Lives& lives);
    void signIn(const Viewer& viewer, bool readOnly);
    EditOutcome apply(const std::vector<Edit>& edits, const std::string& label);
    EditOutcome undo(std::int64_t image) { return step(image, true); }
    EditOutcome redo(std::int64_t image) { return step(image, false); }
    EditOutcome undoAction(std::int64_t image, std::int64_t action);
    EditOutcome outcome(std::int64_t image) const;

    void saveDraft(const DraftRecord& draft);
    std::vector<DraftRecord> drafts(std::int64_t image) const;
    ImageChanges changesSince(std::int64_t number, const std::string& ownSession) const;

 private:
    std::pair<std::int64_t, std::string> write(const std::vector<Edit>& edits,
                                               const std::string& label);  // action (0: nothing changed) and label
    EditOutcome step(std::int64_t image, bool undo);
    void replayAction(const ActionRow& action, bool undo);
    EditOutcome outcomeOf(std::int64_t image, const ActionRow& action) const;
    void noteChange(std::int64_t image);
    void takeOverEnded(const std::string& session);
    std::int64_t actor() const { return regions_.annotatorId(viewer_.annotator); }  // 0: has no row yet

    SQLite::Database& db_;
    RegionRepository& regions_;
    ChainRepository& chains_;
    std::string session_;
    Lives lives_;
    Viewer viewer_;
};

}  // namespace legenda::store
