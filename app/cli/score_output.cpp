// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "score_output.h"

#include "core/base/files.h"
#include "core/evaluation/results/result_table.h"

#include <fmt/format.h>

#include <map>

namespace legenda::cli {

namespace {

using Format = evaluation::TableFormat;

const std::map<std::string, Format> kFormats{
    {"text", Format::Text}, {"markdown", Format::Markdown}, {"latex", Format::Latex}, {"csv", Format::Csv}};

// "name value" lines; objects are indented below their names.
std::string asText(const nlohmann::json& value, int indent = 0) {
    std::string text;
    for (const auto& [name, entry] : value.items()) {
        text += fmt::format("{:{}}{:<20}", "", indent, name);
        if (entry.is_object())
            text += "\n" + asText(entry, indent + 2);
        else if (entry.is_number_float())
            text += fmt::format(" {:.4f}\n", entry.get<double>());
        else
            text += fmt::format(" {}\n", entry.is_string() ? entry.get<std::string>() : entry.dump());
    }
    return text;
}

// What the table does not show: what is absent and why, and the options that say how it was measured.
std::string restOf(nlohmann::json figures, const evaluation::ResultTable& table) {
    for (const auto& column : table.columns) figures.erase(column);
    for (const char* shown : {"ci95", "against", "resampling", "split", "name", "from", "setting", "seed", "images",
                              "sentences", "phrases", "items", "references", "tokenizer", "METEOR_modules"})
        figures.erase(shown);
    nlohmann::json rest = nlohmann::json::object();
    for (const auto& [name, entry] : figures.items())
        if (!entry.is_object() || !entry.contains("ci95")) rest[name] = entry;
    return asText(rest);
}

}  // namespace

void ScoreOutput::declare(CLI::App& command) {
    std::vector<std::string> names;
    for (const auto& [name, known] : kFormats) names.push_back(name);
    command.add_option("--items", items, "write the items behind the figures as a table (CSV)");
    command.add_option("--format", format, "of the table: text, markdown, latex or csv")->check(CLI::IsMember(names));
}

base::Status ScoreOutput::check() const {
    return items.empty() ? base::Status{} : base::checkWritable(items);
}

base::Result<CommandOutput> ScoreOutput::of(nlohmann::json figures, const std::vector<evaluation::ItemList>& lists,
                                            const base::JobContext& context) const {
    if (!items.empty())
        if (auto written = evaluation::writeItemsCsv(items, lists, context.stop); !written) return base::pass(written);
    const auto table = evaluation::resultTable(figures);
    const auto form = kFormats.at(format);
    auto text = evaluation::writeTable(table, form);
    if (form == Format::Text)
        if (const auto rest = restOf(figures, table); !rest.empty()) text += "\n" + rest;
    return CommandOutput{std::move(figures), std::move(text)};
}

}  // namespace legenda::cli
