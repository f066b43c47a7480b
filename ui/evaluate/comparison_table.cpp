// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/comparison_table.h"

#include "core/evaluation/results/result_table.h"
#include "ui/controls/short_time.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <optional>

namespace legenda::ui {

namespace {

using Kind = FigureRow::Kind;

QString say(const char* text) {
    return QCoreApplication::translate("Comparison", text);
}

std::optional<double> againstFigure(const nlohmann::json& result, const FigureKey& key, const char* what) {
    const auto& section = figureSection(result, key.section);
    const auto against = section.find("against");
    if (against == section.end() || !against->is_object()) return {};
    const auto values = against->find(what);
    if (values == against->end() || !values->is_object()) return {};
    const auto found = values->find(key.figure.toStdString());
    return found != values->end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

QString differenceText(const QString& figure, double difference) {
    const QString size = figureCell(figure, std::abs(difference));
    return (difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

QString chanceText(double p) {
    return p < 0.001 ? say("p < 0.001") : say("p %1").arg(p, 0, 'g', 2);
}

FigureRow differenceRow(const ComparedResult& compared, const QString& first, const std::vector<FigureKey>& keys) {
    FigureRow row{Kind::Difference, say("difference from %1").arg(first), {}, {}, {}};
    if (!compared.why.isEmpty() || compared.waiting) {
        row.kind = Kind::Absent;
        row.absent = compared.waiting ? say("being compared …") : compared.why;
        return row;
    }
    for (const auto& key : keys) {
        const auto difference = againstFigure(compared.result.figures, key, "difference");
        const auto p = againstFigure(compared.result.figures, key, "p");
        const bool noise = evaluation::ResultTable::Cell{{}, {}, {}, difference, p}.withinNoise();
        QString below = p ? chanceText(*p) : QString();
        if (noise) below += QLatin1Char('\n') + say("within noise");
        row.cells.push_back(difference ? differenceText(key.figure, *difference) : QString());
        row.below.push_back(difference ? below : QString());
        row.weak.push_back(noise);
    }
    row.keys = keys;
    row.result = std::max<std::int64_t>(compared.result.id, 0);
    return row;
}

// The row of what was evaluated, without baselines and published figures.
FigureRow ownRow(const EvaluationTable& table, const EvaluationResult& result) {
    const auto found = std::ranges::find(table.rows, Kind::Ours, &FigureRow::kind);
    FigureRow row = found == table.rows.end() ? FigureRow{} : *found;
    row.name = QString::fromStdString(result.model);
    row.result = std::max<std::int64_t>(result.id, 0);
    if (const QString time = shortTime(result.at); !time.isEmpty()) row.note += QStringLiteral(" · ") + time;
    return row;
}

}  // namespace

EvaluationTable comparisonTable(const std::vector<ComparedResult>& results) {
    EvaluationTable table;
    if (results.empty()) return table;
    const auto& first = results.front().result;
    const QString name = QString::fromStdString(first.model);
    for (const auto& compared : results) {
        const auto& result = compared.result;
        if (result.task != first.task) {
            const QString other = QString::fromStdString(result.model);
            table.rows.push_back({Kind::Absent, other, evaluationNote(result.figures), {}, compared.why});
            if (compared.why.isEmpty()) table.rows.back().absent = taskTitle(QString::fromStdString(result.task));
            continue;
        }
        auto own = evaluationTable(QString::fromStdString(result.task), result.figures);
        auto row = ownRow(own, result);
        if (&compared == &results.front()) {
            table.columns = std::move(own.columns);
            table.legend = std::move(own.legend);
        } else {
            row.kind = Kind::Baseline;
        }
        const auto keys = row.keys;
        table.rows.push_back(std::move(row));
        if (&compared != &results.front()) table.rows.push_back(differenceRow(compared, name, keys));
    }
    table.legend += QLatin1Char(' ') + say("Differences from %1 with p by approximate randomisation over images, a "
                                           "paired test; grey and within noise: p above 0.05.")
                                           .arg(name);
    return table;
}

}  // namespace legenda::ui
