// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <mutex>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace legenda::tests {

// What the databases that are opened while it lives have done, in all threads.
class Statements {
 public:
    struct Done {
        QString sql;
        int scanned;  // steps through a whole table or index
    };
    Statements() { sqlite3_auto_extension(kConnect); }
    ~Statements() { sqlite3_cancel_auto_extension(kConnect); }

    // Since the last call.
    static std::vector<Done> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(done_, {});
    }

 private:
    static int ended(unsigned, void*, void* statement, void*) {
        auto* own = static_cast<sqlite3_stmt*>(statement);
        const std::lock_guard lock(mutex_);
        done_.push_back(
            {QString::fromUtf8(sqlite3_sql(own)), sqlite3_stmt_status(own, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1)});
        return 0;
    }
    static int connected(sqlite3* database, const char**, const void*) {
        return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, ended, nullptr);
    }
    static inline void (*const kConnect)() = reinterpret_cast<void (*)()>(connected);
    static inline std::mutex mutex_;
    static inline std::vector<Done> done_;
};

}  // namespace legenda::tests
