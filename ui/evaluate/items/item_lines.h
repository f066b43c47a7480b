// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/controls/shown_item.h"

#include <QString>

#include <vector>

namespace legenda::ui {

class ItemsModel;

// What an item says, for a reader beside its image: the query and what was ranked first, or prediction and references;
// then its figures. `otherName`: of the second result, where two are compared.
std::vector<ShownItem::Line> itemLines(const ItemsModel& model, int row, const QString& otherName);
// Its boxes: predicted, of the second result, and true.
std::vector<ShownItem::Box> itemBoxes(const ItemsModel& model, int row, const QString& otherName);
// The first of the ranked list of a retrieval's query, and of the second result's; results of versions before kept
// none.
std::vector<ShownItem::Ranking> itemRankings(const ItemsModel& model, int row, const QString& name,
                                             const QString& otherName);
// Items of the other direction of a retrieval that are about the same image: a line each, the worst rank first.
std::vector<ShownItem::Line> otherWayLines(const evaluation::ItemPage& page, const std::string& section,
                                           const std::string& image);
bool isSearch(const std::string& section);  // a sentence looks for its image

}  // namespace legenda::ui
