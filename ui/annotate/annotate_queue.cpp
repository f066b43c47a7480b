// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_queue.h"

#include "ui/controls/segmented.h"
#include "ui/controls/tone_label.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QProgressBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kRowHeight = 52;
constexpr int kThumbnailWidth = 56, kThumbnailHeight = 40;

class QueueDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
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
        if (const auto pixmap = index.data(ImageListModel::ThumbnailRole).value<QPixmap>(); !pixmap.isNull()) {
            painter->setClipPath(clip);
            (void)drawCovering(*painter, frame, pixmap);
            painter->setClipping(false);
        }
        const int boxes = index.data(ImageListModel::BoxesRole).toInt();
        const QRectF ring(row.right() - 12 - 22, row.top() + (kRowHeight - 22) / 2.0, 22, 22);
        painter->setPen(QPen(boxes > 0 ? c.accent : c.borderStrong, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(ring.adjusted(1, 1, -1, -1));
        painter->setPen(boxes > 0 ? c.text : c.textWeak);
        painter->setFont(theme::font(theme::Type::Small, boxes > 0 ? QFont::DemiBold : QFont::Normal));
        painter->drawText(ring, Qt::AlignCenter, boxes > 99 ? QStringLiteral("99+") : QString::number(boxes));
        const QRect words(static_cast<int>(frame.right()) + 10, row.top(),
                          static_cast<int>(ring.left() - frame.right()) - 18, row.height());
        const QString split = index.data(ImageListModel::SplitRole).toString();
        painter->setPen(c.text);
        painter->setFont(theme::font());
        painter->drawText(words.adjusted(0, 9, 0, 0), Qt::AlignLeft | Qt::AlignTop,
                          painter->fontMetrics().elidedText(index.data(ImageListModel::PathRole).toString(),
                                                            Qt::ElideMiddle, words.width()));
        painter->setPen(c.textWeak);
        painter->setFont(theme::font(theme::Type::Small));
        painter->drawText(words.adjusted(0, 0, 0, -9), Qt::AlignLeft | Qt::AlignBottom,
                          split.isEmpty() ? AnnotateQueue::tr("no split") : split);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRowHeight}; }
};

}  // namespace

AnnotateQueue::AnnotateQueue(Bridge* bridge, QWidget* parent)
    : QWidget(parent), model_(new ImageListModel(bridge, this)) {
    model_->setSort(ImageSort::Import);
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
    view_->setItemDelegate(new QueueDelegate(view_));
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setAccessibleName(tr("Images"));
    column->addWidget(view_, 1);
    connect(filter_, &Segmented::changed, this, &AnnotateQueue::filter);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!filtering_ && now.isValid()) Q_EMIT chosen(now.data(ImageListModel::IdRole).toLongLong());
    });
}

std::int64_t AnnotateQueue::current() const {
    return view_->currentIndex().data(ImageListModel::IdRole).toLongLong();
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

std::int64_t AnnotateQueue::neighbour(std::int64_t image, int direction, bool unreviewed) const {
    for (int row = model_->rowOf(image) + direction; row >= 0 && row < model_->rowCount(); row += direction)
        if (const auto id = model_->idAt(row); !unreviewed || model_->boxCount(id) == 0) return id;
    return 0;
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
    if (only_)
        model_->setMatches(*only_);
    else
        model_->clearMatches();
    model_->setWithoutBoxes(filter_->current() == 1, only_ ? 0 : kept);
    if (const int row = model_->rowOf(kept); row >= 0) view_->setCurrentIndex(model_->index(row));
    filtering_ = false;
    if (model_->rowOf(kept) < 0 && model_->rowCount() > 0) view_->setCurrentIndex(model_->index(0));
    refresh();
}

void AnnotateQueue::refresh() {
    const int all = static_cast<int>(model_->images().size()), done = model_->withBoxes();
    share_->setText(tr("%1 of %2").arg(done).arg(all));
    progress_->setRange(0, std::max(1, all));
    progress_->setValue(done);
    none_->setVisible(all > 0 && model_->rowCount() == 0);
}

}  // namespace legenda::ui
