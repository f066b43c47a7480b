// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace legenda::store {

// "Lgnd" in the file's header: distinguishes Legenda's databases from others.
inline constexpr int kApplicationId = 0x4c676e64;

// The newest schema this program writes: the number of migrations.
int schemaVersion();

// Brings a database from its PRAGMA user_version to schemaVersion() in one transaction. folder: the project's, whose
// files some tables name. Throws SQLite::Exception.
void migrate(SQLite::Database& db, const std::filesystem::path& folder);

// Whether a table or a column of the schema version that the database says it has is missing. False where it cannot be
// read. Called after a failure only: it creates an empty database of that version in memory.
bool lacksPartOfSchema(const std::filesystem::path& file) noexcept;

}  // namespace legenda::store
