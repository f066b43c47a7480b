// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::evaluation {

// The figures of an evaluation or of `score` as a table for people and papers, made from their JSON: a row for each
// system (the model, its baselines) or direction (image annotation, image search), a column for each figure.
struct ResultTable {
    struct Cell {
        std::optional<double> value, low, high;  // with its 95 % interval
        // Against the other system, where there is one.
        std::optional<double> difference, p;
        bool withinNoise() const;  // the difference is: p above 0.05
    };
    struct Row {
        std::string name;
        std::vector<Cell> cells;  // by columns
        std::string against;      // the other system of the differences; empty: none
    };
    std::string label;                 // what was measured: split, model, supervision, tokenizer, references
    std::vector<std::string> columns;  // "BLEU4", "r1", as in the JSON
    std::vector<Row> rows;
};

ResultTable resultTable(const nlohmann::json& figures);
// Several results in one table, the rows and labels under their names: "our model: image search".
ResultTable joinTables(const std::vector<std::pair<std::string, ResultTable>>& tables);

enum class TableFormat { Text, Markdown, Latex, Csv };
// Percentages and median ranks with one decimal, fractions with three; CSV has every digit, a line a figure. Text ends
// with a sentence on what the signs mean. LaTeX needs no package.
std::string writeTable(const ResultTable& table, TableFormat format);

}  // namespace legenda::evaluation
