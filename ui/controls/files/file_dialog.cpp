// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/files/file_dialog.h"

#include "ui/bridge/preferences.h"

#include <QFileInfo>

namespace legenda::ui {

QFileDialog* fileDialog(QWidget* parent, const QString& purpose, const QString& title,
                        QStandardPaths::StandardLocation place) {
    const QString key = QStringLiteral("folders/") + purpose;
    const QString last = preference(key).toString();
    const bool usable = !last.isEmpty() && QFileInfo(last).isDir();
    auto* dialog = new QFileDialog(parent, title, usable ? last : QStandardPaths::writableLocation(place));
    dialog->setObjectName(purpose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
                     [key](const QString& chosen) { setPreference(key, QFileInfo(chosen).absolutePath()); });
    return dialog;
}

QFileDialog* folderDialog(QWidget* parent, const QString& purpose, const QString& title,
                          QStandardPaths::StandardLocation place) {
    auto* dialog = fileDialog(parent, purpose, title, place);
    dialog->setFileMode(QFileDialog::Directory);
    return dialog;
}

QFileDialog* saveDialog(QWidget* parent, const QString& purpose, const QString& title, const QString& name,
                        QStandardPaths::StandardLocation place) {
    auto* dialog = fileDialog(parent, purpose, title, place);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(name);
    return dialog;
}

}  // namespace legenda::ui
