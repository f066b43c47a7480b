// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backup.h"

#include "core/base/files.h"
#include "core/store/connection.h"
#include "core/store/image_repository.h"
#include "core/store/migrations.h"
#include "core/store/sql.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kFolder = "backups";
constexpr const char* kEnding = ".sqlite";
constexpr std::array kReasons{"daily", "manual", "migration", "restore"};
constexpr std::array kBeside{"predictions", "evaluations"};  // matrices of prediction sets; items of results
constexpr std::size_t kTimeLength = 24;                      // "2026-11-24T09-30-00.123Z"
constexpr int kBusyTimeout = 5000;                           // ms

// Colons stand in no file name of a FAT or NTFS disk.
std::string timeInName(std::string time) {
    std::ranges::replace(time, ':', '-');
    return time;
}

std::optional<BackupRecord> recordOf(const fs::path& file) {
    const std::string name = file.filename().string();
    if (file.extension() != kEnding || name.size() <= kTimeLength + 1 || name[kTimeLength] != '-') return std::nullopt;
    BackupRecord record{name, file, name.substr(0, kTimeLength), {}, 0};
    record.reason = file.stem().string().substr(kTimeLength + 1);
    if (std::ranges::find(kReasons, record.reason) == kReasons.end()) return std::nullopt;
    record.at[13] = record.at[16] = ':';
    std::error_code unreadable;
    record.bytes = fs::file_size(file, unreadable);
    return unreadable ? std::nullopt : std::optional(record);
}

std::vector<BackupRecord> listed(const fs::path& project) {
    std::vector<BackupRecord> records;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(project / kFolder, missing))
        if (auto record = recordOf(entry.path())) records.push_back(std::move(*record));
    std::ranges::sort(records, std::greater(), &BackupRecord::name);
    return records;
}

void check(const base::Status& done) {
    if (!done) throw Refusal{done.error()};
}

void copyPages(SQLite::Database& to, SQLite::Database& from) {
    if (SQLite::Backup(to, from).executeStep() != SQLITE_DONE)
        throw SQLite::Exception("the copy of the database was not finished", SQLITE_BUSY);
}

// A whole, self-contained file or none: beside its name first, synced and renamed.
void copyDatabase(SQLite::Database& from, const fs::path& to) {
    const fs::path part = fs::path(to) += ".part";
    std::error_code ignored;
    fs::remove(part, ignored);
    try {
        {
            SQLite::Database copy(part.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            copyPages(copy, from);
            copy.exec("PRAGMA journal_mode = DELETE");  // else a log stands beside it when it is read
        }
        check(base::syncToDisk(part));
        fs::rename(part, to);
    } catch (...) {
        fs::remove(part, ignored);
        throw;
    }
    check(base::syncToDisk(to.parent_path()));
}

BackupRecord backUp(SQLite::Database& from, const fs::path& project, const std::string& reason) {
    fs::create_directories(project / kFolder);
    const fs::path file = project / kFolder / fmt::format("{}-{}{}", timeInName(nowUtc()), reason, kEnding);
    copyDatabase(from, file);
    const auto all = listed(project);
    std::error_code ignored;
    for (std::size_t i = kBackupsKept; i < all.size(); ++i) fs::remove(all[i].file, ignored);
    return *recordOf(file);
}

SQLite::Database openToRead(const fs::path& file) {
    return SQLite::Database(file.string(), SQLite::OPEN_READONLY, kBusyTimeout);
}

void checkProject(const fs::path& project) {
    if (!fs::exists(project / kDatabaseName))
        refuse(ErrorCode::BadInput,
               fmt::format("{} is no Legenda project: it holds no {}.", project.string(), kDatabaseName));
}

// Throws where the file is no whole database of ours that this version can read.
void checkBackup(SQLite::Database& db, const fs::path& file) {
    if (db.execAndGet("PRAGMA application_id").getInt() != kApplicationId)
        refuse(ErrorCode::BadInput, fmt::format("{} is no backup of a Legenda project.", file.string()));
    if (db.execAndGet("PRAGMA user_version").getInt() > schemaVersion())
        refuse(ErrorCode::BadInput, fmt::format("{} was made by a newer version of Legenda.", file.string()));
    if (db.execAndGet("PRAGMA integrity_check").getString() != "ok")
        refuse(ErrorCode::BadInput, fmt::format("{} is damaged.", file.string()));
}

// Keeps a database that SQLite cannot read any more, with what belongs to it, out of the way.
fs::path setAside(const fs::path& project) {
    fs::path kept = project / fmt::format("{}.damaged-{}", kDatabaseName, timeInName(nowUtc()));
    for (const char* part : {"", "-wal", "-shm"}) {
        const fs::path file = project / (std::string(kDatabaseName) + part);
        if (fs::exists(file)) fs::rename(file, fs::path(kept) += part);
    }
    return kept;
}

// What the project holds outside its database, all in all or with an error that names the file.
void copyBeside(const fs::path& project, const fs::path& folder) {
    for (const char* part : kBeside) {
        if (!fs::exists(project / part)) continue;
        try {
            fs::copy(project / part, folder / part, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        } catch (const fs::filesystem_error& problem) {
            refuse(ErrorCode::Io, fmt::format("{} cannot be copied to {}: {}.",
                                              (problem.path1().empty() ? project / part : problem.path1()).string(),
                                              folder.string(), problem.code().message()));
        }
    }
}

}  // namespace

Result<std::vector<BackupRecord>> backups(const fs::path& project) {
    return guarded(project / kDatabaseName, [&] {
        checkProject(project);
        return listed(project);
    });
}

Result<BackupRecord> makeBackup(const fs::path& project, const std::string& reason) {
    return guarded(project / kDatabaseName, [&] {
        checkProject(project);
        auto db = openToRead(project / kDatabaseName);
        return backUp(db, project, reason);
    });
}

Result<std::optional<BackupRecord>> makeDailyBackup(const fs::path& project) {
    return guarded(project / kDatabaseName, [&]() -> std::optional<BackupRecord> {
        checkProject(project);
        if (const auto all = listed(project); !all.empty()) {
            const auto& newest = all.front();
            const auto made = fs::last_write_time(newest.file);
            std::error_code missing;
            const auto log = fs::last_write_time(project / (std::string(kDatabaseName) + "-wal"), missing);
            const bool changed = fs::last_write_time(project / kDatabaseName) > made || (!missing && log > made);
            if (!changed || newest.at.substr(0, 10) == nowUtc().substr(0, 10)) return std::nullopt;
        }
        auto db = openToRead(project / kDatabaseName);
        return backUp(db, project, "daily");
    });
}

Result<fs::path> restoreBackup(const fs::path& project, const std::string& name) {
    return guarded(project / kDatabaseName, [&]() -> fs::path {
        const auto all = listed(project);
        const auto found = std::ranges::find(all, name, &BackupRecord::name);
        if (found == all.end())
            refuse(ErrorCode::BadInput, fmt::format("{} has no backup {}.", project.string(), name));
        auto from = openToRead(found->file);
        checkBackup(from, found->file);
        const fs::path file = project / kDatabaseName;
        fs::path replaced;
        try {
            auto db = openToRead(file);
            if (db.execAndGet("PRAGMA quick_check(1)").getString() != "ok")
                throw SQLite::Exception("damaged", SQLITE_CORRUPT);
            // The oldest may be the very one that is wanted: it is read already, and stays readable.
            replaced = backUp(db, project, "restore").file;
        } catch (const SQLite::Exception& problem) {
            const int code = problem.getErrorCode();
            if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB && code != SQLITE_CANTOPEN) throw;
            replaced = setAside(project);
        }
        SQLite::Database to(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeout);
        copyPages(to, from);
        connect(file, Access::Write);  // brings it up to date, for the programs that have it open
        return replaced;
    });
}

base::Status copyProject(const fs::path& project, const fs::path& folder) {
    return guarded(project / kDatabaseName, [&] {
        checkProject(project);
        if (fs::exists(folder / kDatabaseName))
            refuse(ErrorCode::BadInput, fmt::format("{} holds a project already.", folder.string()));
        for (const char* part : {"", "features", "runs", "exports"}) fs::create_directories(folder / part);
        copyBeside(project, folder);  // first: a folder becomes a project by its database
        auto db = openToRead(project / kDatabaseName);
        copyDatabase(db, folder / kDatabaseName);
        // The images stay where they are, however far that is from the copy.
        const ImageRepository images(db, project);
        const auto copy = connect(folder / kDatabaseName, Access::Write);
        WriteTransaction transaction(*copy.db);
        SQLite::Statement roots(db, "SELECT id FROM image_root");
        while (roots.executeStep()) {
            const std::int64_t root = roots.getColumn(0).getInt64();
            runSql(*copy.db, "UPDATE image_root SET relative_path = '', absolute_path = ? WHERE id = ?",
                   images.rootFolder(root).string(), root);
        }
        transaction.commit();
    });
}

void backUpBeforeMigration(SQLite::Database& db, const fs::path& project) {
    backUp(db, project, "migration");
}

}  // namespace legenda::store
