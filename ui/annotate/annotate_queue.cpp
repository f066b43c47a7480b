// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_queue.h"

#include "ui/controls/segmented.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <unordered_set>

namespace legenda::ui {

namespace {

constexpr int kRowHeight = 52;
constexpr int kThumbnailSide = 192;  // pixels
constexpr int kThumbnailWidth = 56, kThumbnailHeight = 40;

}  // namespace

AnnotateQueueModel::AnnotateQueueModel(Bridge* bridge, QObject* parent) : QAbstractListModel(parent), bridge_(bridge) {}

int AnnotateQueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant AnnotateQueueModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& image = images_[rows_[static_cast<std::size_t>(index.row())]];
    switch (role) {
        case Qt::DisplayRole:
            return QString::fromStdString(image.path);
        case Qt::ToolTipRole:
            return tr("%1\nboxes: %2").arg(QString::fromStdString(image.path)).arg(count(image.id));
        case IdRole:
            return static_cast<qint64>(image.id);
        case Qt::AccessibleDescriptionRole:
            return tr("boxes: %1").arg(count(image.id));
        case CountRole:
            return count(image.id);
        case SplitRole:
            return QString::fromStdString(image.split);
        case Qt::DecorationRole: {
            if (const auto* found = thumbnails_.object(image.id)) return *found;
            ask(image.id);
            return {};
        }
        default:
            return {};
    }
}

void AnnotateQueueModel::ask(std::int64_t image) const {
    if (asked_.contains(image)) return;
    asked_.insert(image);
    auto* self = const_cast<AnnotateQueueModel*>(this);
    const auto taken = [self, image, generation = generation_](base::Result<LoadedPicture> picture) {
        if (generation != self->generation_) return;
        self->asked_.remove(image);
        // A picture that cannot be read is remembered as empty, so that it is not requested again at every paint; a
        // dropped request is repeated when its row is painted.
        if (picture || !dropped(picture.error()))
            self->thumbnails_.insert(image, new QPixmap(picture ? QPixmap::fromImage(picture->image) : QPixmap()));
        if (const int row = self->rowOf(image); row >= 0)
            Q_EMIT self->dataChanged(self->index(row), self->index(row), {Qt::DecorationRole});
    };
    bridge_->images().thumbnail(self, image, kThumbnailSide, taken);
}

void AnnotateQueueModel::setImages(std::vector<store::ImageRecord> images) {
    beginResetModel();
    images_ = std::move(images);
    rows_.clear();
    rowOf_.clear();
    thumbnails_.clear();
    asked_.clear();
    ++generation_;
    bridge_->dropRequests(this);
    for (std::size_t i = 0; i < images_.size(); ++i) {
        rowOf_[images_[i].id] = static_cast<int>(i);
        rows_.push_back(i);
    }
    endResetModel();
}

void AnnotateQueueModel::setCounts(std::map<std::int64_t, int> counts) {
    counts_ = std::move(counts);
    withBoxes_ = 0;
    for (const auto& image : images_) withBoxes_ += count(image.id) > 0;
    if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CountRole});
}

void AnnotateQueueModel::setCount(std::int64_t image, int boxes) {
    withBoxes_ += (boxes > 0) - (count(image) > 0);
    counts_[image] = boxes;
    if (const int row = rowOf(image); row >= 0) Q_EMIT dataChanged(index(row), index(row), {CountRole});
}

int AnnotateQueueModel::count(std::int64_t image) const {
    const auto found = counts_.find(image);
    return found == counts_.end() ? 0 : found->second;
}

void AnnotateQueueModel::setFilter(bool unreviewed, std::optional<std::vector<std::int64_t>> only, std::int64_t kept) {
    std::unordered_set<std::int64_t> wanted;
    if (only) wanted.insert(only->begin(), only->end());
    beginResetModel();
    rows_.clear();
    rowOf_.clear();
    for (std::size_t i = 0; i < images_.size(); ++i) {
        const auto id = images_[i].id;
        if (id != kept && ((unreviewed && count(id) > 0) || (only && !wanted.contains(id)))) continue;
        rowOf_[id] = static_cast<int>(rows_.size());
        rows_.push_back(i);
    }
    endResetModel();
}

int AnnotateQueueModel::rowOf(std::int64_t image) const {
    const auto found = rowOf_.find(image);
    return found == rowOf_.end() ? -1 : found->second;
}

std::int64_t AnnotateQueueModel::imageAt(int row) const {
    return row < 0 || row >= rowCount() ? 0 : images_[rows_[static_cast<std::size_t>(row)]].id;
}

std::int64_t AnnotateQueueModel::neighbour(std::int64_t image, int direction, bool unreviewed) const {
    for (int row = rowOf(image) + direction; row >= 0 && row < rowCount(); row += direction)
        if (const auto id = imageAt(row); !unreviewed || count(id) == 0) return id;
    return 0;
}

QSize AnnotateQueueDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRowHeight};
}

void AnnotateQueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const auto& c = theme::colours();
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect row = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? c.selected : c.hover);
        painter->drawRoundedRect(row.adjusted(4, 1, -4, -1), theme::kRadius, theme::kRadius);
    }
    const QRectF frame(row.left() + 10, row.top() + (kRowHeight - kThumbnailHeight) / 2.0, kThumbnailWidth,
                       kThumbnailHeight);
    QPainterPath clip;
    clip.addRoundedRect(frame, 4, 4);
    painter->fillPath(clip, c.backdrop);
    if (const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>(); !pixmap.isNull()) {
        // Filled and cropped to the cell: equal shapes make the list easier to scan.
        const double scale = std::max(frame.width() / pixmap.width(), frame.height() / pixmap.height());
        const QSizeF part(frame.width() / scale, frame.height() / scale);
        painter->setClipPath(clip);
        painter->drawPixmap(frame, pixmap,
                            QRectF((pixmap.width() - part.width()) / 2, (pixmap.height() - part.height()) / 2,
                                   part.width(), part.height()));
        painter->setClipping(false);
    }
    const int boxes = index.data(AnnotateQueueModel::CountRole).toInt();
    const QRectF ring(row.right() - 12 - 22, row.top() + (kRowHeight - 22) / 2.0, 22, 22);
    painter->setPen(QPen(boxes > 0 ? c.accent : c.borderStrong, 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(ring.adjusted(1, 1, -1, -1));
    painter->setPen(boxes > 0 ? c.text : c.textWeak);
    painter->setFont(theme::font(theme::Type::Small, boxes > 0 ? QFont::DemiBold : QFont::Normal));
    painter->drawText(ring, Qt::AlignCenter, boxes > 99 ? QStringLiteral("99+") : QString::number(boxes));
    const QRect words(static_cast<int>(frame.right()) + 10, row.top(),
                      static_cast<int>(ring.left() - frame.right()) - 18, row.height());
    const QString split = index.data(AnnotateQueueModel::SplitRole).toString();
    painter->setPen(c.text);
    painter->setFont(theme::font());
    painter->drawText(words.adjusted(0, 9, 0, 0), Qt::AlignLeft | Qt::AlignTop,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, words.width()));
    painter->setPen(c.textWeak);
    painter->setFont(theme::font(theme::Type::Small));
    painter->drawText(words.adjusted(0, 0, 0, -9), Qt::AlignLeft | Qt::AlignBottom,
                      split.isEmpty() ? AnnotateQueue::tr("no split") : split);
    painter->restore();
}

AnnotateQueue::AnnotateQueue(Bridge* bridge, QWidget* parent)
    : QWidget(parent), model_(new AnnotateQueueModel(bridge, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace3, 0, 0);
    column->setSpacing(theme::kSpace2);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    head->setSpacing(theme::kSpace2);
    auto* line = new QHBoxLayout;
    auto* title = new ToneLabel(tr("My queue"), theme::Type::Base, ToneLabel::Tone::Normal, this);
    title->setType(theme::Type::Base, QFont::DemiBold);
    share_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    line->addWidget(title, 1);
    line->addWidget(share_);
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Images that have boxes"));
    filter_ = new Segmented({tr("All"), tr("Without boxes")}, this);
    filter_->setObjectName(QStringLiteral("filter"));
    head->addLayout(line);
    head->addWidget(progress_);
    head->addWidget(filter_);
    column->addLayout(head);
    none_ = new ToneLabel(tr("No image passes this filter."), theme::Type::Small, ToneLabel::Tone::Weak, this);
    none_->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace3, 0);
    none_->hide();
    column->addWidget(none_);
    view_ = new QListView(this);
    view_->setObjectName(QStringLiteral("queue"));
    view_->setModel(model_);
    view_->setItemDelegate(new AnnotateQueueDelegate(view_));
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setAccessibleName(tr("Images"));
    column->addWidget(view_, 1);
    connect(filter_, &Segmented::changed, this, &AnnotateQueue::filter);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!filtering_ && now.isValid()) Q_EMIT chosen(now.data(AnnotateQueueModel::IdRole).toLongLong());
    });
}

std::int64_t AnnotateQueue::current() const {
    return view_->currentIndex().data(AnnotateQueueModel::IdRole).toLongLong();
}

void AnnotateQueue::setCurrent(std::int64_t image) {
    int row = model_->rowOf(image);
    if (row < 0 && image != 0) {
        showAll();
        row = model_->rowOf(image);
    }
    if (row < 0) return;
    view_->setCurrentIndex(model_->index(row));
    view_->scrollTo(model_->index(row));
}

void AnnotateQueue::setOnly(std::optional<std::vector<std::int64_t>> images) {
    only_ = std::move(images);
    filter();
}

void AnnotateQueue::showAll() {
    only_.reset();
    if (filter_->current() != 0)
        filter_->setCurrent(0);
    else
        filter();
}

void AnnotateQueue::filter() {
    const std::int64_t kept = current();
    filtering_ = true;
    model_->setFilter(filter_->current() == 1, only_, only_ ? 0 : kept);
    if (const int row = model_->rowOf(kept); row >= 0) view_->setCurrentIndex(model_->index(row));
    filtering_ = false;
    if (model_->rowOf(kept) < 0 && model_->rowCount() > 0) view_->setCurrentIndex(model_->index(0));
    refresh();
}

void AnnotateQueue::refresh() {
    const int all = model_->total(), done = model_->withBoxes();
    share_->setText(tr("%1 of %2").arg(done).arg(all));
    progress_->setRange(0, std::max(1, all));
    progress_->setValue(done);
    none_->setVisible(all > 0 && model_->rowCount() == 0);
}

}  // namespace legenda::ui
