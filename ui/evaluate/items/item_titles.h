// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

namespace legenda::ui {

// "rank" -> "Rank", "BLEU1" -> "BLEU-1", "iou" -> "IoU".
QString itemFigureTitle(const std::string& figure);
// As the tables print it: CIDEr times 100, a rank without decimals, "hit" or "miss" of a phrase. `figure` gives the
// unit of a difference, which has a sign. No number: a dash.
QString itemFigureText(const std::string& figure, double value, bool difference = false);
bool isHitOrMiss(const std::string& figure);
// "image_search" -> "Image search: sentence → image"; empty: the whole.
QString itemSectionTitle(const std::string& section);

}  // namespace legenda::ui
