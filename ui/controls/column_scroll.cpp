// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/column_scroll.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

namespace legenda::ui {

namespace {

constexpr int kMargin = 16;  // pixels between what is revealed and the edge

}  // namespace

ColumnScroll::ColumnScroll(int leastWidth, QWidget* parent) : FittingScroll(leastWidth, parent) {
    // The widgets in it get the focus, not the area itself.
    setFocusPolicy(Qt::NoFocus);
    laidOut_.setSingleShot(true);
    connect(&laidOut_, &QTimer::timeout, this, &ColumnScroll::settle);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { whole_ = part_ = nullptr; });
}

void ColumnScroll::reveal(QWidget* whole, QWidget* part) {
    whole_ = whole;
    part_ = part;
    laidOut_.start();
}

void ColumnScroll::settle() {
    if (widget() && widget()->layout()) widget()->layout()->activate();
    if (whole_) ensureWidgetVisible(whole_, 0, kMargin);
    if (part_) ensureWidgetVisible(part_, 0, kMargin);
}

bool ColumnScroll::eventFilter(QObject* watched, QEvent* event) {
    const bool laidOut = event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest;
    if (watched == widget() && laidOut && (whole_ || part_)) laidOut_.start();
    return FittingScroll::eventFilter(watched, event);
}

void ColumnScroll::wheelEvent(QWheelEvent* event) {
    whole_ = part_ = nullptr;
    QScrollArea::wheelEvent(event);
}

}  // namespace legenda::ui
