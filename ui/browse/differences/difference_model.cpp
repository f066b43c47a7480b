// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/differences/difference_model.h"

#include "ui/controls/help/figure_help.h"

#include <QLocale>

namespace legenda::ui {

const char* differenceFigure(store::PredictionKind kind) {
    switch (kind) {
        case store::PredictionKind::Phrases:
            return "difference.phrases";
        case store::PredictionKind::Regions:
            return "difference.regions";
        case store::PredictionKind::Alignments:
            return "difference.alignments";
        default:
            return "difference.captions";
    }
}

namespace {

QString comparedText(store::PredictionKind kind, int count) {
    const QString number = QLocale().toString(count);
    switch (kind) {
        case store::PredictionKind::Phrases:
            return count == 1 ? DifferenceModel::tr("1 phrase") : DifferenceModel::tr("%1 phrases").arg(number);
        case store::PredictionKind::Regions:
            return count == 1 ? DifferenceModel::tr("1 region") : DifferenceModel::tr("%1 regions").arg(number);
        case store::PredictionKind::Alignments:
            return count == 1 ? DifferenceModel::tr("1 word") : DifferenceModel::tr("%1 words").arg(number);
        default:
            return count == 1 ? DifferenceModel::tr("1 caption") : DifferenceModel::tr("%1 captions").arg(number);
    }
}

}  // namespace

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
    if (role != ComparedRole && role != Qt::ToolTipRole && role != Qt::AccessibleDescriptionRole)
        return ImageListModel::data(index, role);
    if (!index.isValid()) return {};
    const qint64 image = index.data(IdRole).toLongLong();
    const QString compared = comparedText(kind_, compared_.value(image));
    if (role == ComparedRole) return compared;
    const QString problem = index.data(ProblemRole).toString();
    const QString said = tr("difference %1 of %2").arg(index.data(ScoreRole).toDouble(), 0, 'f', 2).arg(compared);
    if (role == Qt::AccessibleDescriptionRole) return problem.isEmpty() ? said : said + QStringLiteral(", ") + problem;
    QString tip = index.data(PathRole).toString() + QLatin1Char('\n') + withFigureHelp(said, differenceFigure(kind_));
    if (!problem.isEmpty()) tip += QLatin1Char('\n') + problem;
    return tip;
}

void DifferenceModel::setDifferences(const ImageListModel& all,
                                     const std::vector<evaluation::ImageDifference>& differences,
                                     store::PredictionKind kind) {
    kind_ = kind;
    compared_.clear();
    std::vector<store::ImageRecord> records;
    std::vector<Match> matches;
    for (const auto& [image, difference, compared] : differences) {
        const auto* record = all.find(image);
        if (!record) continue;
        records.push_back(*record);
        matches.push_back({image, difference, {}});
        compared_.insert(image, compared);
    }
    setImages(std::move(records));
    setRanked(matches);
}

void DifferenceModel::clear() {
    compared_.clear();
    setImages({});
}

}  // namespace legenda::ui
