// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>
#include <QStandardPaths>

namespace legenda::ui {

// A dialog for files in the look of the program, to be completed and opened: it starts in the folder where the last
// one of its purpose ended ("picture", "project", …), at first in `place`. Deletes itself once it is closed. GUI
// thread.
QFileDialog* fileDialog(QWidget* parent, const QString& purpose, const QString& title,
                        QStandardPaths::StandardLocation place = QStandardPaths::DocumentsLocation);
// The same for a folder, which is handed over as fileSelected.
QFileDialog* folderDialog(QWidget* parent, const QString& purpose, const QString& title,
                          QStandardPaths::StandardLocation place = QStandardPaths::DocumentsLocation);
// The same for a file that will be written; name: suggested.
QFileDialog* saveDialog(QWidget* parent, const QString& purpose, const QString& title, const QString& name,
                        QStandardPaths::StandardLocation place = QStandardPaths::DocumentsLocation);

}  // namespace legenda::ui
