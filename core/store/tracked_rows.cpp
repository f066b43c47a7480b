// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tracked_rows.h"

#include <fmt/format.h>

namespace legenda::store {

using nlohmann::json;

const TrackedTable kRegions{"regions", "region", {"x", "y", "w", "h", "whole", "suggested"}};
const TrackedTable kSnippets{"snippets", "snippet", {"text", "suggested"}};
const TrackedTable kChains{"chains", "chain", {"presence", "types", "regions", "suggested"}};
const TrackedTable kMentions{"mentions", "chain_mention", {"chain", "caption_id", "first_word", "end_word", "text"}};
const TrackedTable kMarks{"marks", "image_mark", {}};
const TrackedTable kSettlements{"settlements", "settlement", {}};

namespace {

json valueOf(const SQLite::Column& column) {
    if (column.isNull()) return nullptr;
    if (column.isInteger()) return column.getInt64();
    if (column.isFloat()) return column.getDouble();
    return column.getString();
}

void bindValue(SQLite::Statement& statement, int index, const json& value) {
    if (value.is_null())
        statement.bind(index);
    else if (value.is_boolean())
        statement.bind(index, value.get<bool>() ? 1 : 0);
    else if (value.is_number_float())
        statement.bind(index, value.get<double>());
    else if (value.is_number_integer())
        statement.bind(index, value.get<std::int64_t>());
    else
        statement.bind(index, value.get<std::string>());
}

}  // namespace

std::optional<json> stateOf(SQLite::Database& db, const TrackedTable& table, const std::string& uuid) {
    std::string columns;
    for (const char* column : table.columns) columns.append(column).append(", ");
    SQLite::Statement row(
        db, fmt::format("SELECT {}deleted_at AS deleted, rev FROM {} WHERE uuid = ?", columns, table.table));
    row.bind(1, uuid);
    if (!row.executeStep()) return std::nullopt;
    json state;
    for (int i = 0; i < row.getColumnCount(); ++i) state[row.getColumnName(i)] = valueOf(row.getColumn(i));
    return state;
}

void setState(SQLite::Database& db, const TrackedTable& table, const std::string& uuid, std::int64_t expectedRev,
              const json& state) {
    std::string changes;
    std::vector<const json*> values;
    for (const char* column : table.columns)
        if (const auto value = state.find(column); value != state.end()) {
            changes.append(column).append(" = ?, ");
            values.push_back(&*value);
        }
    SQLite::Statement update(
        db, fmt::format("UPDATE {} SET {}deleted_at = ?, rev = ? WHERE uuid = ? AND rev = ?", table.table, changes));
    int index = 0;
    for (const json* value : values) bindValue(update, ++index, *value);
    bindValue(update, ++index, state.at("deleted"));
    bindValue(update, ++index, state.at("rev"));
    update.bind(++index, uuid);
    update.bind(++index, expectedRev);
    if (update.exec() != 1) throw Conflict{};
}

void replay(SQLite::Database& db, const json& from, const json& to) {
    for (const TrackedTable* table : {&kRegions, &kSnippets, &kChains, &kMentions, &kMarks, &kSettlements}) {
        const auto rows = to.find(table->section);
        if (rows == to.end()) continue;
        for (const auto& [uuid, state] : rows->items())
            setState(db, *table, uuid, from.at(table->section).at(uuid).at("rev").get<std::int64_t>(), state);
    }
}

}  // namespace legenda::store
