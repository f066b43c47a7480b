// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>

#include <functional>
#include <vector>

class QPushButton;
class QTableWidget;

namespace legenda::ui {

class ToneLabel;

// The way back to an earlier state of the project: its backups, which are made and restored here, and its imports,
// which are taken out and put back. GUI thread.
class BackupsDialog : public QDialog {
    Q_OBJECT
 public:
    BackupsDialog(Bridge* bridge, QWidget* window);

 private:
    QLayout* makeBackups();
    QLayout* makeImports();
    void ask();
    void fillBackups();
    void fillImports();
    void enable();
    void restore();
    void makeBackup();
    void undoOrRedo();
    void say(const QString& sentence, bool error = false);
    void work(const QString& sentence);
    int chosen(const QTableWidget* table) const;

    Bridge* bridge_;
    QTableWidget *backups_, *imports_;
    QPushButton *make_, *restore_, *import_;
    ToneLabel* note_;
    std::vector<store::BackupRecord> saved_;
    std::vector<store::ImportRecord> imported_;
    bool working_ = false;
};

}  // namespace legenda::ui
