// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QRectF>
#include <QString>

class QWidget;

namespace legenda::ui {

// An item that a widget paints itself and that screen readers must find: a box on the picture, a word, a row.
struct PaintedItem {
    QString name, description;
    QRectF rect;  // in pixels of the widget
    bool chosen = false;
};

// The interface of a widget with painted items, which become its children in the accessibility tree, after its child
// widgets. GUI thread.
class PaintedItems {
 public:
    virtual ~PaintedItems() = default;

    virtual QAccessible::Role paintedRole() const = 0;      // of the widget
    virtual QAccessible::Role paintedItemRole() const = 0;  // of each of them
    virtual int paintedItemCount() const = 0;
    virtual PaintedItem paintedItem(int index) const = 0;
    virtual void pressPaintedItem(int index) = 0;  // as a click on it does

    static void install();  // idempotent, for the whole program
    // The focus has moved to one of the items (-1: none); the items have changed.
    static void tellFocus(QWidget* widget, int index);
    static void tellChanged(QWidget* widget);
};

}  // namespace legenda::ui
