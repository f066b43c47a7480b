// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace legenda::ui {

// A small non-modal sheet: format, folder, where to, start. The import itself runs as a job.
class ImportSheet : public QDialog {
    Q_OBJECT
 public:
    ImportSheet(Bridge* bridge, const QString& projectsFolder, QWidget* parent);

 Q_SIGNALS:
    void imported(const QString& project, const QString& summary);
    void failed(const legenda::base::Error& error);

 private:
    void check();
    void start();
    QString target() const;

    Bridge* bridge_;
    QString projectsFolder_;
    QComboBox* format_;
    QLabel* formatHint_;
    QLineEdit* root_;
    QComboBox* into_;
    QLineEdit* name_;
    QPushButton* start_;
};

}  // namespace legenda::ui
