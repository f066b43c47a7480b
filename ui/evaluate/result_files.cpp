// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/result_files.h"

#include "core/evaluation/results/result_table.h"

#include <utility>

namespace legenda::ui {

namespace {

using nlohmann::json;

std::string jsonText(const json& value) {
    return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string writeJson(const std::vector<EvaluationResult>& results) {
    if (results.size() == 1) return jsonText(results.front().figures);
    json all = json::array();
    for (const auto& result : results)
        all.push_back({{"model", result.model},
                       {"task", result.task},
                       {"split", result.split},
                       {"created_at", result.at},
                       {"figures", result.figures}});
    return jsonText(all);
}

}  // namespace

const std::vector<ResultFile>& resultFiles() {
    static const std::vector<ResultFile> kFiles{
        {ResultFormat::Markdown, QStringLiteral("Markdown"), QStringLiteral("md")},
        {ResultFormat::Latex, QStringLiteral("LaTeX"), QStringLiteral("tex")},
        {ResultFormat::Csv, QStringLiteral("CSV"), QStringLiteral("csv")},
        {ResultFormat::Json, QStringLiteral("JSON"), QStringLiteral("json")}};
    return kFiles;
}

std::string writeResults(const std::vector<EvaluationResult>& results, ResultFormat format) {
    if (format == ResultFormat::Json) return writeJson(results);
    std::vector<std::pair<std::string, evaluation::ResultTable>> tables;
    for (const auto& result : results) tables.emplace_back(result.model, evaluation::resultTable(result.figures));
    const auto table = tables.size() == 1 ? std::move(tables.front().second) : evaluation::joinTables(tables);
    return evaluation::writeTable(table, format == ResultFormat::Markdown ? evaluation::TableFormat::Markdown
                                         : format == ResultFormat::Latex  ? evaluation::TableFormat::Latex
                                                                          : evaluation::TableFormat::Csv);
}

}  // namespace legenda::ui
