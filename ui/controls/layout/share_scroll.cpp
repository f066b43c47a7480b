// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/share_scroll.h"

#include <QEvent>
#include <QLayout>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

ShareScroll::ShareScroll(double share, QWidget* parent) : FittingScroll(0, parent), share_(share) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    parent->installEventFilter(this);
}

int ShareScroll::wholeHeight() const {
    if (!widget()) return 0;
    const auto* inner = widget()->layout();
    return inner && inner->hasHeightForWidth() ? inner->totalHeightForWidth(std::max(width(), 1))
                                               : widget()->sizeHint().height();
}

int ShareScroll::most() const {
    return static_cast<int>(std::lround(share_ * parentWidget()->height()));
}

int ShareScroll::wantedHeight() const {
    return std::min(wholeHeight(), most());
}

QSize ShareScroll::sizeHint() const {
    return {FittingScroll::sizeHint().width(), wantedHeight()};
}

QSize ShareScroll::minimumSizeHint() const {
    return {FittingScroll::minimumSizeHint().width(), wantedHeight()};
}

// By the height that it has: the layout may have asked while the width was another. A bar that is not needed is hidden
// here: QScrollArea keeps one that is shown, since what is beside it is narrower and therefore taller.
void ShareScroll::askAgain() {
    setVerticalScrollBarPolicy(wholeHeight() <= most() ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    if (wantedHeight() != height()) updateGeometry();
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
