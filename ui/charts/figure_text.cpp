// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure_text.h"

#include <QCoreApplication>

#include <cmath>
#include <map>
#include <utility>

namespace legenda::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Figure", text);
}

}  // namespace

QString figureTitle(const QString& name) {
    const bool dev = name.startsWith(QLatin1String("dev."));
    QString key = (dev ? name.mid(4) : name).toLower(), of;
    for (const auto& [suffix, words] :
         {std::pair("_image_annotation", tr("annotation")), std::pair("_image_search", tr("search"))}) {
        if (!key.endsWith(QLatin1String(suffix))) continue;
        key.chop(static_cast<qsizetype>(qstrlen(suffix)));
        of = QLatin1Char(' ') + words;
    }
    static const std::map<QString, QString> kTitles{
        {QStringLiteral("r1"), QStringLiteral("R@1")},
        {QStringLiteral("r5"), QStringLiteral("R@5")},
        {QStringLiteral("r10"), QStringLiteral("R@10")},
        {QStringLiteral("rsum"), tr("sum of recalls")},
        {QStringLiteral("median_rank"), tr("median rank")},
        {QStringLiteral("spread"), tr("score spread")},
        {QStringLiteral("cider"), QStringLiteral("CIDEr")},
        {QStringLiteral("bleu1"), QStringLiteral("BLEU-1")},
        {QStringLiteral("bleu2"), QStringLiteral("BLEU-2")},
        {QStringLiteral("bleu3"), QStringLiteral("BLEU-3")},
        {QStringLiteral("bleu4"), QStringLiteral("BLEU-4")},
        {QStringLiteral("step.learningrate"), tr("learning rate")},
        {QStringLiteral("step.gradientnorm"), tr("gradient norm")},
        {QStringLiteral("step.seconds"), tr("seconds per step")},
    };
    const auto found = kTitles.find(key);
    const QString title =
        (found == kTitles.end() ? key.replace(QLatin1Char('_'), QLatin1Char(' ')) : found->second) + of;
    return dev ? tr("dev %1").arg(title) : title;
}

QString figureText(const QString& name, double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    if (name.startsWith(QLatin1String("step."))) return QString::number(value, 'g', 3);
    const QString key = (name.startsWith(QLatin1String("dev.")) ? name.mid(4) : name).toLower();
    const auto starts = [&](const char* text) { return key.startsWith(QLatin1String(text)); };
    if (starts("rsum")) return tr("%1 %").arg(value, 0, 'f', 0);
    if (starts("r1") || starts("r5") || starts("recall") || starts("accuracy") || starts("pointing"))
        return tr("%1 %").arg(value, 0, 'f', 1);
    if (starts("median_rank") || starts("perplexity")) return QString::number(value, 'f', 1);
    return QString::number(value, 'f', 3);
}

}  // namespace legenda::ui
