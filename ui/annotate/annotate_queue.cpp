// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_queue.h"

#include "ui/annotate/people/people_state.h"
#include "ui/annotate/people/queue_dots.h"
#include "ui/annotate/people/queue_filter.h"
#include "ui/annotate/people/sign_in_button.h"
#include "ui/controls/layout/folding_buttons.h"
#include "ui/controls/segmented.h"
#include "ui/controls/tone_label.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QProgressBar>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <unordered_set>

namespace legenda::ui {

namespace {

constexpr int kQueueRow = 52;
constexpr int kThumbnailWidth = 56, kThumbnailHeight = 40;

class QueueDelegate : public QStyledItemDelegate {
 public:
    QueueDelegate(const PeopleState* people, QObject* parent) : QStyledItemDelegate(parent), people_(people) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const QRect row = option.rect;
        theme::drawRowGround(*painter, row.adjusted(4, 1, -4, -1), option.state);
        const QRectF frame(row.left() + 10, row.top() + (row.height() - kThumbnailHeight) / 2.0, kThumbnailWidth,
                           kThumbnailHeight);
        drawThumbnail(*painter, frame, index.data(ImageListModel::ThumbnailRole).value<QPixmap>(),
                      index.data(ImageListModel::ProblemRole).toString());
        const int boxes = index.data(ImageListModel::BoxesRole).toInt();
        const QRectF ring(row.right() - 12 - 22, row.top() + (row.height() - 22) / 2.0, 22, 22);
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
        const QString below = split.isEmpty() ? AnnotateQueue::tr("no split") : split;
        painter->drawText(words.adjusted(0, 0, 0, -9), Qt::AlignLeft | Qt::AlignBottom, below);
        paintMarkDots(*painter, *people_, index.data(ImageListModel::IdRole).toLongLong(),
                      QRectF(words.left() + painter->fontMetrics().horizontalAdvance(below) + 8,
                             words.bottom() - 8 - painter->fontMetrics().height(), words.width(),
                             painter->fontMetrics().height()));
        painter->restore();
    }
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override {
        const QString marks = markSentence(*people_, index.data(ImageListModel::IdRole).toLongLong());
        if (event->type() != QEvent::ToolTip || marks.isEmpty())
            return QStyledItemDelegate::helpEvent(event, view, option, index);
        QToolTip::showText(event->globalPos(), index.data(Qt::ToolTipRole).toString() + QLatin1Char('\n') + marks,
                           view);
        return true;
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {200, theme::scaled(kQueueRow)};
    }

 private:
    const PeopleState* people_;
};

}  // namespace

AnnotateQueue::AnnotateQueue(Bridge* bridge, PeopleState* people, QWidget* parent)
    : QWidget(parent), people_(people), model_(new ImageListModel(bridge, this)) {
    model_->setSort(ImageSort::Import);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace2, 0, 0);
    column->setSpacing(theme::kSpace2);
    column->addLayout(makeHead(bridge));
    none_ = new ToneLabel(tr("No image passes this filter."), theme::Type::Small, ToneLabel::Tone::Weak, this);
    none_->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace3, 0);
    none_->hide();
    column->addWidget(none_);
    makeView();
    column->addWidget(view_, 1);
    connect(filter_, &Segmented::changed, this, &AnnotateQueue::filter);
    connect(people_, &PeopleState::changed, this, [this] {
        refresh();
        view_->viewport()->update();
    });
    connect(narrow_, &QueueFilter::failed, this, &AnnotateQueue::failed);
    connect(narrow_, &QueueFilter::passing, this, [this](const std::optional<std::vector<std::int64_t>>& images) {
        if (images == passing_) return;
        passing_ = images;
        filter();
    });
}

QLayout* AnnotateQueue::makeHead(Bridge* bridge) {
    auto* head = new QVBoxLayout;
    head->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    head->setSpacing(theme::kSpace2);
    auto* button = new SignInButton(people_, this);
    who_ = new FoldingButtons(this);
    who_->add(button);
    connect(button, &SignInButton::tasksWanted, this, &AnnotateQueue::tasksWanted);
    auto* line = new QHBoxLayout;
    title_ = new ToneLabel(tr("My queue"), theme::Type::Base, ToneLabel::Tone::Normal, this);
    title_->setType(theme::Type::Base, QFont::DemiBold);
    title_->setMinimumWidth(40);
    share_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    line->addWidget(title_, 1);
    line->addWidget(share_);
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    filter_ = new Segmented({tr("All"), tr("Without boxes")}, this);
    filter_->setObjectName(QStringLiteral("filter"));
    more_ = new QToolButton(this);
    more_->setObjectName(QStringLiteral("moreFilters"));
    more_->setIcon(theme::icon(QStringLiteral("filter")));
    theme::setIconSide(more_, 16);
    more_->setCheckable(true);
    more_->setFocusPolicy(Qt::TabFocus);
    more_->setAccessibleName(tr("Filter by mark, annotator and words"));
    more_->setToolTip(more_->accessibleName());
    auto* filters = new QHBoxLayout;
    filters->setSpacing(theme::kSpace1);
    filters->addWidget(filter_, 1);
    filters->addWidget(more_);
    narrow_ = new QueueFilter(bridge, people_, this);
    narrow_->hide();
    connect(more_, &QToolButton::toggled, this, [this](bool shown) {
        narrow_->setVisible(shown);
        if (!shown && narrow_->active()) narrow_->clear();
    });
    head->addWidget(who_);
    head->addLayout(line);
    head->addWidget(progress_);
    head->addLayout(filters);
    head->addWidget(narrow_);
    return head;
}

void AnnotateQueue::makeView() {
    view_ = new QListView(this);
    view_->setObjectName(QStringLiteral("queue"));
    view_->setModel(model_);
    view_->setItemDelegate(new QueueDelegate(people_, view_));
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setAccessibleName(tr("Images"));
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!filtering_ && now.isValid()) Q_EMIT chosen(now.data(ImageListModel::IdRole).toLongLong());
    });
}

void AnnotateQueue::addBeside(QToolButton* button) {
    who_->add(button);
}

void AnnotateQueue::addBelow(QWidget* part) {
    layout()->addWidget(part);
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
    passing_.reset();
    if (more_->isChecked()) more_->setChecked(false);
    if (filter_->current() != 0)
        filter_->setCurrent(0);
    else
        filter();
}

void AnnotateQueue::filter() {
    const std::int64_t kept = current();
    filtering_ = true;
    showRows();
    model_->setWithoutBoxes(filter_->current() == 1, only_ || passing_ ? 0 : kept);
    if (const int row = model_->rowOf(kept); row >= 0) view_->setCurrentIndex(model_->index(row));
    filtering_ = false;
    if (model_->rowOf(kept) < 0 && model_->rowCount() > 0) view_->setCurrentIndex(model_->index(0));
    refresh();
}

// The images that pass the search and the filters; those of a task in its order.
void AnnotateQueue::showRows() {
    if (!passing_) {
        if (only_)
            model_->setMatches(*only_);
        else
            model_->clearMatches();
        return;
    }
    std::vector<ImageListModel::Match> rows;
    const std::unordered_set<std::int64_t> found =
        only_ ? std::unordered_set<std::int64_t>(only_->begin(), only_->end()) : std::unordered_set<std::int64_t>();
    for (const std::int64_t image : *passing_)
        if (!only_ || found.contains(image)) rows.push_back({image, 0, {}});
    model_->setRanked(rows);
}

void AnnotateQueue::refresh() {
    int all = static_cast<int>(model_->images().size()), done = model_->withBoxes();
    const auto* task = people_->task();
    title_->setText(task ? QString::fromStdString(task->name) : tr("My queue"));
    if (task) {
        all = model_->rowCount();
        done = 0;
        for (int row = 0; row < all; ++row)
            done += people_->marked(model_->idAt(row), store::MarkKind::Done, people_->ownName());
    }
    const QString meaning =
        task ? tr("Images of this task that you are done with, of those listed") : tr("Images that have boxes, of all");
    share_->setText(tr("%1 of %2").arg(done).arg(all));
    share_->setToolTip(meaning);
    progress_->setAccessibleName(meaning);
    progress_->setToolTip(meaning);
    progress_->setRange(0, std::max(1, all));
    progress_->setValue(done);
    none_->setVisible(!model_->images().empty() && model_->rowCount() == 0);
}

}  // namespace legenda::ui
