// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_place.h"

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr QSize kLeastWindow{1024, 640};
constexpr int kTitleBar = 40;  // px, the frame included

QRect withoutTitleBar(const QRect& available) {
    return available.adjusted(0, kTitleBar, 0, 0);
}

}  // namespace

QSize leastWindow(const QRect& available) {
    return kLeastWindow.boundedTo(withoutTitleBar(available).size());
}

QRect placeOnScreen(const QRect& wanted, const QRect& available) {
    const QRect room = withoutTitleBar(available);
    const QSize size = wanted.size().boundedTo(room.size());
    return {QPoint(std::clamp(wanted.x(), room.left(), room.left() + room.width() - size.width()),
                   std::clamp(wanted.y(), room.top(), room.top() + room.height() - size.height())),
            size};
}

}  // namespace legenda::ui
