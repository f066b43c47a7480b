// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/fitting_scroll.h"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace legenda::ui {

FittingScroll::FittingScroll(int leastWidth, QWidget* parent) : QScrollArea(parent), leastWidth_(leastWidth) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

QSize FittingScroll::minimumSizeHint() const {
    const int content =
        widget() ? widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width() : leastWidth_;
    return {std::max(content, leastWidth_), QScrollArea::minimumSizeHint().height()};
}

bool FittingScroll::eventFilter(QObject* watched, QEvent* event) {
    const bool done = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        const int width = minimumSizeHint().width();
        if (std::exchange(width_, width) != width) updateGeometry();
    }
    return done;
}

}  // namespace legenda::ui
