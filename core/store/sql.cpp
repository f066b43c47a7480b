// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sql.h"

#include "core/store/migrations.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <sstream>

namespace legenda::store {

using base::ErrorCode;

void refuse(ErrorCode code, std::string message) {
    throw Refusal{{code, std::move(message), {}}};
}

base::Error describe(const SQLite::Exception& problem, const std::filesystem::path& file) {
    const std::string name = file.string();
    const std::string details = fmt::format("SQLite {}: {}", problem.getExtendedErrorCode(), problem.what());
    switch (problem.getErrorCode()) {
        case SQLITE_NOTADB:
            return {ErrorCode::BadInput, name + " is not a Legenda project: it is not an SQLite database.", details};
        case SQLITE_CORRUPT:
            return {ErrorCode::BadInput, name + " is damaged.", details};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::Io, name + " is locked by another program; waited 5 seconds.", details, kLocked};
        case SQLITE_FULL:
            return {ErrorCode::Io, name + " cannot be written: the disk is full.", details, kDiskFull};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {ErrorCode::Io, name + " cannot be written: it or its folder is read-only.", details, kReadOnly};
        case SQLITE_CANTOPEN:
            return {ErrorCode::Io, name + " cannot be opened.", details};
        case SQLITE_IOERR:
            return {ErrorCode::Io, name + " cannot be read or written.", details};
        case SQLITE_ERROR:
            if (lacksPartOfSchema(file))
                return {ErrorCode::BadInput, name + " is damaged: a table or a column of a project is missing.",
                        details};
            return {ErrorCode::Internal, name + ": a database operation failed.", details};
        case SQLITE_NOMEM:
            return {ErrorCode::Io, name + ": there is not enough memory for this.", details};
        default:
            return {ErrorCode::Internal, name + ": a database operation failed.", details};
    }
}

std::string nowUtc() {
    const auto now = std::chrono::system_clock::now();
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                       milliseconds);
}

std::vector<std::string> searchTerms(const std::string& words) {
    std::vector<std::string> terms;
    std::istringstream in(words);
    for (std::string word; in >> word;) {
        std::erase(word, '"');
        const bool telling =
            std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) || c >= 0x80; });
        if (telling) terms.push_back(fmt::format("\"{}\"*", word));
    }
    return terms;
}

}  // namespace legenda::store
