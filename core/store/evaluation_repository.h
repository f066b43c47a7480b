// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "core/store/sql.h"

namespace legenda::store {

// Table evaluation. Throws SQLite::Exception and Refusal; see guarded().
class EvaluationRepository {
 public:
    explicit EvaluationRepository(SQLite::Database& db) : db_(db) {}

    EvaluationRecord add(EvaluationRecord evaluation);  // with its id and, where it had none, its time
    std::vector<EvaluationRecord> all() const;          // oldest first
    void remove(std::int64_t id);

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
