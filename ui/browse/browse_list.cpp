// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_list.h"

#include "ui/controls/segmented.h"
#include "ui/images/thumbnail_view.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kLeastList = 200, kWidestChips = 320;  // px

// "980", "7k", "12.4k": the chips are narrow; their tooltips hold the whole number.
QString shortCount(std::int64_t count) {
    if (count < 1000) return QString::number(count);
    const QString thousands = QString::number(static_cast<double>(count) / 1000, 'f', count % 1000 >= 50 ? 1 : 0);
    return BrowseList::tr("%1k").arg(thousands);
}

}  // namespace

BrowseList::BrowseList(ImageListModel* model, QWidget* parent)
    : QFrame(parent),
      model_(model),
      view_(new ThumbnailView(model)),
      chips_(new QButtonGroup(this)),
      chipRow_(new QHBoxLayout),
      count_(new QLabel),
      search_(new QWidget),
      searchText_(new QLabel),
      what_(new Segmented({tr("Images"), tr("Regions")})) {
    setObjectName(QStringLiteral("browseList"));
    setProperty("panel", true);
    setMinimumWidth(kLeastList);
    view_->setAccessibleName(tr("Images"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, theme::kSpace2, 0, 0);
    layout->setSpacing(theme::kSpace1);
    chipRow_->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    chipRow_->setSpacing(theme::kSpace1);
    layout->addLayout(chipRow_);
    buildSearch(layout);
    layout->addWidget(view_, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace1, theme::kSpace1);
    count_->setProperty("weak", true);
    count_->setFont(theme::font(theme::Type::Small));
    foot->addWidget(count_, 1);
    buildSort(foot);
    layout->addLayout(foot);

    chips_->setExclusive(true);
    connect(chips_, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton* chip) { model_->setSplit(chip->property("split").toString()); });
    connect(model_, &QAbstractItemModel::modelReset, this, &BrowseList::showCount);
}

void BrowseList::buildSearch(QVBoxLayout* layout) {
    auto* column = new QVBoxLayout(search_);
    column->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace2, theme::kSpace1);
    column->setSpacing(theme::kSpace1);
    searchText_->setProperty("weak", true);
    searchText_->setWordWrap(true);
    column->addWidget(searchText_);
    what_->setToolTips(
        {tr("Images whose regions together fit the sentence"), tr("Single regions that fit the phrase")});
    column->addWidget(what_, 0, Qt::AlignLeft);
    search_->hide();
    layout->addWidget(search_);
    connect(what_, &Segmented::changed, this, [this](int which) { Q_EMIT regionsChanged(which == 1); });
}

void BrowseList::buildSort(QHBoxLayout* foot) {
    auto* sort = new QToolButton;
    sort->setIcon(theme::icon(QStringLiteral("sort")));
    sort->setToolTip(tr("Sort the images"));
    sort->setAccessibleName(sort->toolTip());
    sort->setFocusPolicy(Qt::TabFocus);
    sort->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(sort);
    auto* group = new QActionGroup(menu);
    const std::pair<QString, ImageSort> orders[] = {{tr("By name"), ImageSort::Name},
                                                    {tr("By split"), ImageSort::Split},
                                                    {tr("Most boxes first"), ImageSort::Boxes},
                                                    {tr("Best score first"), ImageSort::Score}};
    for (const auto& [text, order] : orders) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, model_, [this, order = order] { model_->setSort(order); });
        orders_.emplace_back(order, action);
    }
    connect(menu, &QMenu::aboutToShow, this, [this] {
        for (const auto& [order, action] : orders_) {
            action->setChecked(order == model_->sort());
            if (order == ImageSort::Score) action->setEnabled(model_->ranked());
        }
    });
    sort->setMenu(menu);
    foot->addWidget(sort);
}

void BrowseList::showSearch(const QString& text, bool ranked) {
    searchText_->setText(text);
    search_->setVisible(!text.isEmpty());
    what_->setVisible(ranked);
}

bool BrowseList::regions() const {
    return what_->current() == 1;
}

void BrowseList::setCounts(const store::SplitCounts& counts) {
    const QString chosen = chips_->checkedButton() ? chips_->checkedButton()->property("split").toString() : QString();
    for (QAbstractButton* chip : chips_->buttons()) delete chip;
    while (QLayoutItem* item = chipRow_->takeAt(0)) delete item;
    const auto add = [&](const QString& text, const QString& split, std::int64_t count) {
        if (count == 0 && !split.isEmpty()) return;
        auto* chip = new QPushButton(QStringLiteral("%1 %2").arg(text, shortCount(count)));
        chip->setProperty("chip", true);
        chip->setProperty("split", split);
        chip->setCheckable(true);
        chip->setFocusPolicy(Qt::TabFocus);
        chip->setChecked(split == chosen);
        chip->setToolTip(tr("%1 images").arg(QLocale().toString(static_cast<qlonglong>(count))));
        chip->setFont(theme::font(theme::Type::Small, QFont::Medium));
        chip->ensurePolished();
        chip->setMinimumWidth(chip->sizeHint().width());
        chips_->addButton(chip);
        chipRow_->addWidget(chip);
    };
    add(tr("All"), QString(), counts.total());
    add(tr("train"), QStringLiteral("train"), counts.train);
    add(tr("dev"), QStringLiteral("dev"), counts.dev);
    add(tr("test"), QStringLiteral("test"), counts.test);
    chipRow_->addStretch();
    setMinimumWidth(std::clamp(chipRow_->minimumSize().width(), kLeastList, kWidestChips));
    if (!chips_->checkedButton() && !chips_->buttons().isEmpty()) {
        chips_->buttons().front()->setChecked(true);
        model_->setSplit({});
    }
}

void BrowseList::showCount() {
    const int shown = model_->rowCount(), all = static_cast<int>(model_->images().size());
    count_->setText(all == 1       ? tr("1 image")
                    : shown == all ? tr("%1 images").arg(QLocale().toString(all))
                                   : tr("%1 of %2 images").arg(QLocale().toString(shown), QLocale().toString(all)));
}

void BrowseList::takeBackView() {
    static_cast<QVBoxLayout*>(layout())->insertWidget(2, view_, 1);
    view_->setStrip(false);
    view_->show();
}

}  // namespace legenda::ui
