// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QListWidget>

#include <vector>

namespace legenda::ui {

// A kept evaluation; id below 1: it is not stored in the project.
using EvaluationResult = evaluation::EvaluationRecord;

// The evaluations of a project, newest first, each with its task, split, time and what was evaluated. Several are
// chosen with Ctrl or Shift, or by "Compare" in the menu of another one. Del asks for the removal of the chosen one.
// GUI thread.
class ResultsList : public QListWidget {
    Q_OBJECT
 public:
    explicit ResultsList(QWidget* parent = nullptr);

    void forgetProject();
    // The stored results, oldest first; those that are chosen stay so, and so do those that are not stored.
    void setResults(const std::vector<EvaluationResult>& records);
    void add(EvaluationResult result);  // and chooses it; one that is not stored gets an id below 1
    void remove(std::int64_t record);
    const EvaluationResult* currentResult() const;        // the first that was chosen; nullptr: none is
    std::vector<EvaluationResult> chosenResults() const;  // in the order in which they were chosen

 Q_SIGNALS:
    void chosen();  // others than before
    void removeRequested();

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index, const QEvent* event) const override;

 private:
    void fill();  // the rows
    void fitHeight();
    void choose(const std::vector<std::int64_t>& ids);
    void follow();  // the selection of the rows
    const EvaluationResult* find(std::int64_t id) const;

    std::vector<EvaluationResult> results_;  // as the rows
    std::vector<std::int64_t> chosen_;       // ids, in the order in which they were chosen
    std::int64_t lastUnkept_ = 0;
};

}  // namespace legenda::ui
