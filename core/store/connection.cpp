// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connection.h"

#include "core/store/migrations.h"

#include <fmt/format.h>
#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr int kBusyTimeout = 5000;  // ms

// The path as an SQLite URI: what has a meaning there is escaped.
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

// WAL needs memory shared between processes, which a network file system does not give.
bool onNetwork(const fs::path& folder) {
    struct statfs facts {};
    if (::statfs(folder.c_str(), &facts) != 0) return false;
    constexpr std::array<std::uint32_t, 4> kNetwork{0x6969u /* NFS */, 0x517bu /* SMB */, 0xff534d42u /* CIFS */,
                                                    0xfe534d42u /* SMB2 */};
    for (const auto magic : kNetwork)
        if (static_cast<std::uint32_t>(facts.f_type) == magic) return true;
    return false;
}

void checkWhose(SQLite::Database& db, const fs::path& file) {
    const int version = db.execAndGet("PRAGMA user_version").getInt();
    const int owner = db.execAndGet("PRAGMA application_id").getInt();
    const int tables = db.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    if (owner != kApplicationId && (tables > 0 || version != 0))
        refuse(ErrorCode::BadInput,
               fmt::format("{} is an SQLite database, but not of a Legenda project.", file.string()));
    if (version > schemaVersion())
        refuse(ErrorCode::BadInput,
               fmt::format("{} was written by a newer version of Legenda: its schema is {}, this version knows {}.",
                           file.string(), version, schemaVersion()));
}

// The content of a project of an older version that lies where nothing can be written, brought up to date in memory.
std::unique_ptr<SQLite::Database> migratedCopy(SQLite::Database& old) {
    auto copy = std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup(*copy, old).executeStep(-1);
    copy->exec("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");
    migrate(*copy);
    return copy;
}

}  // namespace

Connection connect(const fs::path& file, Access access) {
    Connection connection;
    const fs::path folder = file.parent_path();
    const bool writable =
        ::access(folder.c_str(), W_OK) == 0 && (access == Access::Create || ::access(file.c_str(), W_OK) == 0);
    if (access != Access::Read && !writable)
        refuse(ErrorCode::Io, fmt::format("{} cannot be written: it or its folder is read-only.", file.string()));
    connection.readOnly = access == Access::Read;
    // Without the right to write, SQLite cannot keep its lock files beside the database: immutable does without them.
    int flags = SQLite::OPEN_READONLY | SQLite::OPEN_URI;
    if (access == Access::Write) flags = SQLite::OPEN_READWRITE | SQLite::OPEN_URI;
    if (access == Access::Create) flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_URI;
    connection.db = std::make_unique<SQLite::Database>(uri(file, writable ? "" : "?immutable=1"), flags, kBusyTimeout);
    auto& db = *connection.db;
    checkWhose(db, file);
    db.exec("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
    if (access == Access::Read) {
        if (db.execAndGet("PRAGMA user_version").getInt() == schemaVersion()) return connection;
        if (!writable)
            connection.db = migratedCopy(db);
        else
            connect(file, Access::Write);  // brings the file up to date, seen by the next statement here
        return connection;
    }
    const bool network = onNetwork(folder);
    if (network)
        connection.warning =
            fmt::format("{} lies on a network file system: use it from one computer at a time.", folder.string());
    db.exec(network ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = FULL");
    if (db.execAndGet("PRAGMA user_version").getInt() < schemaVersion()) migrate(db);
    return connection;
}

}  // namespace legenda::store
