// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QTabWidget;

namespace legenda::ui {

// A group of keys for the list: "Browse" and its actions.
struct KeyGroup {
    QString title;
    QList<QAction*> actions;
};

// Settings (non-modal): appearance, device, keys.
class SettingsDialog : public QDialog {
    Q_OBJECT
 public:
    SettingsDialog(const QList<KeyGroup>& keys, QWidget* parent);
    void showKeys();

 private:
    QWidget* generalTab();
    QWidget* keysTab(const QList<KeyGroup>& keys);
    QTabWidget* tabs_;
};

}  // namespace legenda::ui
