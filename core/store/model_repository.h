// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "core/store/sql.h"

namespace legenda::store {

// Tables model_in_use and run_comparison. Throws SQLite::Exception and Refusal; see guarded().
class ModelRepository {
 public:
    explicit ModelRepository(SQLite::Database& db) : db_(db) {}

    std::vector<ModelInUseRecord> inUse() const;
    void use(const ModelInUseRecord& model);
    void useShipped(const std::string& kind);
    void markTold();
    void saveComparison(const RunComparisonRecord& comparison);
    std::vector<RunComparisonRecord> comparisons() const;

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
