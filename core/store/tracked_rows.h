// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sql.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::store {

// A table whose rows are changed by edits. The state of a row, as an action keeps it before and after, is a JSON object
// of its columns, with "deleted" (the time, or null) and "rev", the id of the action that wrote it (0: an import;
// negative: its creation was undone). One rev stands for one state.
struct TrackedTable {
    const char* section;  // its name in an action's JSON
    const char* table;
    std::vector<const char*> columns;  // those that edits change
};

extern const TrackedTable kRegions, kSnippets, kChains, kMentions, kMarks, kSettlements;

struct Conflict {};  // a row is not in the state that an undo or redo starts from

// None: the table has no such row.
std::optional<nlohmann::json> stateOf(SQLite::Database& db, const TrackedTable& table, const std::string& uuid);
// Columns that the state does not name (it was kept by an earlier version) stay as they are. Throws Conflict where the
// row's rev is another.
void setState(SQLite::Database& db, const TrackedTable& table, const std::string& uuid, std::int64_t expectedRev,
              const nlohmann::json& state);
// Restores all rows of an action from one recorded state to the other.
void replay(SQLite::Database& db, const nlohmann::json& from, const nlohmann::json& to);

}  // namespace legenda::store
