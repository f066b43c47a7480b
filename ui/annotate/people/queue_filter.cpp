// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/queue_filter.h"

#include "ui/annotate/people/people_state.h"
#include "ui/annotate/people/sign_in_button.h"
#include "ui/controls/elided_combo.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <unordered_set>

namespace legenda::ui {

namespace {

constexpr int kTypedDelay = 200;  // ms after the last key

}  // namespace

QueueFilter::QueueFilter(Bridge* bridge, PeopleState* people, QWidget* parent)
    : QWidget(parent),
      bridge_(bridge),
      people_(people),
      mark_(new ElidedCombo(this)),
      annotator_(new ElidedCombo(this)),
      text_(new QLineEdit(this)) {
    using Mark = store::ImageFilter::Mark;
    const std::pair<QString, Mark> marks[] = {{tr("Any mark"), Mark::Any},
                                              {tr("Not done"), Mark::NotDone},
                                              {tr("Done"), Mark::Done},
                                              {tr("Not reviewed"), Mark::NotReviewed},
                                              {tr("Reviewed"), Mark::Reviewed}};
    for (const auto& [title, mark] : marks) mark_->addItem(title, static_cast<int>(mark));
    mark_->setObjectName(QStringLiteral("filterMark"));
    mark_->setAccessibleName(tr("Filter by mark"));
    mark_->setToolTip(tr("Images that the annotator beside has marked so, or (Anybody) that anybody has"));
    annotator_->setObjectName(QStringLiteral("filterAnnotator"));
    annotator_->setAccessibleName(tr("Filter by annotator"));
    annotator_->setToolTip(
        tr("Images on which this annotator has drawn, written or marked anything; with a mark or "
           "words beside it, whose marks and texts are meant"));
    text_->setObjectName(QStringLiteral("filterText"));
    text_->setAccessibleName(tr("Filter by words in the texts of boxes"));
    text_->setPlaceholderText(tr("Words in the boxes' texts"));
    text_->setToolTip(tr("Images with a text of a box that holds all these words"));
    text_->setClearButtonEnabled(true);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(theme::kSpace1);
    grid->addWidget(mark_, 0, 0);
    grid->addWidget(annotator_, 1, 0);
    grid->addWidget(text_, 2, 0);
    for (QComboBox* choice : {mark_, annotator_}) {
        choice->setMinimumWidth(60);
        choice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(choice, &QComboBox::currentIndexChanged, this, &QueueFilter::ask);
    }
    typed_.setSingleShot(true);
    typed_.setInterval(kTypedDelay);
    connect(text_, &QLineEdit::textChanged, &typed_, qOverload<>(&QTimer::start));
    connect(&typed_, &QTimer::timeout, this, &QueueFilter::ask);
    connect(people_, &PeopleState::changed, this, &QueueFilter::fillAnnotators);
    connect(people_, &PeopleState::taskChanged, this, &QueueFilter::ask);
    connect(people_, &PeopleState::viewerChanged, this, &QueueFilter::ask);
    fillAnnotators();
}

bool QueueFilter::active() const {
    return mark_->currentIndex() > 0 || annotator_->currentIndex() > 0 || !text_->text().trimmed().isEmpty();
}

void QueueFilter::clear() {
    const QSignalBlocker mark(mark_), annotator(annotator_), text(text_);
    mark_->setCurrentIndex(0);
    annotator_->setCurrentIndex(0);
    text_->clear();
    ask();
}

// In blind mode nobody else is there to be chosen.
void QueueFilter::fillAnnotators() {
    QStringList names{QString()};
    for (const auto& annotator : people_->annotators())
        if (!people_->hidesOthers() || annotator.name == people_->ownName())
            names << QString::fromStdString(annotator.name);
    QStringList shown;
    for (int i = 0; i < annotator_->count(); ++i) shown << annotator_->itemData(i).toString();
    const QString kept = annotator_->currentData().toString();
    {
        const QSignalBlocker quiet(annotator_);
        if (names != shown) annotator_->clear();
        for (int i = 0; i < names.size(); ++i) {
            if (names != shown) annotator_->addItem(names[i].isEmpty() ? tr("Anybody") : names[i], names[i]);
            if (!names[i].isEmpty()) annotator_->setItemIcon(i, dotIcon(people_->colourOf(names[i].toStdString())));
        }
        annotator_->setCurrentIndex(std::max(0, annotator_->findData(kept)));
    }
    if (annotator_->currentData().toString() != kept) ask();
}

void QueueFilter::ask() {
    typed_.stop();
    if (!bridge_->project()) return;
    const bool narrowed = active();
    const auto* task = people_->task();
    order_.reset();
    passing_.reset();
    waiting_ = 0;
    ++asked_;
    const auto taken = [this](std::optional<std::vector<std::int64_t>>* into) {
        ++waiting_;
        return [this, into, asked = asked_](base::Result<std::vector<std::int64_t>> images) {
            if (asked != asked_) return;
            if (!images) {
                if (!dropped(images.error())) Q_EMIT failed(images.error());
                return;
            }
            *into = std::move(*images);
            if (--waiting_ == 0) answer();
        };
    };
    if (task) {
        store::ImageFilter order;
        order.task = task->id;
        order.annotator = people_->ownName();
        bridge_->people().images(this, order, taken(&order_), QStringLiteral("order"));
    }
    if (narrowed) {
        store::ImageFilter filter;
        filter.mark = static_cast<store::ImageFilter::Mark>(mark_->currentData().toInt());
        filter.annotator = annotator_->currentData().toString().toStdString();
        if (people_->hidesOthers()) filter.annotator = people_->ownName();
        filter.worked = filter.mark == store::ImageFilter::Mark::Any && annotator_->currentIndex() > 0;
        filter.text = text_->text().trimmed().toStdString();
        bridge_->people().images(this, filter, taken(&passing_), QStringLiteral("filter"));
    }
    if (waiting_ == 0) answer();
}

void QueueFilter::answer() {
    if (!order_ || !passing_) return Q_EMIT passing(order_ ? order_ : passing_);
    const std::unordered_set<std::int64_t> fits(passing_->begin(), passing_->end());
    std::vector<std::int64_t> both = *order_;
    std::erase_if(both, [&](std::int64_t image) { return !fits.contains(image); });
    Q_EMIT passing(both);
}

}  // namespace legenda::ui
