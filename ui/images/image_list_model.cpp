// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_list_model.h"

#include "ui/bridge/bridge.h"
#include "ui/controls/help/figure_help.h"

#include <algorithm>
#include <functional>
#include <numeric>

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
    const store::ImageRecord& image = images()[rows_[static_cast<std::size_t>(index.row())]];
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
    setList(images == this->images() ? list_ : shareImages(std::move(images)));
}

void ImageListModel::setList(SharedImages list) {
    // A file that could not be read may be there again.
    if (list == list_ && problems_.isEmpty()) return;
    beginResetModel();
    list_ = std::move(list);
    cache_.clear();
    pending_.clear();
    problems_.clear();
    ++generation_;
    bridge_->dropRequests(this);
    countBoxes();
    arrange();
    endResetModel();
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

void ImageListModel::setBoxCounts(std::vector<std::pair<std::int64_t, int>> counts) {
    boxes_ = std::move(counts);
    countBoxes();
    if (sort_ == ImageSort::Boxes || withoutBoxes_)
        rebuild();
    else if (!rows_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {BoxesRole});
}

void ImageListModel::setBoxCount(std::int64_t image, int count) {
    const auto known = std::ranges::lower_bound(boxes_, image, {}, &std::pair<std::int64_t, int>::first);
    if (known != boxes_.end() && known->first == image)
        known->second = count;
    else
        boxes_.insert(known, {image, count});
    const auto place = list_->placeOf(image);
    if (!place) return;
    withBoxes_ += (count > 0) - (countOf_[*place] > 0);
    countOf_[*place] = count;
    if (const int row = rowOf_[*place]; row >= 0) Q_EMIT dataChanged(index(row), index(row), {BoxesRole});
}

int ImageListModel::boxCount(std::int64_t image) const {
    const auto place = list_->placeOf(image);
    return place ? countOf_[*place] : 0;
}

void ImageListModel::countBoxes() {
    countOf_.assign(images().size(), 0);
    withBoxes_ = 0;
    for (const auto& [image, count] : boxes_)
        if (const auto place = list_->placeOf(image)) {
            countOf_[*place] = count;
            withBoxes_ += count > 0;
        }
}

void ImageListModel::setWithoutBoxes(bool only, std::int64_t kept) {
    withoutBoxes_ = only;
    kept_ = kept;
    rebuild();
}

void ImageListModel::rebuild() {
    beginResetModel();
    arrange();
    endResetModel();
}

void ImageListModel::arrange() {
    const auto& all = images();
    std::vector<std::size_t> matched;
    if (matches_)
        for (const std::int64_t id : *matches_)
            if (const auto place = list_->placeOf(id)) matched.push_back(*place);
    std::vector<bool> fits(all.size(), !matches_);
    for (const std::size_t place : matched) fits[place] = true;
    if (withoutBoxes_)
        for (std::size_t i = 0; i < all.size(); ++i)
            if (countOf_[i] > 0 && all[i].id != kept_) fits[i] = false;
    if (const std::string split = split_.toStdString(); !split.empty())
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].split != split) fits[i] = false;
    switch (sort()) {
        case ImageSort::Score:
            rows_ = std::move(matched);
            break;
        case ImageSort::Import:
            rows_.resize(all.size());
            std::iota(rows_.begin(), rows_.end(), std::size_t{0});
            break;
        default:
            rows_ = sort_ == ImageSort::Split ? list_->bySplit() : list_->byName();
    }
    std::erase_if(rows_, [&](std::size_t place) { return !fits[place]; });
    if (sort() == ImageSort::Boxes)
        std::ranges::stable_sort(rows_, std::greater(), [this](std::size_t place) { return countOf_[place]; });
    rowOf_.assign(all.size(), -1);
    for (std::size_t row = 0; row < rows_.size(); ++row) rowOf_[rows_[row]] = static_cast<int>(row);
}

std::int64_t ImageListModel::idAt(int row) const {
    return row < 0 || row >= rowCount() ? 0 : images()[rows_[static_cast<std::size_t>(row)]].id;
}

int ImageListModel::rowOf(std::int64_t image) const {
    const auto place = list_->placeOf(image);
    return place ? rowOf_[*place] : -1;
}

const store::ImageRecord* ImageListModel::find(std::int64_t image) const {
    const auto place = list_->placeOf(image);
    return place ? &images()[*place] : nullptr;
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
