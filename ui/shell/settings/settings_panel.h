// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTabWidget;

namespace legenda::ui {

class KeysEditor;

// The settings of the program (non-modal), each of which takes effect at once or says when, and its keys.
class SettingsDialog : public QDialog {
    Q_OBJECT
 public:
    explicit SettingsDialog(QWidget* window);  // the main window: its Annotate page knows who is signed in
    void showKeys();

 Q_SIGNALS:
    void modelsWanted();  // where the models in use are chosen

 private:
    void addTab(QWidget* page, const QString& title);
    QWidget* generalTab(QWidget* window);
    QWidget* modelsTab();
    QWidget* storageTab();

    QTabWidget* tabs_;
    KeysEditor* keys_;
};

}  // namespace legenda::ui
