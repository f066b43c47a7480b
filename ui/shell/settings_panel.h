// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTabWidget;

namespace legenda::ui {

// Settings (non-modal): appearance, device, keys.
class SettingsDialog : public QDialog {
    Q_OBJECT
 public:
    explicit SettingsDialog(QWidget* parent);
    void showKeys();

 private:
    QWidget* generalTab();
    QTabWidget* tabs_;
};

}  // namespace legenda::ui
