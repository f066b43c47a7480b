// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/model_repository.h"

namespace legenda::store {

std::vector<ModelInUseRecord> ModelRepository::inUse() const {
    SQLite::Statement rows(db_, "SELECT kind, origin, path, told FROM model_in_use ORDER BY kind");
    std::vector<ModelInUseRecord> models;
    while (rows.executeStep())
        models.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                          rows.getColumn(3).getInt() != 0});
    return models;
}

void ModelRepository::use(const ModelInUseRecord& model) {
    WriteTransaction transaction(db_);
    runSql(db_, "INSERT OR REPLACE INTO model_in_use(kind, origin, path, chosen_at, told) VALUES (?, ?, ?, ?, ?)",
           model.kind, model.origin, model.path, nowUtc(), model.told ? 1 : 0);
    transaction.commit();
}

void ModelRepository::useShipped(const std::string& kind) {
    WriteTransaction transaction(db_);
    runSql(db_, "DELETE FROM model_in_use WHERE kind = ?", kind);
    transaction.commit();
}

void ModelRepository::markTold() {
    WriteTransaction transaction(db_);
    runSql(db_, "UPDATE model_in_use SET told = 1 WHERE told = 0");
    transaction.commit();
}

void ModelRepository::saveComparison(const RunComparisonRecord& comparison) {
    WriteTransaction transaction(db_);
    SQLite::Statement statement(
        db_, "INSERT OR REPLACE INTO run_comparison(run_id, images, model, value) VALUES (?, ?, ?, ?)");
    statement.bind(1, comparison.run);
    statement.bind(2, comparison.images);
    statement.bind(3, comparison.model);
    if (comparison.value) statement.bind(4, *comparison.value);
    statement.exec();
    transaction.commit();
}

std::vector<RunComparisonRecord> ModelRepository::comparisons() const {
    SQLite::Statement rows(db_, "SELECT run_id, images, model, value FROM run_comparison");
    std::vector<RunComparisonRecord> all;
    while (rows.executeStep()) {
        const auto value = rows.getColumn(3);
        all.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getInt64(), rows.getColumn(2).getString(),
                       value.isNull() ? std::nullopt : std::optional(value.getDouble())});
    }
    return all;
}

}  // namespace legenda::store
