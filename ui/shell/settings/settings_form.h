// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/settings.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>
#include <utility>

class QGridLayout;

namespace legenda::ui {

// Rows of settings: a title, what changes it, a button that brings the default back, and a line that says what it does
// or when it takes effect. GUI thread.
class SettingsForm : public QWidget {
    Q_OBJECT
 public:
    explicit SettingsForm(QWidget* parent = nullptr);

    void addChoice(Setting setting, const QString& title, const QList<std::pair<QString, QVariant>>& choices,
                   const QString& hint = {});
    // leastText: shown instead of the least value.
    void addNumber(Setting setting, const QString& title, int decimals, const QString& unit, const QString& leastText,
                   const QString& hint);
    // purpose: of the dialog, see ui/controls/files/file_dialog.h.
    void addFolder(Setting setting, const QString& title, const QString& purpose, const QString& hint);
    // Any other row; without a button for the default.
    void addRow(const QString& title, QWidget* control, const QString& hint);
    void end();  // the rows stay at the top

 private:
    // show: puts the setting's value into the control.
    void addSetting(Setting setting, const QString& title, QWidget* control, const QString& hint,
                    const std::function<void()>& show);
    int addLine(const QString& title, QWidget* control, const QString& hint);

    QGridLayout* grid_;
};

}  // namespace legenda::ui
