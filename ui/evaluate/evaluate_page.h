// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"
#include "ui/evaluate/result_files.h"

#include <vector>

class QPushButton;
class QStackedWidget;

namespace legenda::ui {

class Comparison;
class EvaluateChoices;
class FigureTable;
class PageHint;
class ResultsList;
class ResultView;
class ItemsPanel;
class ToneLabel;
class JobStatus;

// Figures of models or predictions on a split: choose task, split and model, run, and read the result beside the
// paper's figures and the baselines, or several results beside each other. They are kept in the project, where those of
// the command line are too. GUI thread.
class EvaluatePage : public Page {
    Q_OBJECT
 public:
    explicit EvaluatePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project) override;
    void activated() override;
    bool settled() const override;
    QString nowShown() const override;

    FigureTable* table();
    ResultsList* list() { return list_; }
    std::int64_t currentResultId() const;       // of the one that is shown; 0: none, or it is not kept in the project
    std::int64_t resultIdOfRow(int row) const;  // of the table: several results stand beside each other
    void placeItems(QWidget* panel);            // below the table of the result
    void run();

 Q_SIGNALS:
    void resultShown();  // another result than before, or none

 private:
    struct Running {
        session::JobId job = 0;
        bool cancelling = false;
    };

    QWidget* makeLeft();
    QWidget* makeCentre();
    void updateRun();
    void cancel();
    void listResults();
    void showChosen();
    void showComparison();
    void showItems(int row, int column);  // behind a figure of the table
    void keepItems();                     // those of a result that is no longer shown go
    std::vector<EvaluationResult> shownResults() const;
    void removeResult();
    void restoreResult(const EvaluationResult& removed);
    void save();
    void copy();
    void copyAs(ResultFormat format);

    std::optional<project::ProjectInfo> project_;
    std::optional<Running> running_;
    QStackedWidget* stack_;
    QStackedWidget* centre_ = nullptr;
    EvaluateChoices* choices_ = nullptr;
    Comparison* comparison_;
    ToneLabel* why_ = nullptr;
    QPushButton* run_ = nullptr;
    ResultsList* list_ = nullptr;
    PageHint* hint_ = nullptr;
    QWidget* resultsHead_ = nullptr;
    ResultView* view_ = nullptr;
    ItemsPanel* items_ = nullptr;
    JobStatus* status_ = nullptr;
    quint64 listing_ = 0;  // number of the newest request for the list
    bool listed_ = false;
};

}  // namespace legenda::ui
