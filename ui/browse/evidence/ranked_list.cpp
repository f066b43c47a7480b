// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/evidence/ranked_list.h"

#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kRankedTextRow = 24, kRankedImageRow = 36;  // px at the usual size of text
constexpr int kRankedNumber = 26, kRankedTick = 16, kRankedScore = 64, kRankedPicture = 44;
constexpr int kRankedImageRole = Qt::UserRole, kRankedScoreRole = Qt::UserRole + 1, kRankedRightRole = Qt::UserRole + 2;

class RankedDelegate : public QStyledItemDelegate {
 public:
    RankedDelegate(const ImageListModel* thumbnails, QObject* parent)
        : QStyledItemDelegate(parent), thumbnails_(thumbnails) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {160, theme::scaled(index.data(kRankedImageRole).isValid() ? kRankedImageRow : kRankedTextRow)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const QRect row = option.rect;
        theme::drawRowGround(*painter, row.adjusted(0, 1, 0, -1), option.state);
        const bool right = index.data(kRankedRightRole).toBool();
        const int number = theme::scaled(kRankedNumber), score = theme::scaled(kRankedScore);
        painter->setFont(theme::font(theme::Type::Small));
        painter->setPen(c.textWeak);
        theme::drawTabular(*painter, QRectF(row.left(), row.top(), number - 6, row.height()),
                           Qt::AlignRight | Qt::AlignVCenter, QString::number(index.row() + 1));
        theme::drawTabular(*painter, QRectF(row.right() - score, row.top(), score - 6, row.height()),
                           Qt::AlignRight | Qt::AlignVCenter, index.data(kRankedScoreRole).toString());
        const QRect tick(row.right() - score - kRankedTick, row.top() + (row.height() - kRankedTick) / 2, kRankedTick,
                         kRankedTick);
        if (right) theme::icon(QStringLiteral("check")).paint(painter, tick);
        int left = row.left() + number;
        if (const QVariant image = index.data(kRankedImageRole); image.isValid()) {
            const auto place = thumbnails_->index(thumbnails_->rowOf(image.toLongLong()));
            drawThumbnail(*painter, QRectF(left, row.top() + 3, kRankedPicture, row.height() - 6),
                          place.data(ImageListModel::ThumbnailRole).value<QPixmap>(),
                          place.data(ImageListModel::ProblemRole).toString());
            left += kRankedPicture + theme::kSpace2;
        }
        const QRect words(left, row.top(), tick.left() - theme::kSpace1 - left, row.height());
        painter->setFont(theme::font(theme::Type::Base, right ? QFont::DemiBold : QFont::Normal));
        painter->setPen(c.text);
        const auto elide = index.data(kRankedImageRole).isValid() ? Qt::ElideLeft : Qt::ElideRight;
        painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), elide, words.width()));
        painter->restore();
    }

 private:
    const ImageListModel* thumbnails_;
};

QString rankedScoreText(double score) {
    return std::isfinite(score) ? QString::number(score, 'f', 2) : QStringLiteral("–");
}

}  // namespace

RankedList::RankedList(Bridge* bridge, const ImageListModel* all, QWidget* parent)
    : QListView(parent), all_(all), thumbnails_(new ImageListModel(bridge, this)), rows_(new QStandardItemModel(this)) {
    setModel(rows_);
    setItemDelegate(new RankedDelegate(thumbnails_, this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    setMinimumSize(0, 0);
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) { Q_EMIT chosen(index.row()); });
    connect(thumbnails_, &QAbstractItemModel::dataChanged, viewport(), [this] { viewport()->update(); });
    // The ranking may come before the list of the images.
    connect(all_, &QAbstractItemModel::modelReset, this, &RankedList::findImages);
}

void RankedList::setRanking(ShownItem::Ranking ranking) {
    ranking_ = std::move(ranking);
    setAccessibleName(tr("Ranked list: %1").arg(ranking_.title));
    rows_->clear();
    for (const auto& entry : ranking_.entries) {
        auto* row = new QStandardItem(entry.text);
        const QString score = rankedScoreText(entry.score);
        row->setEditable(false);
        if (ranking_.ofImages) row->setData(entry.image, kRankedImageRole);
        row->setData(score, kRankedScoreRole);
        row->setData(entry.right, kRankedRightRole);
        QString said = tr("Place %1: %2, score %3").arg(QString::number(rows_->rowCount() + 1), entry.text, score);
        if (entry.right) said = tr("%1, a right one").arg(said);
        row->setData(said, Qt::AccessibleTextRole);
        row->setToolTip(said);
        rows_->appendRow(row);
    }
    findImages();
    scrollToTop();
}

void RankedList::findImages() {
    std::vector<store::ImageRecord> found;
    for (const auto& entry : ranking_.entries)
        if (const auto* record = entry.image != 0 ? all_->find(entry.image) : nullptr) found.push_back(*record);
    thumbnails_->setImages(std::move(found));
    viewport()->update();
}

int RankedList::wantedHeight() const {
    const int row = ranking_.ofImages ? kRankedImageRow : kRankedTextRow;
    return theme::scaled(row) * static_cast<int>(ranking_.entries.size());
}

// Esc and letters are keys of what is around it, not a search in the texts.
void RankedList::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::NoModifier && currentIndex().isValid())
        return Q_EMIT chosen(currentIndex().row());
    const bool text = !event->text().isEmpty() && event->text().front().isPrint();
    if (event->key() == Qt::Key_Escape || text) return event->ignore();
    QListView::keyPressEvent(event);
}

}  // namespace legenda::ui
