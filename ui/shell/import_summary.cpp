// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/import_summary.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr std::size_t kImportNotesShown = 12;  // lines that fit above a page

template <class Count>
QString countText(Count count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

}  // namespace

ImportSummary::ImportSummary(const exchange::ImportReport& report) {
    sentence = tr("%1 images and %2 sentences were read").arg(countText(report.images), countText(report.captions));
    if (report.newImages == 0 && report.newCaptions == 0)
        sentence += tr(", none of them new");
    else if (report.newImages < report.images || report.newCaptions < report.captions)
        sentence += tr("; new are %1 and %2").arg(countText(report.newImages), countText(report.newCaptions));
    if (!report.missingImages.empty())
        sentence += tr("; %1 images are missing").arg(countText(report.missingImages.size()));
    const std::size_t notes = report.problems.size();
    if (notes == 1) sentence += tr("; one note about what is broken or left out is in the details");
    if (notes > 1)
        sentence += tr("; %1 notes about what is broken or left out are in the details").arg(countText(notes));
    sentence += QLatin1Char('.');
    QStringList lines;
    for (std::size_t i = 0; i < std::min(notes, kImportNotesShown); ++i)
        lines << QStringLiteral("%1: %2").arg(QString::fromStdString(report.problems[i].where),
                                              QString::fromStdString(report.problems[i].why));
    if (notes > kImportNotesShown) lines << tr("… and %1 more").arg(countText(notes - kImportNotesShown));
    details = lines.join(QLatin1Char('\n'));
}

}  // namespace legenda::ui
