// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace legenda::ui {

// Plain text in lines that are not too wide for a tooltip, which breaks none itself.
QString tipLines(const QString& text);

// What a figure is, its unit, and what is good or bad about it, in one or two sentences for a tooltip. By the figure's
// name as in the results and runs ("CIDEr", "dev.r1_image_search", "step.seconds"), or by one of the names of the
// window in the table of figure_help.cpp ("region.score"). Empty: the figure has no explanation.
QString figureHelp(const QString& name);
inline QString figureHelp(const char* name) {
    return figureHelp(QString::fromLatin1(name));
}

// A tooltip with what it is about in the first line, and the explanation below.
QString withFigureHelp(const QString& tip, const char* name);

}  // namespace legenda::ui
