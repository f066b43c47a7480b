// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/item_titles.h"

#include "core/session/session.h"

#include <QCoreApplication>

#include <cmath>

namespace legenda::ui {

namespace {

struct ItemTitle {
    const char *name, *title;
};

constexpr ItemTitle kFigureTitles[] = {
    {"rank", QT_TRANSLATE_NOOP("ItemTitles", "Rank")},
    {"iou", QT_TRANSLATE_NOOP("ItemTitles", "IoU")},
    {"BLEU1", QT_TRANSLATE_NOOP("ItemTitles", "BLEU-1")},
    {"BLEU2", QT_TRANSLATE_NOOP("ItemTitles", "BLEU-2")},
    {"BLEU3", QT_TRANSLATE_NOOP("ItemTitles", "BLEU-3")},
    {"BLEU4", QT_TRANSLATE_NOOP("ItemTitles", "BLEU-4")},
    {"ROUGE_L", QT_TRANSLATE_NOOP("ItemTitles", "ROUGE-L")},
    {"accuracy", QT_TRANSLATE_NOOP("ItemTitles", "Accuracy")},
    {"pointing", QT_TRANSLATE_NOOP("ItemTitles", "Pointing")},
    {"accuracy_any", QT_TRANSLATE_NOOP("ItemTitles", "Accuracy, best single box")},
    {"pointing_any", QT_TRANSLATE_NOOP("ItemTitles", "Pointing, best single box")},
    {"accuracy_mrf", QT_TRANSLATE_NOOP("ItemTitles", "Accuracy of the MRF")},
    {"pointing_mrf", QT_TRANSLATE_NOOP("ItemTitles", "Pointing of the MRF")},
    {"upper_bound", QT_TRANSLATE_NOOP("ItemTitles", "Proposal recall")},
    {"whole_image", QT_TRANSLATE_NOOP("ItemTitles", "Whole image")},
    {"whole_image_any", QT_TRANSLATE_NOOP("ItemTitles", "Whole image, best single box")},
    {"centre_pointing", QT_TRANSLATE_NOOP("ItemTitles", "Image centre")},
    {"centre_pointing_any", QT_TRANSLATE_NOOP("ItemTitles", "Image centre, best single box")},
    {"constant_box", QT_TRANSLATE_NOOP("ItemTitles", "Best constant box")},
    {evaluation::kOtherFigure, QT_TRANSLATE_NOOP("ItemTitles", "The other's")},
    {evaluation::kDifference, QT_TRANSLATE_NOOP("ItemTitles", "Difference")},
};

constexpr ItemTitle kSectionTitles[] = {
    {"image_annotation", QT_TRANSLATE_NOOP("ItemTitles", "Image annotation: image → sentence")},
    {"image_search", QT_TRANSLATE_NOOP("ItemTitles", "Image search: sentence → image")},
    {"model", QT_TRANSLATE_NOOP("ItemTitles", "Model")},
    {"full_frame", QT_TRANSLATE_NOOP("ItemTitles", "Full-frame model on crops")},
    {"nearest_neighbour", QT_TRANSLATE_NOOP("ItemTitles", "Nearest neighbour")},
    {"nearest_neighbour_sum", QT_TRANSLATE_NOOP("ItemTitles", "Nearest neighbour, by sum")},
};

template <std::size_t N>
QString titleIn(const ItemTitle (&titles)[N], const std::string& name) {
    for (const auto& each : titles)
        if (name == each.name) return QCoreApplication::translate("ItemTitles", each.title);
    return QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
}

enum class ItemUnit { Rank, Fraction, Percent, Hit };

ItemUnit unitOf(const std::string& figure) {
    if (figure == "rank") return ItemUnit::Rank;
    if (figure == "iou") return ItemUnit::Fraction;
    const bool ofTexts = figure.starts_with("BLEU") || figure == "METEOR" || figure == "ROUGE_L" || figure == "CIDEr";
    return ofTexts ? ItemUnit::Percent : ItemUnit::Hit;
}

}  // namespace

QString itemFigureTitle(const std::string& figure) {
    return titleIn(kFigureTitles, figure);
}

QString itemSectionTitle(const std::string& section) {
    return section.empty() ? QCoreApplication::translate("ItemTitles", "All items") : titleIn(kSectionTitles, section);
}

bool isHitOrMiss(const std::string& figure) {
    return unitOf(figure) == ItemUnit::Hit;
}

QString itemFigureText(const std::string& figure, double value, bool difference) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const auto unit = unitOf(figure);
    if (unit == ItemUnit::Hit && !difference)
        return value > 0 ? QCoreApplication::translate("ItemTitles", "hit")
                         : QCoreApplication::translate("ItemTitles", "miss");
    const int digits = unit == ItemUnit::Fraction ? 2 : unit == ItemUnit::Percent ? 1 : 0;
    const double shown = unit == ItemUnit::Percent ? 100 * value : value;
    if (!difference || value == 0) return QString::number(shown, 'f', digits);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QString::number(std::abs(shown), 'f', digits);
}

}  // namespace legenda::ui
