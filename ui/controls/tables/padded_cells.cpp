// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/tables/padded_cells.h"

#include <QStyle>
#include <QWidget>

namespace legenda::ui {

namespace {

constexpr int kCellPadding = 5;  // pixels at either side, beside the style's own

}  // namespace

void PaddedCells::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    if (const QWidget* view = option.widget)
        view->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &ground, painter, view);
    QStyleOptionViewItem words = option;
    words.rect.adjust(kCellPadding, 0, -kCellPadding, 0);
    QStyledItemDelegate::paint(painter, words, index);
}

QSize PaddedCells::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * kCellPadding, 0);
}

}  // namespace legenda::ui
