// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/result_table.h"

#include "core/data/csv_table.h"
#include "core/metrics/resampling.h"
#include "core/project/model_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace legenda::evaluation {

using nlohmann::json;

namespace {

using Cell = ResultTable::Cell;

constexpr std::size_t kNoFigure = static_cast<std::size_t>(-1);

// The figures in the order of papers.
const std::vector<std::string>& orderOfFigures() {
    static const std::vector<std::string> order{"BLEU1",
                                                "BLEU2",
                                                "BLEU3",
                                                "BLEU4",
                                                "METEOR",
                                                "ROUGE_L",
                                                "CIDEr",
                                                "length_ratio",
                                                "r1",
                                                "r5",
                                                "r10",
                                                "median_rank",
                                                "accuracy",
                                                "pointing",
                                                "accuracy_any",
                                                "pointing_any",
                                                "accuracy_mrf",
                                                "pointing_mrf",
                                                "upper_bound",
                                                "whole_image",
                                                "centre_pointing",
                                                "constant_box",
                                                "whole_image_any",
                                                "centre_pointing_any"};
    return order;
}

std::size_t figureOrder(const std::string& figure) {
    const auto found = std::ranges::find(orderOfFigures(), figure);
    return found == orderOfFigures().end() ? kNoFigure : static_cast<std::size_t>(found - orderOfFigures().begin());
}

bool isFraction(const std::string& figure) {
    return figureOrder(figure) <= figureOrder("length_ratio");
}

// The rows in the order of papers: the model first, then its baselines by name.
int rankOfSection(const std::string& name) {
    static const std::map<std::string, int> ranks{{"model", 0},      {"image_annotation", 0},  {"image_search", 1},
                                                  {"model_4ref", 1}, {"model_human_items", 1}, {"human", 2}};
    const auto found = ranks.find(name);
    return found == ranks.end() ? 3 : found->second;
}

std::string withSpaces(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string titleOf(const std::string& figure) {
    static const std::map<std::string, std::string> titles{
        {"BLEU1", "BLEU-1"},    {"BLEU2", "BLEU-2"},           {"BLEU3", "BLEU-3"}, {"BLEU4", "BLEU-4"},
        {"ROUGE_L", "ROUGE-L"}, {"length_ratio", "length"},    {"r1", "R@1"},       {"r5", "R@5"},
        {"r10", "R@10"},        {"median_rank", "median rank"}};
    const auto found = titles.find(figure);
    return found == titles.end() ? withSpaces(figure) : found->second;
}

std::optional<double> numberAt(const json& object, const std::string& name) {
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

// What a section says of another system; an object, empty where it says nothing.
json comparisonOf(const json& section) {
    const auto found = section.find("against");
    return found != section.end() && found->is_object() ? *found : json::object();
}

Cell cellOf(const json& section, const std::string& name) {
    Cell cell;
    cell.value = numberAt(section, name);
    const auto intervals = section.value("ci95", json::object());
    if (const auto found = intervals.find(name); found != intervals.end() && found->is_array() && found->size() == 2) {
        if ((*found)[0].is_number()) cell.low = (*found)[0].get<double>();
        if ((*found)[1].is_number()) cell.high = (*found)[1].get<double>();
    }
    const auto against = comparisonOf(section);
    cell.difference = numberAt(against.value("difference", json::object()), name);
    cell.p = numberAt(against.value("p", json::object()), name);
    return cell;
}

// "entities", "entities, better"; the elements of a list once each.
std::string joined(const json& value) {
    std::vector<std::string> parts;
    const auto add = [&](const json& one) {
        const auto text = one.is_string() ? one.get<std::string>() : one.is_null() ? std::string() : one.dump();
        if (!text.empty() && std::ranges::find(parts, text) == parts.end()) parts.push_back(text);
    };
    if (value.is_array())
        for (const auto& one : value) add(one);
    else
        add(value);
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string labelOf(const json& figures, const json& captions) {
    std::vector<std::string> parts;
    const auto add = [&](const std::string& before, const std::string& text, const std::string& behind = {}) {
        if (!text.empty()) parts.push_back(before + text + behind);
    };
    add("split ", joined(figures.value("split", json())));
    add("", joined(figures.value("name", json())));
    add("", joined(figures.value("from", json())));
    const auto setting = joined(figures.value("setting", json()));
    if (!setting.empty()) {
        const auto text = project::supervisionText(setting);
        add("trained on ", text.empty() ? setting : text);
    }
    if (const auto seed = joined(figures.value("seed", json())); !setting.empty()) add("seed ", seed);
    add("", joined(figures.value("images", json())), " images");
    add("", joined(figures.value("sentences", json())), " sentences");
    add("", joined(figures.value("phrases", json())), " phrases");
    if (captions.is_object()) {
        add("", joined(captions.value("items", json())), " items");
        const auto count = captions.value("references", json());
        add("",
            count.is_array() && count.size() == 2 ? fmt::format("{} to {}", count[0].dump(), count[1].dump())
                                                  : joined(count),
            " references");
        add("tokenizer ", joined(figures.value("tokenizer", json())));
        add("METEOR ", joined(captions.value("METEOR_modules", json())));
    }
    return fmt::format("{}", fmt::join(parts, " · "));
}

std::string shownNumber(const std::string& figure, double value, bool sign = false) {
    const int digits = isFraction(figure) ? 3 : 1;
    return sign ? fmt::format("{:+.{}f}", value, digits) : fmt::format("{:.{}f}", value, digits);
}

std::string shownValue(const std::string& figure, const Cell& cell) {
    if (!cell.value) return {};
    std::string text = shownNumber(figure, *cell.value);
    if (cell.low && cell.high)
        text += fmt::format(" [{}, {}]", shownNumber(figure, *cell.low), shownNumber(figure, *cell.high));
    return text;
}

// "+0.021 (p 0.003)"; "~" before one within the noise.
std::string shownDifference(const std::string& figure, const Cell& cell) {
    if (!cell.difference || !cell.p) return {};
    return fmt::format("{}{} (p {:.2g})", cell.withinNoise() ? "~" : "", shownNumber(figure, *cell.difference, true),
                       *cell.p);
}

// "parrot"; "parrot on 98 images" where these are not all that the figures are of.
std::string othersOf(const json& against) {
    const auto name = joined(against.value("model", json()));
    const auto images = numberAt(against, "images");
    return images && numberAt(against, "left_out") ? fmt::format("{} on {:.0f} images", name, *images) : name;
}

bool comparesInRow(const ResultTable::Row& row) {
    return std::ranges::any_of(row.cells, [](const Cell& cell) { return cell.difference.has_value(); });
}

// All cells as shown: a row of titles, then each system, with its differences below it.
std::vector<std::vector<std::string>> shownRows(const ResultTable& table) {
    std::vector<std::vector<std::string>> rows(1, {""});
    for (const auto& column : table.columns) rows[0].push_back(titleOf(column));
    for (const auto& row : table.rows) {
        auto& line = rows.emplace_back(1, row.name);
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            line.push_back(shownValue(table.columns[c], row.cells[c]));
        if (!comparesInRow(row)) continue;
        auto& differences = rows.emplace_back(1, "against " + row.against);
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            differences.push_back(shownDifference(table.columns[c], row.cells[c]));
    }
    return rows;
}

std::vector<std::string> legendOf(const ResultTable& table) {
    std::vector<std::string> sentences;
    bool intervals = false, differences = false;
    for (const auto& row : table.rows) {
        differences = differences || comparesInRow(row);
        for (const auto& cell : row.cells) intervals = intervals || cell.low.has_value();
    }
    if (intervals)
        sentences.push_back(
            fmt::format("[low, high]: 95 % interval by the bootstrap over images, {} resamples.", metrics::kResamples));
    if (differences)
        sentences.push_back(
            fmt::format("against: difference and p by approximate randomisation over images, {} swaps; "
                        "~ marks what is within the noise (p > {}).",
                        metrics::kSwaps, metrics::kNoise));
    return sentences;
}

// Letters of a UTF-8 text, near enough for columns.
std::size_t lettersOf(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, lettersOf(text)), ' ');
}

// A table wider than a terminal is turned round: a line a figure.
std::vector<std::vector<std::string>> turned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::vector<std::string>> other(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) other[c].push_back(row[c]);
    return other;
}

std::string writeText(const ResultTable& table) {
    const auto rows = turned(shownRows(table));
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], lettersOf(row[c]));
    std::string text = table.label.empty() ? std::string() : table.label + "\n";
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) line += (c > 0 ? "  " : "") + padded(row[c], widths[c]);
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    for (const auto& sentence : legendOf(table)) text += sentence + "\n";
    return text;
}

std::string markdownCell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']' || c == '<' || c == '~')
            out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

std::string writeMarkdown(const ResultTable& table) {
    std::string text = table.label.empty() ? std::string() : markdownCell(table.label) + "\n\n";
    const auto rows = shownRows(table);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        text += "|";
        for (const auto& cell : rows[r]) text += fmt::format(" {} |", markdownCell(cell));
        text += "\n";
        if (r > 0) continue;
        text += "|---|";
        for (std::size_t c = 1; c < rows[r].size(); ++c) text += "---:|";
        text += "\n";
    }
    for (const auto& sentence : legendOf(table)) text += fmt::format("\n{}\n", markdownCell(sentence));
    return text;
}

std::string latexCell(const std::string& text) {
    static const std::map<char, std::string> escapes{{'\\', "\\textbackslash{}"},
                                                     {'~', "$\\sim$"},
                                                     {'^', "\\textasciicircum{}"},
                                                     {'&', "\\&"},
                                                     {'%', "\\%"},
                                                     {'$', "\\$"},
                                                     {'#', "\\#"},
                                                     {'_', "\\_"},
                                                     {'{', "\\{"},
                                                     {'}', "\\}"},
                                                     {'[', "{[}"},
                                                     {']', "{]}"},
                                                     {'>', "$>$"},
                                                     {'<', "$<$"},
                                                     {'|', "\\textbar{}"},
                                                     {'\n', " "},
                                                     {'\r', " "}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto escape = escapes.find(text[i]);
        const bool beforeNumber = i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
        if (escape != escapes.end())
            out += escape->second;
        else if (text[i] == '-' && beforeNumber && (i == 0 || text[i - 1] == '~' || text[i - 1] == '['))
            out += "$-$";  // a minus, where a hyphen would be printed
        else
            out += text[i];
    }
    // The dot between the parts of a label.
    for (auto at = out.find("·"); at != std::string::npos; at = out.find("·", at)) out.replace(at, 2, "$\\cdot$");
    return out;
}

std::string writeLatex(const ResultTable& table) {
    std::string text = "\\begin{tabular}{l" + std::string(table.columns.size(), 'r') + "}\n\\hline\n";
    const auto rows = shownRows(table);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < rows[r].size(); ++c)
            text += fmt::format("{}{}", c > 0 ? " & " : "", latexCell(rows[r][c]));
        text += r == 0 ? " \\\\\n\\hline\n" : " \\\\\n";
    }
    text += "\\hline\n\\end{tabular}\n";
    std::string below = table.label.empty() ? std::string() : latexCell(table.label) + ".";
    for (const auto& sentence : legendOf(table))
        below += fmt::format("{}{}", below.empty() ? "" : " ", latexCell(sentence));
    return text + "% " + below + "\n";
}

std::string writeCsv(const ResultTable& table) {
    const auto number = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : std::string();
    };
    std::string text = "system,figure,value,low,high,against,difference,p\r\n";
    for (const auto& row : table.rows)
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& cell = row.cells[c];
            if (!cell.value) continue;
            text += fmt::format("{},{},{},{},{},{},{},{}\r\n", data::csvField(row.name),
                                data::csvField(table.columns[c]), number(cell.value), number(cell.low),
                                number(cell.high), cell.difference ? data::csvField(row.against) : std::string(),
                                number(cell.difference), number(cell.p));
        }
    return text;
}

}  // namespace

bool ResultTable::Cell::withinNoise() const {
    return difference && p && *p > metrics::kNoise;
}

ResultTable resultTable(const json& figures) {
    ResultTable table;
    if (!figures.is_object()) return table;
    std::vector<std::pair<std::string, const json*>> sections;
    const json* captions = nullptr;
    const auto add = [&](const std::string& name, const json& section) {
        std::vector<std::string> known;
        for (const auto& [key, value] : section.items())
            if (value.is_number() && figureOrder(key) != kNoFigure) known.push_back(key);
        if (known.empty()) return;
        sections.emplace_back(name, &section);
        for (const auto& key : known)
            if (std::ranges::find(table.columns, key) == table.columns.end()) table.columns.push_back(key);
        if (section.contains("METEOR_modules") && (!captions || name == "model")) captions = &section;
    };
    for (const auto& [name, section] : figures.items())
        if (section.is_object() && name != "ci95" && name != "against" && name != "resampling" && name != "absent")
            add(name, section);
    add("", figures);
    std::ranges::stable_sort(sections, {}, [](const auto& each) { return rankOfSection(each.first); });
    std::ranges::stable_sort(table.columns, {}, figureOrder);
    for (const auto& [name, section] : sections) {
        auto& row = table.rows.emplace_back();
        row.name = name.empty() ? "figures" : withSpaces(name);
        row.against = othersOf(comparisonOf(*section));
        for (const auto& column : table.columns) row.cells.push_back(cellOf(*section, column));
    }
    table.label = labelOf(figures, captions ? *captions : json());
    return table;
}

ResultTable joinTables(const std::vector<std::pair<std::string, ResultTable>>& tables) {
    ResultTable joined;
    for (const auto& [name, table] : tables) {
        if (!table.label.empty())
            joined.label += fmt::format("{}{}: {}", joined.label.empty() ? "" : "; ", name, table.label);
        for (const auto& column : table.columns)
            if (std::ranges::find(joined.columns, column) == joined.columns.end()) joined.columns.push_back(column);
    }
    std::ranges::stable_sort(joined.columns, {}, figureOrder);
    for (const auto& [name, table] : tables)
        for (const auto& row : table.rows) {
            auto& own = joined.rows.emplace_back();
            own.name = fmt::format("{}: {}", name, row.name);
            own.against = row.against;
            for (const auto& column : joined.columns) {
                const auto found = std::ranges::find(table.columns, column);
                own.cells.push_back(found == table.columns.end()
                                        ? Cell{}
                                        : row.cells[static_cast<std::size_t>(found - table.columns.begin())]);
            }
        }
    return joined;
}

std::string writeTable(const ResultTable& table, TableFormat format) {
    switch (format) {
        case TableFormat::Markdown:
            return writeMarkdown(table);
        case TableFormat::Latex:
            return writeLatex(table);
        case TableFormat::Csv:
            return writeCsv(table);
        case TableFormat::Text:
            break;
    }
    return writeText(table);
}

}  // namespace legenda::evaluation
