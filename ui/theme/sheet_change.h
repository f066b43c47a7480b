// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QApplication;
class QPalette;

namespace legenda::ui::theme {

// Replaces the palette and the style sheet by ones that differ only in colours: no size is computed again. Visible
// widgets change at once; the others, such as hidden pages, in steps of a few milliseconds between which the window
// handles its events. GUI thread only.
void changeSheet(QApplication& app, const QPalette& palette, const QString& sheet);
// Calls `then`, which changes the sheet, once the widgets out of sight have lost their style, also in such steps: most
// of the time of a change goes into that.
void prepareSheetChange(QApplication& app, std::function<void()> then);

}  // namespace legenda::ui::theme
