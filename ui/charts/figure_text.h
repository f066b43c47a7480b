// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace legenda::ui {

// "dev.r1" -> "dev R@1"; unknown names are unchanged.
QString figureTitle(const QString& name);
// With the usual digits and unit of the metric: "31.4 %", "4.5" (median rank), "0.662" (CIDEr).
QString figureText(const QString& name, double value);

}  // namespace legenda::ui
