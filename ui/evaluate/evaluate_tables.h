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

// task: retrieval | grounding | captions | regions.
EvaluationTable evaluationTable(const QString& task, const nlohmann::json& result);
// "dev · captions · checkpoint 3fa0c1d2 · seed 1"
QString evaluationNote(const nlohmann::json& result);
QString taskTitle(const QString& task);

}  // namespace legenda::ui
