// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/share_scroll.h"

#include <QEvent>
#include <QLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

ShareScroll::ShareScroll(double share, QWidget* parent) : FittingScroll(0, parent), share_(share) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    parent->installEventFilter(this);
}

int ShareScroll::wantedHeight() const {
    if (!widget()) return 0;
    const auto* inner = widget()->layout();
    const int whole = inner && inner->hasHeightForWidth() ? inner->totalHeightForWidth(std::max(width(), 1))
                                                          : widget()->sizeHint().height();
    return std::min(whole, static_cast<int>(std::lround(share_ * parentWidget()->height())));
}

QSize ShareScroll::sizeHint() const {
    return {FittingScroll::sizeHint().width(), wantedHeight()};
}

QSize ShareScroll::minimumSizeHint() const {
    return {FittingScroll::minimumSizeHint().width(), wantedHeight()};
}

void ShareScroll::askAgain() {
    const int height = wantedHeight();
    if (std::exchange(height_, height) != height) updateGeometry();
}

bool ShareScroll::eventFilter(QObject* watched, QEvent* event) {
    const bool done = FittingScroll::eventFilter(watched, event);
    const bool holder = watched == parentWidget() && event->type() == QEvent::Resize;
    if (holder || (watched == widget() && event->type() == QEvent::LayoutRequest)) askAgain();
    return done;
}

void ShareScroll::resizeEvent(QResizeEvent* event) {
    FittingScroll::resizeEvent(event);
    askAgain();
}

}  // namespace legenda::ui
