// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/items_table.h"

#include "ui/controls/tables/padded_cells.h"
#include "ui/evaluate/items/items_model.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kItemRow = 54;                                                                // at the usual size of text
constexpr int kItemPicture = 60, kItemFigure = 84, kLeastItemText = 140, kItemImage = 220;  // widths

// The thumbnail, and behind it the image's path with its end in sight.
class ItemImageCells : public PaddedCells {
 public:
    using PaddedCells::PaddedCells;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, c.selected);
        const QRectF frame(option.rect.left() + 8, option.rect.top() + 4, kItemPicture, option.rect.height() - 8);
        drawThumbnail(*painter, frame, index.data(ItemsModel::ThumbnailRole).value<QPixmap>(),
                      index.data(ItemsModel::ProblemRole).toString());
        const QRect words = option.rect.adjusted(kItemPicture + 16, 0, -4, 0);
        painter->setPen(c.text);
        painter->setFont(option.font);
        painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideLeft, words.width()));
        painter->restore();
    }
};

}  // namespace

ItemsTable::ItemsTable(ItemsModel* model, QWidget* parent) : QTableView(parent), items_(model) {
    setModel(model);
    setItemDelegate(new PaddedCells(this));
    setItemDelegateForColumn(0, new ItemImageCells(this));
    setAccessibleName(tr("Items"));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(theme::scaled(kItemRow));
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(40);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSortIndicatorShown(true);
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) { Q_EMIT itemChosen(index.row()); });
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        showOrder(order_, descending_);  // the header has moved its arrow by itself
        Q_EMIT orderWanted(column);
    });
    // Thumbnails of rows that have been scrolled out of view are not read.
    scrolled_.setSingleShot(true);
    scrolled_.setInterval(60);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { scrolled_.start(); });
    connect(&scrolled_, &QTimer::timeout, this, [this] {
        items_->dropThumbnails();
        viewport()->update();
    });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        layoutColumns();
        showOrder(order_, descending_);
    });
}

void ItemsTable::showOrder(int column, bool descending) {
    order_ = column;
    descending_ = descending;
    horizontalHeader()->setSortIndicator(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

// The texts share what the figures leave.
void ItemsTable::layoutColumns() {
    const int count = items_->columnCount();
    if (count == 0) return;
    const int texts = count - items_->predictionColumn();
    const int figure = theme::scaled(kItemFigure);
    int left = viewport()->width() - kItemImage;
    setColumnWidth(0, kItemImage);
    for (int column = 1; column < items_->predictionColumn(); ++column) {
        const int width = std::max(figure, horizontalHeader()->sectionSizeHint(column));
        setColumnWidth(column, width);
        left -= width;
    }
    for (int column = items_->predictionColumn(); column < count; ++column)
        setColumnWidth(column, std::max(kLeastItemText, left / texts));
}

void ItemsTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layoutColumns();
}

// Esc and letters are keys of what is around it, not a search in file names.
void ItemsTable::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::NoModifier && currentIndex().isValid())
        return Q_EMIT itemChosen(currentIndex().row());
    const bool text = !event->text().isEmpty() && event->text().front().isPrint();
    if (event->key() == Qt::Key_Escape || text) return event->ignore();
    QTableView::keyPressEvent(event);
}

}  // namespace legenda::ui
