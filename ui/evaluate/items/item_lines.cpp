// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/item_lines.h"

#include "ui/evaluate/items/item_titles.h"
#include "ui/evaluate/items/items_model.h"

#include <QCoreApplication>
#include <QStringList>

#include <string_view>

namespace legenda::ui {

namespace {

QString lineTitle(const char* text) {
    return QCoreApplication::translate("ItemLines", text);
}

bool isAnnotation(const std::string& section) {
    return section == "image_annotation";
}

void addTexts(std::vector<ShownItem::Line>& lines, const char* title, const std::vector<std::string>& texts) {
    for (const auto& text : texts) lines.push_back({lineTitle(title), QString::fromStdString(text)});
}

// The sentence of a phrase, behind the places of its words in the id.
QString sentenceOf(const evaluation::EvaluationItem& item) {
    const auto space = item.id.find(' ');
    return space == std::string::npos ? QString() : QString::fromStdString(item.id.substr(space + 1));
}

}  // namespace

bool isSearch(const std::string& section) {
    return section == "image_search";
}

std::vector<ShownItem::Line> itemLines(const ItemsModel& model, int row, const QString& otherName) {
    const auto& item = model.item(row);
    const auto& section = model.query().section;
    std::vector<ShownItem::Line> lines;
    const bool ranked = isSearch(section) || isAnnotation(section);
    if (item.box) {
        addTexts(lines, QT_TRANSLATE_NOOP("ItemLines", "Phrase"), item.references);
        if (const QString sentence = sentenceOf(item); !sentence.isEmpty())
            lines.push_back({lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Sentence")), sentence});
    } else {
        if (isSearch(section)) addTexts(lines, QT_TRANSLATE_NOOP("ItemLines", "Query"), item.references);
        if (item.ranked.empty())
            lines.push_back({ranked ? lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Ranked first"))
                                    : lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Prediction")),
                             predictionText(item), isSearch(section) ? model.imageOf(item.prediction) : 0});
    }
    if (const auto* other = model.other(row); other && !other->box && other->ranked.empty())
        lines.push_back({otherName, predictionText(*other), isSearch(section) ? model.imageOf(other->prediction) : 0});
    if (isAnnotation(section))
        addTexts(lines, QT_TRANSLATE_NOOP("ItemLines", "Its own sentence"), item.references);
    else if (!isSearch(section) && !item.box)
        addTexts(lines, QT_TRANSLATE_NOOP("ItemLines", "Reference"), item.references);
    QStringList figures;
    for (std::size_t i = 1; i < model.figures().size(); ++i)
        figures << itemFigureTitle(model.figures()[i]) + QLatin1Char(' ') + model.figureText(row, i);
    if (!figures.isEmpty())
        lines.push_back({lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Figures")), figures.join(QStringLiteral("  ·  "))});
    return lines;
}

std::vector<ShownItem::Box> itemBoxes(const ItemsModel& model, int row, const QString& otherName) {
    const auto& item = model.item(row);
    std::vector<ShownItem::Box> boxes;
    const auto rect = [](const base::Box& box) { return QRectF(box.x, box.y, box.w, box.h); };
    for (const auto& target : item.targets)
        boxes.push_back({rect(target), true,
                         item.box ? lineTitle(QT_TRANSLATE_NOOP("ItemLines", "true box"))
                                  : lineTitle(QT_TRANSLATE_NOOP("ItemLines", "described box"))});
    if (item.box && item.box->area() > 0)
        boxes.push_back({rect(*item.box), false, lineTitle(QT_TRANSLATE_NOOP("ItemLines", "predicted box"))});
    if (const auto* other = model.other(row); other && other->box && other->box->area() > 0)
        boxes.push_back({rect(*other->box), false, otherName});
    return boxes;
}

std::vector<ShownItem::Ranking> itemRankings(const ItemsModel& model, int row, const QString& name,
                                             const QString& otherName) {
    const auto* other = model.other(row);
    std::vector<ShownItem::Ranking> rankings;
    const auto add = [&](const evaluation::EvaluationItem& item, const QString& whose) {
        if (item.ranked.empty()) return;
        ShownItem::Ranking ranking;
        ranking.ofImages = isSearch(model.query().section);
        const QString what = ranking.ofImages ? lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Photographs, the best first"))
                                              : lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Sentences, the best first"));
        ranking.title = other ? QStringLiteral("%1  ·  %2").arg(whose, what) : what;
        for (const auto& each : item.ranked)
            ranking.entries.push_back({QString::fromStdString(each.text),
                                       ranking.ofImages ? model.imageOf(each.text) : 0, each.score, each.right});
        rankings.push_back(std::move(ranking));
    };
    add(model.item(row), name);
    if (other) add(*other, otherName);
    return rankings;
}

std::vector<ShownItem::Line> otherWayLines(const evaluation::ItemPage& page, const std::string& section,
                                           const std::string& image) {
    std::vector<ShownItem::Line> lines;
    for (const auto& item : page.items) {
        if (item.image != image || item.figures.empty()) continue;
        const QString rank = itemFigureText("rank", item.figures.front());
        if (isSearch(section))
            lines.push_back({lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Rank %1 for its sentence")).arg(rank),
                             item.references.empty() ? QString() : QString::fromStdString(item.references.front())});
        else
            lines.push_back({lineTitle(QT_TRANSLATE_NOOP("ItemLines", "Rank %1 of its own sentences; first")).arg(rank),
                             QString::fromStdString(item.prediction)});
    }
    return lines;
}

}  // namespace legenda::ui
