// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/evaluation_repository.h"

namespace legenda::store {

EvaluationRecord EvaluationRepository::add(EvaluationRecord evaluation) {
    WriteTransaction transaction(db_);
    if (evaluation.at.empty()) evaluation.at = nowUtc();
    runSql(db_, "INSERT INTO evaluation(task, split, model, figures_json, created_at) VALUES (?, ?, ?, ?, ?)",
           evaluation.task, evaluation.split, evaluation.model, evaluation.figuresJson, evaluation.at);
    evaluation.id = db_.getLastInsertRowid();
    transaction.commit();
    return evaluation;
}

std::vector<EvaluationRecord> EvaluationRepository::all() const {
    SQLite::Statement rows(db_,
                           "SELECT id, task, split, model, figures_json, created_at FROM evaluation ORDER BY "
                           "created_at, id");
    std::vector<EvaluationRecord> all;
    while (rows.executeStep())
        all.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                       rows.getColumn(3).getString(), rows.getColumn(4).getString(), rows.getColumn(5).getString()});
    return all;
}

void EvaluationRepository::remove(std::int64_t id) {
    WriteTransaction transaction(db_);
    runSql(db_, "DELETE FROM evaluation WHERE id = ?", id);
    transaction.commit();
}

}  // namespace legenda::store
