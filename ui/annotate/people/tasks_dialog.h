// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>

class QPushButton;
class QTableWidget;

namespace legenda::ui {

class ImageListModel;
class PeopleState;
class ToneLabel;

// The tasks of the project: which images, how much of each is wanted, how far the annotators are, each and overall.
// GUI thread.
class TasksDialog : public QDialog {
    Q_OBJECT
 public:
    // The open one is raised.
    static void show(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* window);
    TasksDialog(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* window);

 private:
    QWidget* makeTasks();
    QLayout* makeButtons();
    void fill();
    void askProgress();
    void showTotals(int row, const store::TaskRecord& task, const store::TaskProgress& progress);
    void showAnnotators(const store::TaskProgress& progress);
    const store::TaskRecord* chosen() const;
    void newTask();
    void add(const store::TaskRecord& task);
    void remove();
    void say(const QString& sentence, bool error);

    Bridge* bridge_;
    PeopleState* people_;
    const ImageListModel* images_;
    QTableWidget *tasks_, *annotators_;
    ToneLabel* none_ = nullptr;
    ToneLabel* note_;
    QPushButton *work_, *remove_, *undo_;
    store::TaskRecord removed_;
};

}  // namespace legenda::ui
