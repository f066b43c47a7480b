// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <nlohmann/json.hpp>

class QButtonGroup;
class QComboBox;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace legenda::ui {

struct EvaluationResult;
class FigureTable;
class PageHint;
class ResultsList;
class ToneLabel;
class JobStatus;

// Figures of a model on a split: choose task, split and model, run, and read the result beside the paper's figures and
// the baselines. Results are kept in the project. GUI thread.
class EvaluatePage : public Page {
    Q_OBJECT
 public:
    explicit EvaluatePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project) override;
    bool settled() const override { return !project_ || listed_; }
    QString nowShown() const override;

    FigureTable* table() { return table_; }
    ResultsList* list() { return list_; }
    void run();

 private:
    struct Running {
        session::JobId job = 0;
        bool cancelling = false;
    };

    QWidget* makeLeft();
    void addTasks(QVBoxLayout* column);
    void addChoices(QVBoxLayout* column);
    QWidget* makeCentre();
    const evaluation::TaskInfo& shownTask() const;
    QString task() const;
    void taskChanged();
    void fillSplits();
    void fillModels();
    void updateRun();
    void cancel();
    void results(const std::filesystem::path& folder);
    void showResult();
    void removeResult();
    void restoreResult(const EvaluationResult& removed);
    void save();
    void copy();

    std::optional<project::ProjectInfo> project_;
    std::optional<Running> running_;
    QStackedWidget* stack_;
    QStackedWidget* centre_ = nullptr;
    QButtonGroup* tasks_ = nullptr;
    QComboBox* splits_ = nullptr;
    QComboBox* models_ = nullptr;
    QComboBox* truth_ = nullptr;
    ToneLabel* why_ = nullptr;
    QPushButton* run_ = nullptr;
    ResultsList* list_ = nullptr;
    PageHint* hint_ = nullptr;
    QWidget* resultsHead_ = nullptr;
    ToneLabel* title_ = nullptr;
    ToneLabel* note_ = nullptr;
    ToneLabel* warning_ = nullptr;
    ToneLabel* legend_ = nullptr;
    FigureTable* table_ = nullptr;
    JobStatus* status_ = nullptr;
    bool listed_ = false;
};

}  // namespace legenda::ui
