// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluate/results_list.h"

#include <string>
#include <vector>

namespace legenda::ui {

enum class ResultFormat { Markdown, Latex, Csv, Json };
struct ResultFile {
    ResultFormat format;
    QString title;   // "LaTeX"
    QString ending;  // "tex"
};
const std::vector<ResultFile>& resultFiles();

// Tables as the command line writes them: of one result, or of several in one table, named by what was evaluated. JSON
// has all figures: an object of one, a list of {"model","task","split","created_at","figures"} of several.
std::string writeResults(const std::vector<EvaluationResult>& results, ResultFormat format);

}  // namespace legenda::ui
