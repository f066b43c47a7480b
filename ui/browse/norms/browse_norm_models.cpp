// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/norms/browse_norm_models.h"

#include "ui/bridge/bridge.h"
#include "ui/controls/help/figure_help.h"

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kCropSide = 224;  // sharp at 2x in a 112 px cell
}

int WordNormModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant WordNormModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& word = words_[static_cast<std::size_t>(rows_[static_cast<std::size_t>(index.row())])];
    switch (role) {
        case Qt::DisplayRole:
            return QString::fromStdString(word.word);
        case Qt::ToolTipRole:
            return tr("“%1”: mean norm %2 over %n occurrence(s). Click: the images whose captions contain it", nullptr,
                      static_cast<int>(word.count))
                       .arg(QString::fromStdString(word.word))
                       .arg(word.norm, 0, 'f', 2) +
                   QLatin1Char('\n') + figureHelp("word.norm");
        case NormRole:
            return word.norm;
        case CountRole:
            return static_cast<qlonglong>(word.count);
        case ShareRole: {
            const double low = words_.back().norm, high = words_.front().norm;
            return high > low ? (word.norm - low) / (high - low) : 1.0;
        }
        default:
            return {};
    }
}

void WordNormModel::setWords(std::vector<inference::WordNorm> largestFirst) {
    words_ = std::move(largestFirst);
    rebuild();
}

void WordNormModel::setLargestFirst(bool largest) {
    largest_ = largest;
    rebuild();
}

void WordNormModel::setFilter(const QString& text) {
    filter_ = text.toLower();
    rebuild();
}

void WordNormModel::rebuild() {
    beginResetModel();
    rows_.clear();
    const std::string wanted = filter_.toStdString();
    for (int i = 0; i < static_cast<int>(words_.size()); ++i)
        if (words_[static_cast<std::size_t>(i)].word.find(wanted) != std::string::npos) rows_.push_back(i);
    if (!largest_) std::reverse(rows_.begin(), rows_.end());
    endResetModel();
}

RegionNormModel::RegionNormModel(Bridge* bridge, QObject* parent) : QAbstractListModel(parent), bridge_(bridge) {}

int RegionNormModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(regions_.size());
}

QVariant RegionNormModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    switch (role) {
        case Qt::ToolTipRole:
            return withFigureHelp(
                tr("Norm %1. Click: the image with this region lit").arg(at(index.row()).norm, 0, 'f', 2),
                "region.norm");
        case Qt::AccessibleTextRole:
            return tr("Region %1 of the list, norm %2").arg(index.row() + 1).arg(at(index.row()).norm, 0, 'f', 2);
        case NormRole:
            return at(index.row()).norm;
        case PictureRole:
            return picture(index.row());
        default:
            return {};
    }
}

void RegionNormModel::setRegions(std::vector<inference::RegionNorm> regions) {
    beginResetModel();
    regions_ = std::move(regions);
    pictures_.clear();
    ++generation_;
    endResetModel();
}

QPixmap RegionNormModel::picture(int row) const {
    if (const auto known = pictures_.constFind(row); known != pictures_.constEnd()) return *known;
    pictures_.insert(row, {});
    auto* self = const_cast<RegionNormModel*>(this);
    const auto& region = at(row);
    bridge_->images().crop(self, region.image, region.box, kCropSide,
                           [self, row, generation = generation_](base::Result<LoadedPicture> part) {
                               if (generation != self->generation_) return;
                               if (part)
                                   self->pictures_.insert(row, QPixmap::fromImage(part->image));
                               else if (dropped(part.error()))
                                   self->pictures_.remove(row);  // requested again when it is painted
                               else
                                   return;
                               Q_EMIT self->dataChanged(self->index(row), self->index(row), {PictureRole});
                           });
    return {};
}

}  // namespace legenda::ui
