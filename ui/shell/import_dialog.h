// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLayout;
class QLineEdit;
class QPushButton;

namespace legenda::ui {

// A small non-modal sheet: format, folder, target, start. The import itself runs as a job. It goes into a new
// project, whose name and folder can be chosen; into the open one only on request.
class ImportSheet : public QDialog {
    Q_OBJECT
 public:
    ImportSheet(Bridge* bridge, const QString& projectsFolder, QWidget* parent);

 Q_SIGNALS:
    void imported(const QString& project, const legenda::exchange::ImportReport& report);
    void failed(const legenda::base::Error& error);

 private:
    QLayout* makeFields();
    QLayout* makeButtons();
    QLayout* folderLine(QLineEdit* line, const QString& title);
    void check();
    void start();
    bool intoNew() const;
    QString target() const;
    QString problem() const;  // the reason why it cannot start; empty: it can

    Bridge* bridge_;
    QComboBox* format_;
    QLabel* formatHint_;
    QLineEdit* root_;
    QComboBox* into_;
    QLineEdit* name_;
    QLineEdit* place_;
    QWidget* placeLine_ = nullptr;
    QLabel* result_;
    QPushButton* start_;
};

}  // namespace legenda::ui
