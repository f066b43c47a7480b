// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QRectF>
#include <QString>

class QWidget;

namespace legenda::ui {

// Something that a widget paints itself and that a screen reader must find: a box on the picture, a word, a row.
struct PaintedItem {
    QString name, description;
    QRectF rect;  // in pixels of the widget
    bool chosen = false;
};

// A widget that has such things is one of these as well; they then are its children in the accessibility tree, behind
// its child widgets. GUI thread.
class PaintedItems {
 public:
    virtual ~PaintedItems() = default;

    virtual QAccessible::Role paintedRole() const = 0;      // of the widget
    virtual QAccessible::Role paintedItemRole() const = 0;  // of each of them
    virtual int paintedItemCount() const = 0;
    virtual PaintedItem paintedItem(int index) const = 0;
    virtual void pressPaintedItem(int index) = 0;  // as a click on it does

    static void install();  // once for the program, however often it is called
    // The keyboard has gone to one of them (-1: none); the items are others than before.
    static void tellFocus(QWidget* widget, int index);
    static void tellChanged(QWidget* widget);
};

}  // namespace legenda::ui
