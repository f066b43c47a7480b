// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QApplication;
class QPalette;

namespace legenda::ui::theme {

// Puts a palette and a style sheet in the place of those in use, which may differ in colours alone: no size is asked
// for anew. What is in sight has them at once; the rest, as the pages behind the one shown, gets them in steps of a few
// milliseconds between which the window's events have their turn. GUI thread only.
void changeSheet(QApplication& app, const QPalette& palette, const QString& sheet);

}  // namespace legenda::ui::theme
