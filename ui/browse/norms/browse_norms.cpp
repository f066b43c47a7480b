// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/norms/browse_norms.h"

#include "ui/bridge/convert.h"
#include "ui/browse/norms/browse_norm_models.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/segmented.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>

namespace legenda::ui {

namespace {

constexpr int kAtOnce = 500;  // up to this number of images norms are computed without asking
constexpr int kWordRow = 24, kWordWidth = 320, kCellWidth = 120, kCellHeight = 96;
enum Shown { Hint, Progress, Lists };

// The word, a bar of its norm, the norm, how often it occurs.
class WordDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF row = QRectF(option.rect).adjusted(4, 1, -4, -1);
        theme::drawRowGround(*painter, row, option.state);
        const double right = row.right() - 8, countX = right - 56, normX = countX - 48, barX = row.left() + 120;
        painter->setPen(Qt::NoPen);
        painter->setBrush(c.accent);
        const double bar = std::max(0.0, normX - barX - 8) * index.data(WordNormModel::ShareRole).toDouble();
        painter->drawRoundedRect(QRectF(barX, row.center().y() - 3, std::max(2.0, bar), 6), 3, 3);
        painter->setFont(theme::font());
        painter->setPen(c.text);
        painter->drawText(QRectF(row.left() + 8, row.top(), 108, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetricsF(theme::font()).elidedText(index.data().toString(), Qt::ElideRight, 106));
        theme::drawTabular(*painter, QRectF(normX, row.top(), 48, row.height()), Qt::AlignRight,
                           QString::number(index.data(WordNormModel::NormRole).toDouble(), 'f', 2));
        painter->setFont(theme::font(theme::Type::Small));
        painter->setPen(c.textWeak);
        theme::drawTabular(
            *painter, QRectF(countX, row.top(), 56, row.height()), Qt::AlignRight,
            QStringLiteral("%1 ×").arg(QLocale().toString(index.data(WordNormModel::CountRole).toLongLong())));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kWordRow}; }
};

// The cut-out region, whole, with its norm.
class RegionDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const QRectF frame = QRectF(option.rect).adjusted(4, 4, -4, -4);
        QPainterPath clip;
        clip.addRoundedRect(frame, 5, 5);
        painter->fillPath(clip, c.backdrop);
        painter->setClipPath(clip);
        if (const auto pixmap = index.data(RegionNormModel::PictureRole).value<QPixmap>(); !pixmap.isNull()) {
            QRectF place(QPointF(), QSizeF(pixmap.size()).scaled(frame.size(), Qt::KeepAspectRatio));
            place.moveCenter(frame.center());
            painter->drawPixmap(place, pixmap, QRectF(pixmap.rect()));
        }
        painter->setClipping(false);
        drawCornerLabel(*painter, frame, QString::number(index.data(RegionNormModel::NormRole).toDouble(), 'f', 2));
        drawCellOutline(*painter, frame, option.state);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kCellWidth, kCellHeight}; }
};

QListView* listOf(QAbstractItemModel* model, QStyledItemDelegate* delegate, const QString& name) {
    auto* view = new QListView;
    view->setModel(model);
    delegate->setParent(view);
    view->setItemDelegate(delegate);
    view->setUniformItemSizes(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setMouseTracking(true);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setAccessibleName(name);
    view->verticalScrollBar()->setSingleStep(kWordRow);
    return view;
}

}  // namespace

BrowseNorms::BrowseNorms(Bridge* bridge, QWidget* parent)
    : QWidget(parent),
      bridge_(bridge),
      words_(new WordNormModel(this)),
      regions_(new RegionNormModel(bridge, this)),
      controls_(new QWidget),
      end_(new Segmented({tr("Largest"), tr("Smallest")})),
      summary_(new QLabel),
      find_(new QLineEdit),
      stack_(new QStackedWidget),
      progress_(new QLabel),
      wordView_(listOf(words_, new WordDelegate, tr("Words by norm"))),
      regionView_(listOf(regions_, new RegionDelegate, tr("Regions by norm"))) {
    buildControls();
    build();
}

void BrowseNorms::buildControls() {
    summary_->setProperty("weak", true);
    summary_->setFont(theme::font(theme::Type::Small));
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    find_->setPlaceholderText(tr("Find a word"));
    find_->setAccessibleName(find_->placeholderText());
    find_->setClearButtonEnabled(true);
    find_->setFixedWidth(160);
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace3);
    row->addWidget(end_);
    row->addWidget(find_);
    row->addWidget(summary_, 1);
    connect(end_, &Segmented::changed, this, [this](int which) { showEnd(which == 0); });
    connect(find_, &QLineEdit::textChanged, words_, &WordNormModel::setFilter);
}

void BrowseNorms::build() {
    regionView_->setFlow(QListView::LeftToRight);
    regionView_->setWrapping(true);
    regionView_->setResizeMode(QListView::Adjust);
    regionView_->setGridSize({kCellWidth, kCellHeight});
    wordView_->setFixedWidth(kWordWidth);

    auto* lists = new QWidget;
    auto* row = new QHBoxLayout(lists);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace2);
    row->addWidget(wordView_);
    row->addWidget(regionView_, 1);

    auto* running = new QWidget;
    auto* column = new QVBoxLayout(running);
    progress_->setProperty("weak", true);
    auto* cancel = new QPushButton(tr("Cancel"));
    column->addStretch();
    column->addWidget(progress_, 0, Qt::AlignHCenter);
    column->addWidget(cancel, 0, Qt::AlignHCenter);
    column->addStretch();

    stack_->addWidget(
        new PageHint(QStringLiteral("chart"), {},
                     tr("The model gives discriminative words and regions embeddings of large norm, and others "
                        "embeddings of small norm. See which, over all sentences and images of this project."),
                     tr("Compute the norms"), [this] { compute(); }));
    stack_->addWidget(running);
    stack_->addWidget(lists);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    controls_->setEnabled(false);

    connect(cancel, &QPushButton::clicked, this, [this] { bridge_->jobs().cancel(job_); });
    const auto openRegion = [this](const QModelIndex& index) {
        const auto& region = regions_->at(index.row());
        Q_EMIT regionChosen(region.image, toQt(region.box));
    };
    const auto openWord = [this](const QModelIndex& index) { Q_EMIT wordChosen(index.data().toString()); };
    for (const auto signal : {&QListView::clicked, &QListView::activated}) {
        connect(regionView_, signal, this, openRegion);
        connect(wordView_, signal, this, openWord);
    }
}

void BrowseNorms::refresh(bool opened) {
    if (job_ != 0) return;
    if (opened) refused_.clear();
    waiting_ = true;
    bridge_->models().knownNorms(this, [this](base::Result<std::optional<inference::NormsReport>> known) {
        if (!known && known.error().code == base::ErrorCode::Superseded) return;  // the newer request's answer follows
        waiting_ = false;
        if (job_ != 0) return;
        if (known && *known) return show(**known);
        controls_->setEnabled(false);
        summary_->clear();
        stack_->setCurrentIndex(Hint);
        // For a small project with features they are computed in a moment.
        const auto& project = bridge_->project();
        if (project && project->counts.total() <= kAtOnce && project->folder != refused_) compute(true);
    });
}

void BrowseNorms::compute(bool quiet) {
    if (job_ != 0) return;
    progress_->setText(tr("Waiting for its turn …"));
    stack_->setCurrentIndex(Progress);
    job_ = bridge_->jobs().norms(
        this,
        [this](const base::Progress& p) {
            progress_->setText(tr("Computing %1: %2 of %3")
                                   .arg(QString::fromStdString(p.stage), QLocale().toString(qlonglong(p.done)),
                                        QLocale().toString(qlonglong(p.total))));
        },
        [this, quiet](base::Result<inference::NormsReport> report) {
            job_ = 0;
            if (report) return show(*report);
            stack_->setCurrentIndex(Hint);
            if (!quiet) return Q_EMIT failed(report.error());
            // The end of a job, this one's too, refreshes the page.
            if (bridge_->project()) refused_ = bridge_->project()->folder;
        });
}

void BrowseNorms::show(const inference::NormsReport& report) {
    report_ = report;
    words_->setWords(report_.words);
    showEnd(end_->current() == 0);
    const QLocale numbers;
    QString text =
        tr("%1 words of %2 sentences · %3 regions of %4 images")
            .arg(numbers.toString(qlonglong(report_.words.size())), numbers.toString(qlonglong(report_.sentences)),
                 numbers.toString(qlonglong(report_.regions)), numbers.toString(qlonglong(report_.images)));
    summary_->setText(text);
    text += QLatin1Char('\n') + tr("by the model %1").arg(QString::fromStdString(report_.model));
    if (report_.imagesWithout > 0)
        text += QLatin1Char('\n') +
                tr("%1 images have no features yet").arg(numbers.toString(qlonglong(report_.imagesWithout)));
    summary_->setToolTip(text);
    controls_->setEnabled(true);
    stack_->setCurrentIndex(Lists);
}

void BrowseNorms::showEnd(bool largest) {
    words_->setLargestFirst(largest);
    regions_->setRegions(largest ? report_.largest : report_.smallest);
    wordView_->scrollToTop();
    regionView_->scrollToTop();
}

}  // namespace legenda::ui
