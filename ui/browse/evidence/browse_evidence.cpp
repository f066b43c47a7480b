// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/evidence/browse_evidence.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/evidence/ranked_list.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/controls/tone_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kMostEvidence = 132;                    // height of the texts at the usual size; longer ones scroll
constexpr int kPredictedColour = 0, kTrueColour = 2;  // of the region colours; the true box is dashed as well

int colourOfBox(const ShownItem& item, std::size_t place) {
    if (item.boxes[place].truth) return kTrueColour;
    // The second system's box has a colour of its own.
    const auto before = std::count_if(item.boxes.begin(), item.boxes.begin() + static_cast<std::ptrdiff_t>(place),
                                      [](const auto& box) { return !box.truth; });
    return before == 0 ? kPredictedColour : kTrueColour + static_cast<int>(before);
}

QPixmap strokeSample(const ShownItem& item, std::size_t place, qreal ratio) {
    QPixmap sample(QSize(26, 12) * ratio);
    sample.setDevicePixelRatio(ratio);
    sample.fill(Qt::transparent);
    QPainter painter(&sample);
    painter.setPen(QPen(QColor(0, 0, 0, 153), 4, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(1, 6), QPointF(25, 6));
    QPen line(theme::regionColour(colourOfBox(item, place)), 2, Qt::SolidLine, Qt::FlatCap);
    if (item.boxes[place].truth) line.setDashPattern({4, 3});
    painter.setPen(line);
    painter.drawLine(QPointF(1, 6), QPointF(25, 6));
    return sample;
}

void clearLayout(QLayout* layout) {
    while (QLayoutItem* each = layout->takeAt(0)) {
        if (each->widget()) each->widget()->deleteLater();
        delete each;
    }
}

}  // namespace

BrowseEvidence::BrowseEvidence(Page* page, BrowseState* state, const ImageListModel* images)
    : page_(page), state_(state), images_(images) {
    setProperty("panel", true);
    setAccessibleName(tr("Item of the evaluation"));
    ui::addAction(page, QStringLiteral("browse.nextItem"), tr("Next item of the evaluation"),
                  QStringLiteral("chevron-right"), {QKeySequence(Qt::SHIFT | Qt::Key_D)}, [this] { step(1); });
    ui::addAction(page, QStringLiteral("browse.previousItem"), tr("Previous item of the evaluation"),
                  QStringLiteral("chevron-left"), {QKeySequence(Qt::SHIFT | Qt::Key_A)}, [this] { step(-1); });
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace2, theme::kSpace1);
    rows->setSpacing(theme::kSpace1);
    rows->addWidget(buildHead());
    auto* said = new QHBoxLayout;
    said->setSpacing(theme::kSpace3);
    said->addWidget(buildLines(), 1);
    said->addWidget(buildRankings(), 1);
    rows->addLayout(said);
    legend_ = new QWidget(this);
    auto* legend = new QHBoxLayout(legend_);
    legend->setContentsMargins(0, 0, 0, 0);
    legend->setSpacing(theme::kSpace2);
    rows->addWidget(legend_);
    connect(state, &BrowseState::imageChanged, this, &BrowseEvidence::showOrHide);
    connect(state, &BrowseState::projectChanged, this, &BrowseEvidence::dismiss);
    showOrHide();
}

QWidget* BrowseEvidence::buildHead() {
    auto* head = new QWidget(this);
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme::kSpace1);
    title_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, head);
    title_->setType(theme::Type::Base, QFont::DemiBold);
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    title_->setObjectName(QStringLiteral("evidenceTitle"));
    place_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, head);
    const auto button = [&](const QString& icon, const QString& name, const QString& tip) {
        auto* made = new QToolButton(head);
        made->setIcon(theme::icon(icon));
        theme::setIconSide(made, 14);
        made->setAccessibleName(name);
        made->setToolTip(tip);
        made->setFocusPolicy(Qt::TabFocus);
        return made;
    };
    const auto stepper = [&](const char* id) {
        const auto* action = actionOf(page_, id);
        const QString icon = QLatin1String(id) == QLatin1String("browse.nextItem") ? QStringLiteral("chevron-right")
                                                                                   : QStringLiteral("chevron-left");
        return button(icon, action->text(), tooltip(action));
    };
    previous_ = stepper("browse.previousItem");
    next_ = stepper("browse.nextItem");
    auto* back = new QPushButton(tr("Back to Evaluate"), head);
    back->setProperty("compact", true);
    back->setFocusPolicy(Qt::TabFocus);
    back->setObjectName(QStringLiteral("backToEvaluate"));
    auto* close = button(QStringLiteral("close"), tr("Close the item"), tr("Close the item of the evaluation"));
    line->addWidget(title_, 1);
    for (QWidget* each : {static_cast<QWidget*>(previous_), static_cast<QWidget*>(place_), static_cast<QWidget*>(next_),
                          static_cast<QWidget*>(back), static_cast<QWidget*>(close)})
        line->addWidget(each);
    connect(previous_, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { step(1); });
    connect(back, &QPushButton::clicked, this,
            [this] { Q_EMIT page_->imageRequested(QStringLiteral("evaluate"), state_->image()); });
    connect(close, &QToolButton::clicked, this, &BrowseEvidence::dismiss);
    return head;
}

QWidget* BrowseEvidence::buildLines() {
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::TabFocus);
    scroll_->setAccessibleName(tr("Prediction and reference"));
    scroll_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return scroll_;
}

QWidget* BrowseEvidence::buildRankings() {
    rankings_ = new QWidget(this);
    auto* row = new QHBoxLayout(rankings_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace3);
    for (std::size_t i = 0; i < lists_.size(); ++i) {
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        listTitles_[i] = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, rankings_);
        listTitles_[i]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        lists_[i] = new RankedList(page_->bridge(), images_, rankings_);
        lists_[i]->setObjectName(i == 0 ? QStringLiteral("rankedList") : QStringLiteral("otherRankedList"));
        column->addWidget(listTitles_[i]);
        column->addWidget(lists_[i], 1);
        row->addLayout(column, 1);
        connect(lists_[i], &RankedList::chosen, this, [this, list = lists_[i]](int place) { choose(list, place); });
    }
    rankings_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    rankings_->hide();
    return rankings_;
}

bool BrowseEvidence::ofShownImage() const {
    return item_ && item_->image == state_->image();
}

void BrowseEvidence::showItem(const ShownItem& item) {
    item_ = item;
    sentence_.clear();
    fill();
    showOrHide();
}

void BrowseEvidence::dismiss() {
    item_.reset();
    sentence_.clear();
    showOrHide();
}

void BrowseEvidence::step(int by) {
    if (!item_ || !item_->step) return;
    const int place = item_->place + by;
    if (place < 0 || place >= item_->total) return;
    const auto step = item_->step;  // the item may be another one while it runs
    step(by);
}

void BrowseEvidence::fill() {
    title_->setText(item_->title);
    title_->setToolTip(item_->title);
    place_->setText(tr("%1 of %2").arg(item_->place + 1).arg(item_->total));
    auto* texts = new QWidget;
    texts->setProperty("transparent", true);
    auto* grid = new QGridLayout(texts);
    grid->setContentsMargins(0, 0, theme::kSpace2, 0);
    grid->setHorizontalSpacing(theme::kSpace3);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    int row = 0;
    QString before;
    for (const auto& line : item_->lines) {
        auto* title = new ToneLabel(line.title == before ? QString() : line.title, theme::Type::Small,
                                    ToneLabel::Tone::Weak, texts);
        auto* text = new QLabel(line.text, texts);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        grid->addWidget(title, row, 0, Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(text, row, 1, Qt::AlignTop);
        if (line.image != 0) {
            auto* go = new QPushButton(tr("Show"), texts);
            go->setProperty("compact", true);
            go->setFocusPolicy(Qt::TabFocus);
            go->setAccessibleName(tr("Show %1, %2").arg(line.text, line.title));
            connect(go, &QPushButton::clicked, this, [this, image = line.image] { Q_EMIT imageWanted(image); });
            grid->addWidget(go, row, 2, Qt::AlignTop);
        }
        before = line.title;
        ++row;
    }
    grid->setRowStretch(row, 1);
    scroll_->setWidget(texts);  // deletes the one before
    fillRankings();
    fitHeight();
    fillLegend();
}

void BrowseEvidence::fillRankings() {
    const auto& rankings = item_->rankings;
    auto* row = qobject_cast<QHBoxLayout*>(rankings_->layout());
    for (std::size_t i = 0; i < lists_.size(); ++i) {
        const bool there = i < rankings.size();
        lists_[i]->setRanking(there ? rankings[i] : ShownItem::Ranking());
        lists_[i]->setVisible(there);
        listTitles_[i]->setVisible(there);
        row->setStretch(static_cast<int>(i), there ? 1 : 0);  // a column of hidden widgets would keep its share
        listTitles_[i]->setText(lists_[i]->ranking().title);
        listTitles_[i]->setToolTip(lists_[i]->ranking().title);
    }
    rankings_->setVisible(!rankings.empty());
}

// An image of the list is opened; a sentence of it is shown with the item's image.
void BrowseEvidence::choose(const RankedList* list, int place) {
    const auto& ranking = list->ranking();
    if (!item_ || place < 0 || static_cast<std::size_t>(place) >= ranking.entries.size()) return;
    const auto entry = ranking.entries[static_cast<std::size_t>(place)];
    if (!ranking.ofImages) sentence_ = entry.text;
    const qint64 image = ranking.ofImages ? entry.image : item_->image;
    if (image == 0) return page_->toast(tr("%1 is not among the images of the project").arg(entry.text));
    if (image != state_->image()) return Q_EMIT imageWanted(image);  // its sentence follows, see sentenceFor()
    if (const QString sentence = sentenceFor(image); !sentence.isEmpty()) Q_EMIT sentenceWanted(sentence);
}

QString BrowseEvidence::sentenceFor(qint64 image) const {
    if (!item_ || !names(image)) return {};
    if (!item_->sentence.isEmpty()) return item_->sentence;
    return image == item_->image ? sentence_ : QString();
}

bool BrowseEvidence::names(qint64 image) const {
    const auto isIt = [image](const auto& each) { return each.image == image; };
    return image != 0 && (item_->image == image || std::ranges::any_of(item_->lines, isIt) ||
                          std::ranges::any_of(item_->rankings, [&](const auto& ranking) {
                              return std::ranges::any_of(ranking.entries, isIt);
                          }));
}

void BrowseEvidence::fitHeight() {
    const QWidget* texts = scroll_->widget();
    if (!texts) return;
    int wanted = texts->layout()->totalHeightForWidth(std::max(200, scroll_->viewport()->width()));
    for (std::size_t i = 0; item_ && i < item_->rankings.size() && i < lists_.size(); ++i)
        wanted = std::max(wanted, listTitles_[i]->sizeHint().height() + 2 + lists_[i]->wantedHeight());
    const int height = std::clamp(wanted, theme::scaled(18), theme::scaled(kMostEvidence));
    scroll_->setFixedHeight(height);
    rankings_->setFixedHeight(height);
}

void BrowseEvidence::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fitHeight();
}

void BrowseEvidence::fillLegend() {
    auto* line = static_cast<QHBoxLayout*>(legend_->layout());
    clearLayout(line);
    for (std::size_t i = 0; i < item_->boxes.size(); ++i) {
        auto* stroke = new QLabel(legend_);
        stroke->setPixmap(strokeSample(*item_, i, devicePixelRatioF()));
        line->addWidget(stroke);
        line->addWidget(new ToneLabel(item_->boxes[i].title, theme::Type::Small, ToneLabel::Tone::Weak, legend_));
    }
    line->addStretch(1);
    legend_->setVisible(!item_->boxes.empty());
}

// Beside an image that the item does not name it would say what is not true.
void BrowseEvidence::showOrHide() {
    setVisible(item_ && names(state_->image()));
    const bool walks = item_ && item_->step;
    const bool forward = walks && item_->place + 1 < item_->total, backward = walks && item_->place > 0;
    next_->setEnabled(forward);
    previous_->setEnabled(backward);
    actionOf(page_, "browse.nextItem")->setEnabled(forward);
    actionOf(page_, "browse.previousItem")->setEnabled(backward);
    Q_EMIT overlaysChanged();
}

void BrowseEvidence::addOverlays(std::vector<Overlay>& overlays) const {
    if (!ofShownImage() || item_->boxes.empty()) return;
    overlays.clear();
    for (std::size_t i = 0; i < item_->boxes.size(); ++i) {
        const auto& box = item_->boxes[i];
        Overlay overlay;
        overlay.id = OverlayId::evaluated(static_cast<qint64>(i));
        overlay.box = box.box;
        overlay.colour = colourOfBox(*item_, i);
        overlay.dashed = box.truth;
        overlay.label = overlay.name = box.title;
        overlays.push_back(std::move(overlay));
    }
}

void BrowseEvidence::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) return dismiss();
    QFrame::keyPressEvent(event);
}

}  // namespace legenda::ui
