// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QSize>

namespace legenda::ui {

// The smallest size of the window: 1024 × 640, or what a smaller screen has room for beside a title bar. available: of
// the screen, without the bars of the desktop.
QSize leastWindow(const QRect& available);

// The window as it was wanted, made smaller and moved so that it and its title bar lie within the screen.
QRect placeOnScreen(const QRect& wanted, const QRect& available);

}  // namespace legenda::ui
