// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/evaluate_tables.h"

#include "core/project/model_names.h"
#include "core/session/session.h"

#include <QObject>

#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace legenda::ui {

namespace {

using nlohmann::json;
using Kind = FigureRow::Kind;

constexpr double kFewItems = 100;  // with fewer items figures are not comparable with published ones

QString tr(const char* text) {
    return QObject::tr(text);
}

std::optional<double> number(const json& object, const char* key) {
    if (!object.is_object()) return std::nullopt;
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

QString shown(std::optional<double> value, int digits = 1) {
    return value && std::isfinite(*value) ? QString::number(*value, 'f', digits) : QString();
}

std::vector<QString> published(std::initializer_list<double> values) {
    std::vector<QString> cells;
    for (const double value : values) cells.push_back(shown(value));
    return cells;
}

QString plainText(const json& value) {
    if (value.is_string()) return QString::fromStdString(value.get<std::string>());
    if (!value.is_array()) return value.is_null() ? QString() : QString::fromStdString(value.dump());
    QStringList parts;
    for (const auto& each : value) parts << plainText(each);
    return parts.join(QStringLiteral(", "));
}

bool ofPredictions(const json& result) {
    return result.contains("from") && result["from"].is_string();
}

// Whose figures they are: those of another system bear its name.
QString subjectOf(const json& result) {
    if (ofPredictions(result)) return plainText(result["from"]);
    const QString program = result.contains("program") ? plainText(result.value("name", json())) : QString();
    return program.isEmpty() ? QStringLiteral("Legenda") : program;
}

QString baselineTitle(const std::string& name, const QString& subject) {
    static const std::map<std::string, const char*> kTitles{
        {"nearest_neighbour", QT_TR_NOOP("Nearest neighbour")},
        {"nearest_neighbour_sum", QT_TR_NOOP("Nearest neighbour, by sum")},
        {"full_frame", QT_TR_NOOP("Full-frame model on crops")},
        {"human", QT_TR_NOOP("Human captions")},
        {"model_4ref", QT_TR_NOOP("%1, four references")},
        {"model_human_items", QT_TR_NOOP("%1, items of the human captions")},
        {"constant_box", QT_TR_NOOP("Best constant box")},
    };
    const auto found = kTitles.find(name);
    if (found == kTitles.end()) return QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
    return tr(found->second).replace(QStringLiteral("%1"), subject);
}

void addAbsent(EvaluationTable& table, const json& result) {
    const auto absent = result.find("absent");
    if (absent == result.end() || !absent->is_object()) return;
    for (const auto& [name, why] : absent->items())
        table.rows.push_back({Kind::Absent,
                              baselineTitle(name, subjectOf(result)),
                              {},
                              {},
                              tr("not available: %1").arg(plainText(why))});
}

EvaluationTable retrievalTable(const json& result) {
    EvaluationTable table;
    const std::vector<QString> names{tr("R@1"), tr("R@5"), tr("R@10"), tr("Med r")};
    const std::vector<QString> figures{QStringLiteral("r1"), QStringLiteral("r5"), QStringLiteral("r10"),
                                       QStringLiteral("median_rank")};
    table.columns = {{tr("Image annotation"), names, figures}, {tr("Image search"), names, figures}};
    FigureRow ours{Kind::Ours, subjectOf(result), evaluationNote(result), {}, {}};
    for (const char* side : {"image_annotation", "image_search"}) {
        const json& of = figureSection(result, QLatin1String(side));
        for (const char* key : {"r1", "r5", "r10", "median_rank"}) {
            ours.cells.push_back(shown(number(of, key)));
            ours.keys.push_back({QLatin1String(side), QLatin1String(key)});
        }
    }
    table.rows = {std::move(ours),
                  {Kind::Published,
                   tr("The paper, BRNN"),
                   tr("published, Flickr8K test"),
                   published({16.5, 40.6, 54.2, 7.6, 11.8, 32.1, 44.7, 12.4}),
                   {}},
                  {Kind::Published,
                   tr("DeFrag"),
                   tr("published, Flickr8K test"),
                   published({12.6, 32.9, 44.0, 14, 9.7, 29.6, 42.5, 15}),
                   {}}};
    table.legend = tr("R@K: percent of queries with a correct item among the first K. Med r: median rank of the best "
                      "correct item, counted from 1. "
                      "%1 images, %2 sentences.")
                       .arg(plainText(result.value("images", json())), plainText(result.value("sentences", json())));
    return table;
}

EvaluationTable groundingTable(const json& result) {
    EvaluationTable table;
    const std::vector<QString> names{tr("Accuracy"), tr("Pointing")};
    const std::vector<QString> figures{QStringLiteral("accuracy"), QStringLiteral("pointing")};
    table.columns = {{tr("Union of the boxes"), names, figures}, {tr("Best single box"), names, figures}};
    const auto row = [&](Kind kind, const QString& name, const QString& note, std::initializer_list<const char*> keys) {
        FigureRow line{kind, name, note, {}, {}};
        for (const char* key : keys) {
            line.cells.push_back(key ? shown(number(result, key)) : QString());
            line.keys.push_back({{}, QLatin1String(key)});
        }
        table.rows.push_back(std::move(line));
    };
    row(Kind::Ours, subjectOf(result), evaluationNote(result),
        {"accuracy", "pointing", "accuracy_any", "pointing_any"});
    row(Kind::Baseline, tr("%1, segments of the MRF").arg(subjectOf(result)),
        tr("β %1 units of spread").arg(shown(number(result, "beta"), 2)),
        {"accuracy_mrf", "pointing_mrf", nullptr, nullptr});
    row(Kind::Baseline, tr("Proposal recall"), tr("some region with IoU ≥ 0.5"),
        {"upper_bound", nullptr, nullptr, nullptr});
    if (number(result, "constant_box"))
        row(Kind::Baseline, tr("Best constant box"), tr("fitted on train"),
            {"constant_box", nullptr, nullptr, nullptr});
    row(Kind::Baseline, tr("Whole image"), tr("pointing: the image's centre"),
        {"whole_image", "centre_pointing", "whole_image_any", "centre_pointing_any"});
    table.legend = tr("Percent of %1 phrases. Accuracy: overlap (IoU) of at least 0.5 with the target. Pointing: the "
                      "centre of the box lies in the target.")
                       .arg(plainText(result.value("phrases", json())));
    return table;
}

FigureRow captionRow(Kind kind, const QString& name, QString note, const json& result, const char* section) {
    FigureRow row{kind, name, std::move(note), {}, {}};
    const json& figures = figureSection(result, QLatin1String(section));
    for (const char* key : {"BLEU1", "BLEU2", "BLEU3", "BLEU4", "METEOR", "ROUGE_L", "CIDEr", "length_ratio"}) {
        const auto value = number(figures, key);
        row.cells.push_back(value ? figureCell(QLatin1String(key), *value) : QString());
        row.keys.push_back({QLatin1String(section), QLatin1String(key)});
    }
    return row;
}

void captionColumns(EvaluationTable& table) {
    table.columns = {
        {tr("BLEU"),
         {tr("1"), tr("2"), tr("3"), tr("4")},
         {QStringLiteral("BLEU1"), QStringLiteral("BLEU2"), QStringLiteral("BLEU3"), QStringLiteral("BLEU4")}},
        {{},
         {tr("METEOR"), tr("ROUGE-L"), tr("CIDEr"), tr("Length")},
         {QStringLiteral("METEOR"), QStringLiteral("ROUGE_L"), QStringLiteral("CIDEr"),
          QStringLiteral("length_ratio")}}};
    table.legend =
        tr("BLEU, METEOR, ROUGE-L and CIDEr times 100, as papers print them. Length: words of the captions divided by "
           "those of the closest "
           "references.");
}

void addBaselines(EvaluationTable& table, const json& result,
                  std::initializer_list<std::pair<const char*, QString>> baselines) {
    for (const auto& [key, note] : baselines)
        if (const auto found = result.find(key); found != result.end() && found->is_object())
            table.rows.push_back(captionRow(Kind::Baseline, baselineTitle(key, subjectOf(result)), note, result, key));
}

EvaluationTable captionsTable(const json& result) {
    EvaluationTable table;
    captionColumns(table);
    table.rows.push_back(captionRow(Kind::Ours, subjectOf(result), evaluationNote(result), result, "model"));
    addBaselines(table, result,
                 {{"nearest_neighbour", tr("sentences of the most similar train image")},
                  {"human", tr("leave-one-out, 4 references")},
                  {"model_4ref", tr("the reference sets of the human captions")}});
    addAbsent(table, result);
    table.rows.push_back(
        {Kind::Published, tr("The paper"), tr("published, Flickr8K test"), published({57.9, 38.3, 24.5, 16.0}), {}});
    return table;
}

EvaluationTable regionsTable(const json& result) {
    EvaluationTable table;
    captionColumns(table);
    table.rows.push_back(captionRow(Kind::Ours, subjectOf(result), evaluationNote(result), result, "model"));
    addBaselines(table, result,
                 {{"full_frame", tr("the full-image model on the crop")},
                  {"nearest_neighbour", tr("best train snippet by mean word score")},
                  {"nearest_neighbour_sum", tr("best train snippet by summed score")},
                  {"human", tr("each phrase against the others")},
                  {"model_human_items", tr("the items that human captions are scored on")}});
    addAbsent(table, result);
    const QString own = tr("published, its own region set");
    table.rows.push_back({Kind::Published,
                          tr("The paper, region model"),
                          own,
                          published({35.2, 23.0, 16.1, 14.8, 15.8, 35.1, 61.6}),
                          {}});
    table.rows.push_back({Kind::Published,
                          tr("The paper, full-frame model"),
                          own,
                          published({14.2, 6.0, 2.2, 0.0, 13.3, 21.0, 20.3}),
                          {}});
    table.rows.push_back(
        {Kind::Published, tr("The paper, nearest neighbour"), own, published({22.9, 10.5, 0.0, 0.0}), {}});
    table.rows.push_back(
        {Kind::Published, tr("The paper, human captions"), own, published({61.5, 45.2, 30.1, 22.0}), {}});
    return table;
}

// The number of items of the figures.
std::optional<double> evaluatedItems(const QString& task, const json& result) {
    if (task == QLatin1String("retrieval")) return number(result, "images");
    if (task == QLatin1String("grounding")) return number(result, "phrases");
    return number(result.value("model", json()), "items");
}

// Shown above the table and in each published row, so that a copy of the table contains it as well.
void warnOfFew(EvaluationTable& table, const QString& task, double items) {
    if (items >= kFewItems) return;
    const QString count = QString::number(items, 'f', 0);
    const QString what = task == QLatin1String("retrieval")   ? tr("%1 images")
                         : task == QLatin1String("grounding") ? tr("%1 phrases")
                                                              : tr("%1 items");
    table.warning = tr("%1: not comparable with published figures").arg(what.arg(count));
    for (auto& row : table.rows)
        if (row.kind == Kind::Published) row.note = tr("%1; not comparable with %2").arg(row.note, what.arg(count));
}

}  // namespace

QString figureCell(const QString& figure, double value) {
    if (figure == QLatin1String("length_ratio")) return shown(value, 2);
    static const QStringList fractions{QStringLiteral("BLEU1"), QStringLiteral("BLEU2"),  QStringLiteral("BLEU3"),
                                       QStringLiteral("BLEU4"), QStringLiteral("METEOR"), QStringLiteral("ROUGE_L"),
                                       QStringLiteral("CIDEr")};
    return shown(fractions.contains(figure) ? 100 * value : value);
}

const json& figureSection(const json& result, const QString& section) {
    static const json kNone = json::object();
    if (section.isEmpty()) return result;
    const auto found = result.find(section.toStdString());
    return found != result.end() && found->is_object() ? *found : kNone;
}

QString intervalLegend() {
    return tr("In brackets: the 95\u00a0% interval by the bootstrap over images.");
}

bool addIntervals(FigureRow& row, const json& result) {
    bool any = false;
    for (const auto& [section, figure] : row.keys) {
        QString text;
        const json& of = figureSection(result, section);
        const auto intervals = of.find("ci95");
        if (intervals != of.end() && intervals->is_object())
            if (const auto found = intervals->find(figure.toStdString());
                found != intervals->end() && found->is_array() && found->size() == 2 && (*found)[0].is_number() &&
                (*found)[1].is_number())
                text = QStringLiteral("[%1, %2]")
                           .arg(figureCell(figure, (*found)[0].get<double>()),
                                figureCell(figure, (*found)[1].get<double>()));
        any = any || !text.isEmpty();
        row.below.push_back(text);
    }
    return any;
}

QString taskTitle(const QString& task) {
    static const auto kTasks = evaluation::tasks();
    for (const auto& known : kTasks)
        if (task == QString::fromStdString(known.name)) return tr(known.title.c_str());
    return task;
}

// The supervision of the model; of an ensemble that of each member, where they differ.
static QString supervisionOf(const json& result) {
    QStringList seen;
    const json setting = result.value("setting", json());
    for (const json& each : setting.is_array() ? setting : json::array({setting})) {
        if (!each.is_string()) continue;
        const QString text = QString::fromStdString(project::supervisionText(each.get<std::string>()));
        if (!seen.contains(text)) seen << text;
    }
    return seen.join(QStringLiteral(", "));
}

QString evaluationNote(const json& result) {
    QStringList parts{plainText(result.value("split", json()))};
    // In captions and regions "model" holds the figures, so that the checkpoint's hash has another key.
    json which = result.value("name", json());
    if (which.is_null()) which = result.value("checkpoint", json());
    if (which.is_null() && result.contains("model") && !result["model"].is_object()) which = result["model"];
    if (ofPredictions(result)) {
        parts << tr("predictions");
    } else if (which.is_string()) {
        const QString text = QString::fromStdString(which.get<std::string>());
        parts << (result.value("name", json()).is_string() ? text : text.left(8));
    } else if (which.is_array()) {
        parts << tr("ensemble of %1").arg(which.size());
    }
    if (const QString seen = supervisionOf(result); !seen.isEmpty()) parts << seen;
    if (const QString seed = plainText(result.value("seed", json())); !seed.isEmpty()) parts << tr("seed %1").arg(seed);
    return parts.join(QStringLiteral(" · "));
}

EvaluationTable evaluationTable(const QString& task, const json& result) {
    EvaluationTable table;
    if (task == QLatin1String("captions")) {
        table = captionsTable(result);
    } else if (task == QLatin1String("regions")) {
        table = regionsTable(result);
    } else {
        table = task == QLatin1String("retrieval") ? retrievalTable(result) : groundingTable(result);
        addAbsent(table, result);
    }
    bool intervals = false;
    for (auto& row : table.rows) intervals = addIntervals(row, result) || intervals;
    if (intervals) table.legend += QLatin1Char(' ') + intervalLegend();
    if (const auto items = evaluatedItems(task, result)) warnOfFew(table, task, *items);
    return table;
}

}  // namespace legenda::ui
