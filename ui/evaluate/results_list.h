// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <nlohmann/json.hpp>

#include <QListWidget>

#include <vector>

namespace legenda::ui {

struct EvaluationResult {
    store::EvaluationRecord record;  // id below 1: it is not stored in the project
    nlohmann::json figures;
};

// The evaluations of a project, newest first, each with its task, split, model and time. Del asks for the removal of
// the current one. GUI thread.
class ResultsList : public QListWidget {
    Q_OBJECT
 public:
    explicit ResultsList(QWidget* parent = nullptr);

    // The stored results, oldest first; damaged ones are left out.
    void setResults(const std::vector<store::EvaluationRecord>& records);
    void add(EvaluationResult result);  // and makes it the current one; one that is not stored gets an id below 1
    void remove(std::int64_t record);
    const EvaluationResult* currentResult() const;

 Q_SIGNALS:
    void chosen();  // another result is current, or none
    void removeRequested();

 protected:
    void keyPressEvent(QKeyEvent* event) override;

 private:
    void insert(const EvaluationResult& result, int row);

    std::vector<EvaluationResult> results_;  // as the rows
    std::int64_t lastUnkept_ = 0;
};

}  // namespace legenda::ui
