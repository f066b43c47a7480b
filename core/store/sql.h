// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/waiting.h"
#include "core/store/project_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Common functions of the repositories of this folder. Internal: nothing outside core/store includes it.
namespace legenda::store {

// Thrown by repositories for an error with a message for the user; guarded() turns it into a Result.
struct Refusal {
    base::Error error;
};
[[noreturn]] void refuse(base::ErrorCode code, std::string message);

base::Error describe(const SQLite::Exception& problem, const std::filesystem::path& file);

// Runs a piece of work on the database and turns every exception of this folder into an Error that names the file.
template <class F>
auto guarded(const std::filesystem::path& file, F&& work) -> base::Result<std::invoke_result_t<F>> {
    base::mayWait("the database", file);
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const Refusal& refusal) {
        return tl::unexpected<base::Error>(refusal.error);
    } catch (const SQLite::Exception& problem) {
        return tl::unexpected<base::Error>(describe(problem, file));
    } catch (const nlohmann::json::exception& problem) {
        return base::fail(base::ErrorCode::BadInput, file.string() + " holds a damaged row.", problem.what());
    } catch (const std::filesystem::filesystem_error& problem) {
        return base::fail(base::ErrorCode::Io, file.string() + " cannot be used.", problem.what());
    }
}

// How the faces of a store reach its database: guarded(), and what writes is refused where it is open for reading only.
class Guard {
 public:
    Guard(std::filesystem::path file, bool readOnly) : file_(std::move(file)), readOnly_(readOnly) {}
    template <class F>
    auto read(F&& work) const {
        return guarded(file_, std::forward<F>(work));
    }
    template <class F>
    auto write(F&& work) const {
        return guarded(file_, [&] {
            if (readOnly_) refuse(base::ErrorCode::Io, file_.string() + " is open for reading only.");
            return work();
        });
    }

 private:
    std::filesystem::path file_;
    bool readOnly_;
};

// BEGIN IMMEDIATE … COMMIT; rolled back when left by an exception.
class WriteTransaction {
 public:
    explicit WriteTransaction(SQLite::Database& db) : transaction_(db, SQLite::TransactionBehavior::IMMEDIATE) {}
    void commit() { transaction_.commit(); }

 private:
    SQLite::Transaction transaction_;
};

// "2026-11-24T09:30:00.123Z"
std::string nowUtc();

// A quoted prefix term of the full-text syntax for each word, with nothing of it left to act as an operator.
std::vector<std::string> searchTerms(const std::string& words);

// UUIDs of regions and chains that were settled: the consensus stands for them.
inline constexpr const char* kSettledSources =
    "(SELECT source.value FROM settlement, json_each(settlement.sources) source WHERE settlement.deleted_at IS NULL)";

// Binds all values in order and runs a statement that gives no rows; returns the number of changed rows.
template <class... Values>
int runStatement(SQLite::Statement& statement, const Values&... values) {
    statement.reset();
    SQLite::bind(statement, values...);
    return statement.exec();
}

template <class... Values>
int runSql(SQLite::Database& db, const char* sql, const Values&... values) {
    SQLite::Statement statement(db, sql);
    SQLite::bind(statement, values...);
    return statement.exec();
}

}  // namespace legenda::store
