// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/figure_table.h"

#include <nlohmann/json.hpp>

#include <QString>

namespace legenda::ui {

// An evaluation's figures as the paper would print them: the model, the baselines and missing rows from the JSON of the
// job, and the published figures beside them, each with the name of its data.
struct EvaluationTable {
    std::vector<FigureColumns> columns;
    std::vector<FigureRow> rows;
    QString legend;   // how to read the units, one or two sentences
    QString warning;  // a caution about comparing the rows; mostly empty
};

// A figure as papers print it: fractions times 100, percentages and ranks with one decimal.
QString figureCell(const QString& figure, double value);
// The object in which a figure of this section stands.
const nlohmann::json& figureSection(const nlohmann::json& result, const QString& section);
QString intervalLegend();  // how they are read
// Writes the 95 % intervals of the row's figures below them: "[18.2, 22.1]". True: there are some.
bool addIntervals(FigureRow& row, const nlohmann::json& result);

// task: retrieval | grounding | captions | regions.
EvaluationTable evaluationTable(const QString& task, const nlohmann::json& result);
// "dev · captions · checkpoint 3fa0c1d2 · seed 1"
QString evaluationNote(const nlohmann::json& result);
QString taskTitle(const QString& task);

}  // namespace legenda::ui
