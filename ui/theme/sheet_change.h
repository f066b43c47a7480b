// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QApplication;
class QPalette;

namespace legenda::ui::theme {

// Replaces the palette and the style sheet by ones that differ only in colours: no size is computed again. Visible
// widgets change at once; the others, such as hidden pages, in steps of a few milliseconds between which the window
// handles its events. GUI thread only.
void changeSheet(QApplication& app, const QPalette& palette, const QString& sheet);

}  // namespace legenda::ui::theme
