// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace legenda::ui {

// A menu that popup() opens and that is deleted when it closes. said: its name for screen readers, of what it is.
inline QMenu* contextMenu(const char* name, const QString& said, QWidget* parent) {
    auto* menu = new QMenu(parent);
    menu->setObjectName(QLatin1String(name));
    menu->setAccessibleName(said);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    return menu;
}

}  // namespace legenda::ui
