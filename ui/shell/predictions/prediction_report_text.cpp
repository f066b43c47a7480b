// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/predictions/prediction_report_text.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr std::size_t kUnknownNamed = 5;        // of the names that are no images of the project
constexpr std::size_t kPredictionPlaces = 200;  // problems, and notes

QString predictionCount(std::int64_t count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString predictionSplit(const std::string& split) {
    return split == "none" ? PredictionReportText::tr("without a split") : QString::fromStdString(split);
}

// "results.json: [3]" for a place that begins with the folder of the file.
QString predictionPlace(const std::string& where, const std::filesystem::path& file) {
    const std::string folder = file.parent_path().string() + '/';
    return QString::fromStdString(where.starts_with(folder) ? where.substr(folder.size()) : where);
}

QStringList predictionPlaces(const std::vector<data::Problem>& problems, std::int64_t count,
                             const std::filesystem::path& file) {
    QStringList lines;
    const auto shown = std::min(kPredictionPlaces, problems.size());
    for (std::size_t i = 0; i < shown; ++i)
        lines << QStringLiteral("%1: %2").arg(predictionPlace(problems[i].where, file),
                                              QString::fromStdString(problems[i].why));
    if (const auto more = count - static_cast<std::int64_t>(shown); more > 0)
        lines << PredictionReportText::tr("… and %1 more").arg(predictionCount(more));
    return lines;
}

}  // namespace

PredictionReportText::PredictionReportText(const exchange::PredictionsReport& report, const std::filesystem::path& file)
    : importable(report.problemCount == 0 && report.images > 0) {
    const QString first = report.problems.empty()
                              ? QString()
                              : QStringLiteral("%1: %2").arg(predictionPlace(report.problems.front().where, file),
                                                             QString::fromStdString(report.problems.front().why));
    if (report.problemCount == 1)
        sentence = tr("One problem, for which nothing of the file is imported: %1.").arg(first);
    else if (report.problemCount > 1)
        sentence = tr("%1 problems, for which nothing of the file is imported; the first is %2.")
                       .arg(predictionCount(report.problemCount), first);
    else
        sentence =
            tr("%1 (%2): %3 of the project.").arg(kindTitle(report.kind), formatTitle(report.format), counted(report));

    QStringList lines;
    if (report.unknownImages > 0) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(kUnknownNamed, report.unknown.size()); ++i)
            names << QString::fromStdString(report.unknown[i]);
        if (report.unknownImages > names.size()) names << QStringLiteral("…");
        lines << tr("Images that are not in the project, left out: %1 (%2)")
                     .arg(predictionCount(report.unknownImages), names.join(QStringLiteral(", ")));
    }
    if (report.missing > 0) {
        QStringList splits;
        for (const auto& [split, count] : report.missingBySplit)
            splits << QStringLiteral("%1 %2").arg(predictionSplit(split), predictionCount(count));
        lines << tr("Images of the project without a prediction: %1 (%2)")
                     .arg(predictionCount(report.missing), splits.join(QStringLiteral(", ")));
    }
    if (report.problemCount > 0)
        lines << tr("Problems:") << predictionPlaces(report.problems, report.problemCount, file);
    if (!report.notes.empty())
        lines << tr("Notes:") << predictionPlaces(report.notes, static_cast<std::int64_t>(report.notes.size()), file);
    details = lines.join(QLatin1Char('\n'));
}

QString PredictionReportText::counted(const exchange::PredictionsReport& report) {
    return (report.kind == store::PredictionKind::Similarity ? tr("scores of %1 sentences with %2 images")
                                                             : tr("%1 predictions for %2 images"))
        .arg(predictionCount(report.items), predictionCount(report.images));
}

QString PredictionReportText::kindTitle(store::PredictionKind kind) {
    using Kind = store::PredictionKind;
    switch (kind) {
        case Kind::Captions:
            return tr("Captions");
        case Kind::Phrases:
            return tr("Phrase boxes");
        case Kind::Regions:
            return tr("Region captions");
        case Kind::Alignments:
            return tr("Alignments");
        case Kind::Similarity:
            break;
    }
    return tr("Similarity matrix");
}

QString PredictionReportText::formatTitle(const std::string& format) {
    const auto infos = exchange::predictions::formatInfos();
    const auto known = std::ranges::find(infos, format, &exchange::predictions::FormatInfo::name);
    return QString::fromStdString(known == infos.end() ? format : known->title);
}

}  // namespace legenda::ui
