// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/thumbnail_view.h"

#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace legenda::ui {

namespace {

constexpr int kCell = 120;  // preferred width; columns share the view's width

class ThumbnailDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const QRectF frame = QRectF(option.rect).adjusted(4, 4, -4, -4);
        QPainterPath clip;
        clip.addRoundedRect(frame, 5, 5);
        painter->fillPath(clip, c.hover);
        const auto pixmap = index.data(ImageListModel::ThumbnailRole).value<QPixmap>();
        if (!pixmap.isNull()) {
            painter->setClipPath(clip);
            const QRectF visible = drawCovering(*painter, frame, pixmap);
            paintHit(*painter, frame, QSizeF(pixmap.size()), visible, index);
            painter->setClipping(false);
        } else if (!index.data(ImageListModel::ProblemRole).toString().isEmpty()) {
            drawProblem(*painter, frame);
        }
        paintCorner(*painter, frame, index);
        drawCellOutline(*painter, frame, option.state);
        painter->restore();
    }

    // The whole cell: the view shares its width among the columns.
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view && view->gridSize().isValid() ? view->gridSize() : QSize(kCell, kCell * 3 / 4);
    }

 private:
    // The region found by a search.
    static void paintHit(QPainter& painter, const QRectF& frame, const QSizeF& whole, const QRectF& visible,
                         const QModelIndex& index) {
        const QRectF hit = index.data(ImageListModel::HitRole).toRectF();
        if (hit.isEmpty()) return;
        const double scale = frame.width() / visible.width();
        const QRectF box(frame.left() + (hit.x() * whole.width() - visible.x()) * scale,
                         frame.top() + (hit.y() * whole.height() - visible.y()) * scale,
                         hit.width() * whole.width() * scale, hit.height() * whole.height() * scale);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 153), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(box);
        painter.setPen(QPen(theme::regionColour(0), 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(box);
    }

    // For a ranked search the score, else the number of boxes.
    static void paintCorner(QPainter& painter, const QRectF& frame, const QModelIndex& index) {
        const QVariant score = index.data(ImageListModel::ScoreRole);
        const int boxes = index.data(ImageListModel::BoxesRole).toInt();
        if (!score.isValid() && boxes == 0) return;
        drawCornerLabel(painter, frame,
                        score.isValid() ? QString::number(score.toDouble(), 'f', 2) : QString::number(boxes));
    }
};

}  // namespace

ThumbnailView::ThumbnailView(ImageListModel* model, QWidget* parent) : QListView(parent), images_(model) {
    setModel(model);
    setItemDelegate(new ThumbnailDelegate(this));
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    verticalScrollBar()->setSingleStep(40);
    scrolled_.setSingleShot(true);
    scrolled_.setInterval(60);
    const auto later = [this] { scrolled_.start(); };
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, later);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, later);
    // Requests of rows that have been scrolled out of view are dropped.
    connect(&scrolled_, &QTimer::timeout, this, [this] {
        images_->dropRequests();
        viewport()->update();
    });
}

void ThumbnailView::setStrip(bool strip) {
    strip_ = strip;
    setWrapping(!strip);
    setVerticalScrollBarPolicy(strip ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(strip ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    fitCells();
}

void ThumbnailView::fitCells() {
    if (strip_) {
        const int height = std::max(48, viewport()->height());
        setGridSize({height * 4 / 3, height});
        return;
    }
    // The list's layout reserves room for a scroll bar even if all rows fit: wider cells would be laid out in one
    // column.
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, verticalScrollBar());
    const int width = maximumViewportSize().width() - bar - 1;
    const int columns = std::max(1, qRound(double(width) / kCell));
    setGridSize({width / columns, width / columns * 3 / 4});
}

void ThumbnailView::resizeEvent(QResizeEvent* event) {
    fitCells();
    QListView::resizeEvent(event);
    if (currentIndex().isValid()) scrollTo(currentIndex());
}

// Letters are shortcuts of the page, not a search in file names.
void ThumbnailView::keyPressEvent(QKeyEvent* event) {
    const bool text = !event->text().isEmpty() && event->text().front().isPrint();
    if (text || event->key() == Qt::Key_PageDown || event->key() == Qt::Key_PageUp) return event->ignore();
    QListView::keyPressEvent(event);
}

void ThumbnailView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (!quiet_ && current.isValid()) Q_EMIT imageChosen(current.data(ImageListModel::IdRole).toLongLong());
}

void ThumbnailView::setEmptyText(const QString& text) {
    emptyText_ = text;
    viewport()->update();
}

void ThumbnailView::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (images_->rowCount() > 0 || emptyText_.isEmpty()) return;
    QPainter painter(viewport());
    painter.setFont(theme::font());
    painter.setPen(theme::colours().textWeak);
    painter.drawText(viewport()->rect().adjusted(16, 24, -16, -16), Qt::AlignHCenter | Qt::TextWordWrap, emptyText_);
}

void ThumbnailView::setCurrentImage(qint64 image) {
    const int row = images_->rowOf(image);
    quiet_ = true;
    // The one that is current already may be one of several that are chosen.
    if (row < 0 || currentIndex().row() != row) setCurrentIndex(row < 0 ? QModelIndex() : images_->index(row));
    quiet_ = false;
    if (row >= 0) scrollTo(images_->index(row));
}

qint64 ThumbnailView::currentImage() const {
    return currentIndex().isValid() ? currentIndex().data(ImageListModel::IdRole).toLongLong() : 0;
}

}  // namespace legenda::ui
