// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

// Backups of a project's database: whole copies, made by SQLite's backup API while other programs go on, in the folder
// `backups` of the project. The newest ten are kept.
namespace legenda::store {

struct BackupRecord {
    std::string name;  // of the file, by which it is restored
    std::filesystem::path file;
    std::string at;      // ISO 8601 UTC
    std::string reason;  // "daily", "manual", "migration" (before one), "restore" (before one)
    std::uintmax_t bytes = 0;
};

inline constexpr int kBackupsKept = 10;

base::Result<std::vector<BackupRecord>> backups(const std::filesystem::path& project);  // newest first
base::Result<BackupRecord> makeBackup(const std::filesystem::path& project, const std::string& reason = "manual");
// Where none was made today and the project has changed since the newest one.
base::Result<std::optional<BackupRecord>> makeDailyBackup(const std::filesystem::path& project);
// Puts the database back as the backup has it, for all programs that have the project open. What it replaces is backed
// up before; a database that is damaged is kept beside it as project.sqlite.damaged. Answers that backup or file.
base::Result<std::filesystem::path> restoreBackup(const std::filesystem::path& project, const std::string& name);
// The project as it stands, with its prediction sets and results, as a project in `folder`, which has none: where its
// own folder cannot be written any more. Feature files and runs stay where they are.
base::Status copyProject(const std::filesystem::path& project, const std::filesystem::path& folder);

// Before a migration, on its connection. Throws SQLite::Exception and Refusal; see guarded().
void backUpBeforeMigration(SQLite::Database& db, const std::filesystem::path& project);

}  // namespace legenda::store
