// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connection.h"

#include "core/store/backup.h"
#include "core/store/migrations.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr int kBusyMilliseconds = 5000;  // ms

// The path as an SQLite URI, with special characters escaped.
std::string uri(const fs::path& file, const char* parameters) {
    std::string text = "file:";
    for (const unsigned char c : fs::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%' || c < 0x20)
            text += fmt::format("%{:02X}", c);
        else
            text += static_cast<char>(c);
    }
    return text + parameters;
}

// WAL needs memory shared between processes, which a network file system does not provide.
bool onNetwork(const fs::path& folder) {
    struct statfs facts {};
    if (::statfs(folder.c_str(), &facts) != 0) return false;
    constexpr std::array<std::uint32_t, 4> kNetwork{0x6969u /* NFS */, 0x517bu /* SMB */, 0xff534d42u /* CIFS */,
                                                    0xfe534d42u /* SMB2 */};
    for (const auto magic : kNetwork)
        if (static_cast<std::uint32_t>(facts.f_type) == magic) return true;
    return false;
}

void checkWhose(SQLite::Database& db, const fs::path& file, Access access) {
    const int version = db.execAndGet("PRAGMA user_version").getInt();
    const int owner = db.execAndGet("PRAGMA application_id").getInt();
    const int tables = db.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    if (owner != kApplicationId && (tables > 0 || version != 0))
        refuse(ErrorCode::BadInput,
               fmt::format("{} is an SQLite database, but not of a Legenda project.", file.string()));
    if (tables == 0 && access != Access::Create)
        refuse(
            ErrorCode::BadInput,
            fmt::format("{} is empty, a project was expected: bring it back from a copy, or remove the file and import "
                        "the images again.",
                        file.string()));
    if (version > schemaVersion())
        refuse(ErrorCode::BadInput,
               fmt::format("{} was written by a newer version of Legenda: its schema is {}, this version knows {}.",
                           file.string(), version, schemaVersion()));
}

void setUp(SQLite::Database& db) {
    db.exec("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
}

// Without write permission, SQLite cannot create the files beside the database by which programs share it. Where
// another program holds them they are used; else the database is read without locks. The contents of its write-ahead
// log, if one was left, are then read through an index in memory: immutable=1 would read the database without its log,
// which is stale data without an error.
std::unique_ptr<SQLite::Database> openWhereNothingIsWritten(const fs::path& file) {
    const int flags = SQLite::OPEN_READONLY | SQLite::OPEN_URI;
    try {
        auto db = std::make_unique<SQLite::Database>(uri(file, ""), flags, kBusyMilliseconds);
        db->execAndGet("SELECT count(*) FROM sqlite_master");
        return db;
    } catch (const SQLite::Exception& problem) {
        const int code = problem.getErrorCode();
        if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && code != SQLITE_IOERR && code != SQLITE_PERM) throw;
    }
    std::error_code missing;
    const auto logBytes = fs::file_size(fs::path(file) += "-wal", missing);
    if (missing || logBytes == 0)
        return std::make_unique<SQLite::Database>(uri(file, "?immutable=1"), flags, kBusyMilliseconds);
    auto db = std::make_unique<SQLite::Database>(uri(file, "?vfs=unix-none"), flags, kBusyMilliseconds);
    db->exec("PRAGMA locking_mode = EXCLUSIVE");
    return db;
}

// An older version is migrated in the file where that is writable, otherwise in a copy in memory.
void bringUpToDate(std::unique_ptr<SQLite::Database>& db, const fs::path& file, bool writable) {
    if (writable) {
        db.reset();
        connect(file, Access::Write);
        db = std::make_unique<SQLite::Database>(uri(file, ""), SQLite::OPEN_READONLY | SQLite::OPEN_URI,
                                                kBusyMilliseconds);
        return;
    }
    auto copy = std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup(*copy, *db).executeStep();
    migrate(*copy, file.parent_path());
    copy->exec("PRAGMA query_only = ON");
    db = std::move(copy);
}

Connection connectToRead(const fs::path& file, bool writable) {
    Connection connection;
    connection.readOnly = true;
    auto& db = connection.db;
    db = writable ? std::make_unique<SQLite::Database>(uri(file, ""), SQLite::OPEN_READONLY | SQLite::OPEN_URI,
                                                       kBusyMilliseconds)
                  : openWhereNothingIsWritten(file);
    checkWhose(*db, file, Access::Read);
    if (db->execAndGet("PRAGMA user_version").getInt() < schemaVersion()) bringUpToDate(db, file, writable);
    setUp(*db);
    return connection;
}

}  // namespace

Connection connect(const fs::path& file, Access access) {
    Connection connection;
    const fs::path folder = file.parent_path();
    const bool writable =
        ::access(folder.c_str(), W_OK) == 0 && (access == Access::Create || ::access(file.c_str(), W_OK) == 0);
    if (access != Access::Read && !writable)
        throw Refusal{{ErrorCode::Io,
                       fmt::format("{} cannot be written: it or its folder is read-only.", file.string()),
                       {},
                       kReadOnly}};
    if (access == Access::Read) return connectToRead(file, writable);
    int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_URI;
    if (access == Access::Create) flags |= SQLite::OPEN_CREATE;
    connection.db = std::make_unique<SQLite::Database>(uri(file, ""), flags, kBusyMilliseconds);
    auto& db = *connection.db;
    checkWhose(db, file, access);
    setUp(db);
    const bool network = onNetwork(folder);
    if (network)
        connection.warning =
            fmt::format("{} lies on a network file system: use it from one computer at a time.", folder.string());
    db.exec(network ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = FULL");
    if (const int version = db.execAndGet("PRAGMA user_version").getInt(); version < schemaVersion()) {
        if (version > 0) backUpBeforeMigration(db, folder);
        migrate(db, folder);
    }
    return connection;
}

}  // namespace legenda::store
