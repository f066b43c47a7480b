// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/tables/rows_table.h"

#include "ui/controls/tables/padded_cells.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QTableWidget>

namespace legenda::ui {

QTableWidget* makeRowsTable(const QStringList& titles, int wide, const QString& id, const QString& name,
                            QWidget* parent) {
    auto* table = new QTableWidget(0, static_cast<int>(titles.size()), parent);
    table->setItemDelegate(new PaddedCells(table));
    table->setObjectName(id);
    table->setAccessibleName(name);
    table->setHorizontalHeaderLabels(titles);
    auto* header = table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(wide, QHeaderView::Stretch);
    header->setHighlightSections(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(theme::scaled(28));
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    return table;
}

}  // namespace legenda::ui
