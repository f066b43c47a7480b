// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace legenda::ui {

// Makes the menus and other popups that are open over a main window children of it in the accessibility tree: Qt leaves
// out all but those of a menu bar and of combo boxes, so that a screen reader would not find a context menu or the list
// of jobs. Idempotent, for the whole program; before the window is asked for its interface. GUI thread.
void installAccessibleWindow();

}  // namespace legenda::ui
