// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QTableWidget;
class QWidget;

namespace legenda::ui {

// A table of records, as dialogs list them: rows are chosen whole, one at a time, and not edited. The column `wide`
// takes the room that the others leave. `id` is its object name, `name` its accessible one.
QTableWidget* makeRowsTable(const QStringList& titles, int wide, const QString& id, const QString& name,
                            QWidget* parent);

}  // namespace legenda::ui
