// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

namespace legenda::ui {

// What a drag with the mouse does on a canvas. Points are in pixels of the widget; `moved`: the mouse has moved far
// enough from the press for a drag.
class CanvasTool {
 public:
    virtual ~CanvasTool() = default;

    virtual bool press(const QPointF& at) = 0;  // false: there is nothing to drag
    virtual void move(const QPointF& at, bool moved) = 0;
    virtual bool release(const QPointF& at, bool moved) = 0;  // false: it was a click
    virtual void abandon(bool moved) { (void)moved; }         // undoes the drag
};

}  // namespace legenda::ui
