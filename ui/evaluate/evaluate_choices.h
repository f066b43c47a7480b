// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QWidget>

#include <optional>
#include <vector>

class QButtonGroup;
class QComboBox;
class QVBoxLayout;

namespace legenda::ui {

class EvaluateOptionsForm;
class MenuButton;

// What is evaluated: the task, the split, our models or a prediction set of the project, the ground truth and the
// options of the task. GUI thread.
class EvaluateChoices : public QWidget {
    Q_OBJECT
 public:
    explicit EvaluateChoices(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project);  // another, or the same with other images
    void setModels(const project::ProjectInfo& project);   // of the same project
    void showTask(const QString& task);
    bool settled() const { return !project_ || setsListed_; }

    // Why nothing can be evaluated now; empty: something can.
    QString why() const;
    // Without a project, or where why() says something: none.
    std::optional<evaluation::EvaluateOptions> options() const;
    // Under which the result is kept; empty: as the figures name it.
    QString modelName() const;

 Q_SIGNALS:
    void changed();
    void failed(const legenda::base::Error& error);  // the sets cannot be listed

 private:
    void addTasks(QVBoxLayout* column);
    void addChoices(QVBoxLayout* column);
    const evaluation::TaskInfo& shownTask() const;
    void taskChanged();
    void listSets();
    void fillSplits();
    void fillModels(bool keep);
    void addSets(const QString& chosen);
    void fillEnsemble(bool keep);
    QString chosenSet() const;

    Bridge* bridge_;
    std::optional<project::ProjectInfo> project_;
    std::vector<store::PredictionSetRecord> sets_;
    bool setsListed_ = false;
    QButtonGroup* tasks_ = nullptr;
    QComboBox* splits_ = nullptr;
    QComboBox* models_ = nullptr;
    MenuButton* ensemble_ = nullptr;
    QComboBox* truth_ = nullptr;
    EvaluateOptionsForm* form_ = nullptr;
};

}  // namespace legenda::ui
