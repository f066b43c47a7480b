// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_list_model.h"

#include "ui/bridge/bridge.h"
#include "ui/controls/help/figure_help.h"

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kThumbnailSide = 256;  // pixels: sharp at 2x in a 128 px cell
constexpr int kCacheKilobytes = 96 * 1024;

QString scoreTip(double score) {
    return QLatin1Char('\n') + withFigureHelp(ImageListModel::tr("score: %1").arg(score, 0, 'f', 2), "search.score");
}

}  // namespace

ImageListModel::ImageListModel(Bridge* bridge, QObject* parent)
    : QAbstractListModel(parent), bridge_(bridge), cache_(kCacheKilobytes) {}

int ImageListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const store::ImageRecord& image = images_[rows_[static_cast<std::size_t>(index.row())]];
    switch (role) {
        case Qt::DisplayRole:
            return QString::fromStdString(image.path).section(QLatin1Char('/'), -1);
        case Qt::ToolTipRole:
            return tr("%1\nboxes: %2").arg(QString::fromStdString(image.path)).arg(boxCount(image.id)) +
                   (hits_.contains(image.id) ? scoreTip(hits_.value(image.id).score) : QString()) +
                   (problems_.contains(image.id) ? QLatin1Char('\n') + problems_.value(image.id) : QString());
        case Qt::AccessibleDescriptionRole:
            return problems_.value(image.id, tr("boxes: %1").arg(boxCount(image.id)));
        case PathRole:
            return QString::fromStdString(image.path);
        case IdRole:
            return static_cast<qint64>(image.id);
        case SplitRole:
            return QString::fromStdString(image.split);
        case ThumbnailRole:
            return thumbnail(image.id);
        case BoxesRole:
            return boxCount(image.id);
        case ScoreRole:
            return hits_.contains(image.id) ? QVariant(hits_.value(image.id).score) : QVariant();
        case HitRole:
            return hits_.value(image.id).hit;
        case ProblemRole:
            return problems_.value(image.id);
        default:
            return {};
    }
}

void ImageListModel::setImages(std::vector<store::ImageRecord> images) {
    // A file that could not be read may be there again.
    if (images == images_ && problems_.isEmpty()) return;
    images_ = std::move(images);
    placeOf_.clear();
    for (std::size_t i = 0; i < images_.size(); ++i) placeOf_.insert(images_[i].id, i);
    cache_.clear();
    pending_.clear();
    problems_.clear();
    ++generation_;
    bridge_->dropRequests(this);
    countBoxes();
    rebuild();
}

void ImageListModel::setSplit(const QString& split) {
    if (split == split_) return;
    split_ = split;
    rebuild();
}

void ImageListModel::setSort(ImageSort sort) {
    if (sort == this->sort()) return;
    byScore_ = sort == ImageSort::Score;
    if (!byScore_) sort_ = sort;
    rebuild();
}

void ImageListModel::setMatches(const std::vector<std::int64_t>& matches) {
    hits_.clear();
    matches_ = matches;
    ranked_ = false;
    rebuild();
}

void ImageListModel::setRanked(const std::vector<Match>& matches) {
    hits_.clear();
    matches_.emplace();
    for (const Match& match : matches) {
        hits_.insert(match.image, match);
        matches_->push_back(match.image);
    }
    ranked_ = byScore_ = true;
    rebuild();
}

void ImageListModel::clearMatches() {
    if (!matches_) return;
    hits_.clear();
    matches_.reset();
    ranked_ = false;
    rebuild();
}

void ImageListModel::setBoxCounts(std::map<std::int64_t, int> counts) {
    boxes_ = std::move(counts);
    countBoxes();
    if (sort_ == ImageSort::Boxes || withoutBoxes_)
        rebuild();
    else if (!rows_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {BoxesRole});
}

void ImageListModel::setBoxCount(std::int64_t image, int count) {
    withBoxes_ += (count > 0) - (boxCount(image) > 0);
    boxes_[image] = count;
    if (const int row = rowOf(image); row >= 0) Q_EMIT dataChanged(index(row), index(row), {BoxesRole});
}

int ImageListModel::boxCount(std::int64_t image) const {
    const auto found = boxes_.find(image);
    return found == boxes_.end() ? 0 : found->second;
}

void ImageListModel::countBoxes() {
    withBoxes_ = static_cast<int>(
        std::ranges::count_if(images_, [this](const store::ImageRecord& image) { return boxCount(image.id) > 0; }));
}

void ImageListModel::setWithoutBoxes(bool only, std::int64_t kept) {
    withoutBoxes_ = only;
    kept_ = kept;
    rebuild();
}

void ImageListModel::rebuild() {
    beginResetModel();
    rows_.clear();
    const auto fits = [this](const store::ImageRecord& image) {
        if (withoutBoxes_ && image.id != kept_ && boxCount(image.id) > 0) return false;
        return split_.isEmpty() || QString::fromStdString(image.split) == split_;
    };
    if (matches_) {
        for (const std::int64_t id : *matches_)
            if (const auto place = placeOf_.constFind(id); place != placeOf_.constEnd() && fits(images_[*place]))
                rows_.push_back(*place);
    } else {
        for (std::size_t i = 0; i < images_.size(); ++i)
            if (fits(images_[i])) rows_.push_back(i);
    }
    if (sort() != ImageSort::Score) {
        std::stable_sort(rows_.begin(), rows_.end(), [this](std::size_t a, std::size_t b) {
            const auto& x = images_[a];
            const auto& y = images_[b];
            if (sort_ == ImageSort::Import) return a < b;
            if (sort_ == ImageSort::Split && x.split != y.split) return x.split < y.split;
            if (sort_ == ImageSort::Boxes)
                if (const int p = boxCount(x.id), q = boxCount(y.id); p != q) return p > q;
            return x.path < y.path;
        });
    }
    rowOf_.clear();
    for (std::size_t row = 0; row < rows_.size(); ++row) rowOf_.insert(images_[rows_[row]].id, static_cast<int>(row));
    endResetModel();
}

std::int64_t ImageListModel::idAt(int row) const {
    return row < 0 || row >= rowCount() ? 0 : images_[rows_[static_cast<std::size_t>(row)]].id;
}

int ImageListModel::rowOf(std::int64_t image) const {
    return rowOf_.value(image, -1);
}

const store::ImageRecord* ImageListModel::find(std::int64_t image) const {
    const auto place = placeOf_.constFind(image);
    return place == placeOf_.constEnd() ? nullptr : &images_[*place];
}

QPixmap ImageListModel::thumbnail(std::int64_t image) const {
    if (const QPixmap* known = cache_.object(image)) return *known;
    if (pending_.contains(image) || problems_.contains(image)) return {};
    pending_.insert(image);
    auto* self = const_cast<ImageListModel*>(this);
    const auto taken = [self, image, generation = generation_](base::Result<LoadedPicture> picture) {
        if (generation != self->generation_) return;
        self->pending_.remove(image);
        // A row whose request was dropped requests again when it is painted.
        if (!picture) {
            if (!dropped(picture.error()))
                self->problems_.insert(image, QString::fromStdString(picture.error().message));
        } else {
            const int cost = std::max(1, picture->image.width() * picture->image.height() / 256);
            self->cache_.insert(image, new QPixmap(QPixmap::fromImage(std::move(picture->image))), cost);
        }
        if (const int row = self->rowOf(image); row >= 0)
            Q_EMIT self->dataChanged(self->index(row), self->index(row), {ThumbnailRole, ProblemRole});
    };
    bridge_->images().thumbnail(self, image, kThumbnailSide, taken);
    return {};
}

void ImageListModel::dropRequests() {
    if (!pending_.isEmpty()) bridge_->dropRequests(this);
}

}  // namespace legenda::ui
