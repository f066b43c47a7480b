// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/differences/browse_differences.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/differences/difference_model.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/controls/actions.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page.h"
#include "ui/controls/page_hint.h"
#include "ui/images/thumbnail_painting.h"
#include "ui/images/thumbnail_view.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QStackedWidget>
#include <QStyledItemDelegate>

#include <algorithm>

namespace legenda::ui {

namespace {

// The photograph with its difference and the number of things behind it.
class DifferenceDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const QRectF frame = QRectF(option.rect).adjusted(4, 4, -4, -4);
        drawThumbnail(*painter, frame, index.data(ImageListModel::ThumbnailRole).value<QPixmap>(),
                      index.data(ImageListModel::ProblemRole).toString(), 5);
        drawCornerLabel(*painter, frame,
                        QStringLiteral("%1 · %2")
                            .arg(index.data(ImageListModel::ScoreRole).toDouble(), 0, 'f', 2)
                            .arg(index.data(DifferenceModel::ComparedRole).toString()));
        drawCellOutline(*painter, frame, option.state);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view && view->gridSize().isValid() ? view->gridSize() : QStyledItemDelegate::sizeHint(option, index);
    }
};

}  // namespace

BrowseDifferences::BrowseDifferences(Page* page, BrowseState* state, const ImageListModel* all)
    : page_(page),
      state_(state),
      all_(all),
      model_(new DifferenceModel(page->bridge(), this)),
      view_(new ThumbnailView(model_)),
      pages_(new QStackedWidget),
      controls_(new QWidget),
      set_(new ElidedCombo),
      other_(new ElidedCombo),
      split_(new ElidedCombo),
      summary_(new QLabel) {
    build();
    addActions();
    connect(view_, &ThumbnailView::imageChosen, this, &BrowseDifferences::choose);
    const auto chooseAgain = [this](const QModelIndex& index) {
        choose(index.data(ImageListModel::IdRole).toLongLong());
    };
    connect(view_, &QListView::clicked, this, chooseAgain);  // the current one too
    connect(view_, &QListView::activated, this, chooseAgain);
    connect(state_, &BrowseState::imageChanged, view_, &ThumbnailView::setCurrentImage);
    connect(state_, &BrowseState::projectChanged, this, [this] {
        ++question_;
        waiting_ = false;
        found_.clear();
        showFound();
    });
    connect(state_->shownSet(), &ShownSet::setsChanged, this, &BrowseDifferences::takeSets);
    // The answer may come before the list of the images.
    connect(all_, &QAbstractItemModel::modelReset, this, [this] {
        if (!found_.empty() && model_->rowCount() == 0) showFound();
    });
    connect(page_->bridge(), &Bridge::imagesChanged, this, [this] {
        if (isVisible()) compare();
    });
}

void BrowseDifferences::build() {
    set_->setObjectName(QStringLiteral("differencesSet"));
    set_->setAccessibleName(tr("Predictions to compare"));
    other_->setObjectName(QStringLiteral("differencesOther"));
    other_->setAccessibleName(tr("What to compare the predictions with"));
    split_->setObjectName(QStringLiteral("differencesSplit"));
    split_->setAccessibleName(tr("Split of the photographs to compare"));
    for (const auto& [title, name] :
         {std::pair{tr("All splits"), ""}, {tr("train"), "train"}, {tr("dev"), "dev"}, {tr("test"), "test"}})
        split_->addItem(title, QString::fromLatin1(name));
    for (auto* combo : {set_, other_, split_}) {
        combo->setToolTip(combo->accessibleName());
        combo->setMinimumContentsLength(8);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }
    connect(set_, &QComboBox::activated, this, [this] {
        fillOthers();
        compare();
    });
    connect(other_, &QComboBox::activated, this, &BrowseDifferences::compare);
    connect(split_, &QComboBox::activated, this, &BrowseDifferences::compare);
    summary_->setProperty("weak", true);
    summary_->setFont(theme::font(theme::Type::Small));
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace3);
    row->addWidget(set_, 1);
    row->addWidget(other_, 1);
    row->addWidget(split_);
    row->addWidget(summary_, 1);
    view_->setItemDelegate(new DifferenceDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setAccessibleName(tr("Photographs by how much two systems differ"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);
    pages_->addWidget(
        new PageHint(QStringLiteral("compare"), {},
                     tr("Import what another system says of the photographs, and those on which it differs most from "
                        "ground truth, or from a third one, are listed here."),
                     tr("Import predictions"), [this] {
                         auto* import = page_->window()->findChild<QAction*>(QStringLiteral("file.importPredictions"));
                         if (import) import->trigger();
                     }));
    pages_->addWidget(view_);
    takeSets();
}

void BrowseDifferences::addActions() {
    ui::addAction(page_, QStringLiteral("browse.nextDifference"), tr("Next photograph where two differ"),
                  QStringLiteral("chevron-right"), {QKeySequence(Qt::Key_J)}, [this] { step(1); });
    ui::addAction(page_, QStringLiteral("browse.previousDifference"), tr("Previous photograph where two differ"),
                  QStringLiteral("chevron-left"), {QKeySequence(Qt::SHIFT | Qt::Key_J)}, [this] { step(-1); });
}

// --- what is compared

const store::PredictionSetRecord* BrowseDifferences::first() const {
    const auto found =
        std::ranges::find(sets_, set_->currentData().toString().toStdString(), &store::PredictionSetRecord::name);
    return found == sets_.end() ? nullptr : &*found;
}

void BrowseDifferences::takeSets() {
    const QString set = set_->currentData().toString(), other = other_->currentData().toString();
    sets_.clear();
    set_->clear();
    for (const auto& each : state_->shownSet()->sets()) {
        if (each.kind == store::PredictionKind::Similarity) continue;
        sets_.push_back(each);
        set_->addItem(QString::fromStdString(each.name), QString::fromStdString(each.name));
    }
    if (sets_.empty()) set_->addItem(tr("no predictions yet"));  // an empty list would have no accessible name
    set_->setCurrentIndex(std::max(0, set_->findData(set)));
    for (auto* combo : {set_, other_, split_}) combo->setEnabled(!sets_.empty());
    fillOthers();
    const bool compared = !found_.empty() || waiting_;
    for (const auto& [name, combo] : {std::pair{set, set_}, {other, other_}})
        if (compared && combo->currentData().toString() != name) {
            ++question_;
            waiting_ = false;
            found_.clear();
            showFound();
            return showNote(tr("“%1” is no longer in the project.").arg(name));
        }
    if (isVisible()) compare();
}

void BrowseDifferences::fillOthers() {
    const QString before = other_->currentData().toString();
    other_->clear();
    other_->addItem(tr("Ground truth"), QString());
    const auto* own = first();
    for (const auto& each : sets_)
        if (own && each.kind == own->kind && each.name != own->name)
            other_->addItem(QString::fromStdString(each.name), QString::fromStdString(each.name));
    other_->setCurrentIndex(std::max(0, other_->findData(before)));
}

void BrowseDifferences::opened() {
    if (const int shown = set_->findData(state_->set()); shown >= 0 && !state_->set().isEmpty()) {
        set_->setCurrentIndex(shown);
        fillOthers();
    }
    compare();
    view_->setFocus(Qt::OtherFocusReason);
}

void BrowseDifferences::compare() {
    ++question_;
    waiting_ = false;
    found_.clear();
    showFound();
    const auto* own = first();
    pages_->setCurrentIndex(own ? 1 : 0);
    if (!own) return;
    const auto other = other_->currentData().toString().toStdString(),
               split = split_->currentData().toString().toStdString();
    waiting_ = true;
    showNote(tr("Comparing “%1” with %2 …").arg(set_->currentText(), other_->currentText()));
    page_->bridge()->predictions().mostDifferent(
        this, {own->name, other, split},
        [this, question = question_](base::Result<std::vector<evaluation::ImageDifference>> result) {
            if (question == question_) take(std::move(result));
        });
}

void BrowseDifferences::take(base::Result<std::vector<evaluation::ImageDifference>> result) {
    waiting_ = false;
    if (!result) return showNote(dropped(result.error()) ? QString() : QString::fromStdString(result.error().message));
    found_ = std::move(*result);
    showFound();
    if (found_.empty())
        showNote(other_->currentData().toString().isEmpty()
                     ? tr("No photograph of this split has both predictions and ground truth.")
                     : tr("No photograph of this split has predictions of both."));
}

// --- the list

void BrowseDifferences::showFound() {
    const auto* own = first();
    if (found_.empty() || !own) {
        model_->clear();
        return summary_->clear();
    }
    showNote({});
    model_->setDifferences(*all_, found_, own->kind);
    view_->setCurrentImage(state_->image());
    summary_->setText(tr("%1 photographs, the largest difference first")
                          .arg(QLocale().toString(static_cast<qlonglong>(found_.size()))));
    summary_->setToolTip(withFigureHelp(summary_->text(), differenceFigure(own->kind)));
}

void BrowseDifferences::showNote(const QString& note) {
    note_ = note;
    view_->setEmptyText(note);
    view_->setAccessibleDescription(note);
}

void BrowseDifferences::choose(qint64 image) {
    Q_EMIT chosen(image, set_->currentData().toString(), other_->currentData().toString());
}

void BrowseDifferences::step(int by) {
    if (model_->rowCount() == 0) return;
    const int row = model_->rowOf(state_->image());
    choose(model_->idAt(row < 0 ? 0 : std::clamp(row + by, 0, model_->rowCount() - 1)));
}

}  // namespace legenda::ui
