// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sql.h"

#include <filesystem>
#include <memory>
#include <string>

namespace legenda::store {

inline constexpr const char* kDatabaseName = "project.sqlite";

// An open project.sqlite with all pragmas set and the schema up to date.
struct Connection {
    std::unique_ptr<SQLite::Database> db;
    bool readOnly = false;
    std::string warning;
};

enum class Access { Read, Write, Create };

// Throws SQLite::Exception and Refusal; see guarded().
Connection connect(const std::filesystem::path& file, Access access);

}  // namespace legenda::store
