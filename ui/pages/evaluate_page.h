// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <nlohmann/json.hpp>

#include <QDateTime>

#include <vector>

class QButtonGroup;
class QComboBox;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace legenda::ui {

class FigureTable;
class PageHint;
class ToneLabel;
class TrainStatus;

// Figures of a model on a split: choose task, split and model, run, and read the result beside the paper's figures and
// the baselines. Results are kept as long as the program runs. GUI thread.
class EvaluatePage : public Page {
    Q_OBJECT
 public:
    explicit EvaluatePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const jobs::ProjectInfo& project) override;
    bool settled() const override { return true; }

    FigureTable* table() { return table_; }
    int resultCount() const { return static_cast<int>(results_.size()); }
    // Shows a result as if it had just been computed.
    void addResult(const QString& task, const QString& split, const QString& model, nlohmann::json figures);
    void run();

 private:
    struct Result {
        QString task, split, model;
        nlohmann::json figures;
        QDateTime at;
    };
    struct Running {
        jobs::JobId job = 0;
        bool cancelling = false;
    };

    QWidget* makeLeft();
    void addTasks(QVBoxLayout* column);
    void addChoices(QVBoxLayout* column);
    QWidget* makeCentre();
    QString task() const;
    void taskChanged();
    void fillSplits();
    void fillModels();
    void updateRun();
    void cancel();
    void showResult(int row);
    void save();
    void copy();

    std::optional<jobs::ProjectInfo> project_;
    std::vector<Result> results_;  // oldest first
    std::optional<Running> running_;
    QStackedWidget* stack_;
    QStackedWidget* centre_ = nullptr;
    QButtonGroup* tasks_ = nullptr;
    QComboBox* splits_ = nullptr;
    QComboBox* models_ = nullptr;
    QComboBox* truth_ = nullptr;
    QWidget* truthRow_ = nullptr;
    ToneLabel* why_ = nullptr;
    QPushButton* run_ = nullptr;
    QListWidget* list_ = nullptr;
    PageHint* hint_ = nullptr;
    QWidget* resultsHead_ = nullptr;
    ToneLabel* title_ = nullptr;
    ToneLabel* note_ = nullptr;
    ToneLabel* remark_ = nullptr;
    FigureTable* table_ = nullptr;
    TrainStatus* status_ = nullptr;
};

}  // namespace legenda::ui
