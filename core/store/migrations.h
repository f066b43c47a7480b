// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace legenda::store {

// "Lgnd" in the file's header: tells our databases from anybody else's.
inline constexpr int kApplicationId = 0x4c676e64;

// The newest schema this program writes: the number of migrations.
int schemaVersion();

// Brings a database from its PRAGMA user_version to schemaVersion() in one transaction. folder: the project's, whose
// files some tables name. Throws SQLite::Exception.
void migrate(SQLite::Database& db, const std::filesystem::path& folder);

}  // namespace legenda::store
