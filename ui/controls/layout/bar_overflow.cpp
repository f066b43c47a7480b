// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/bar_overflow.h"

#include "ui/theme/theme.h"

#include <QAction>
#include <QEvent>
#include <QLayout>
#include <QMenu>

#include <algorithm>

namespace legenda::ui {

BarOverflow::BarOverflow(QWidget* bar) : QToolButton(bar), bar_(bar) {
    setObjectName(QStringLiteral("moreTools"));
    setIcon(theme::icon(QStringLiteral("more")));
    theme::setIconSide(this, 18);
    setToolTip(tr("More tools"));
    setAccessibleName(toolTip());
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &BarOverflow::fillMenu);
    hide();
    bar_->setSizePolicy(QSizePolicy::Ignored, bar_->sizePolicy().verticalPolicy());
    bar_->installEventFilter(this);
}

void BarOverflow::add(QWidget* part, QAction* action) {
    parts_.push_back({part, action});
}

bool BarOverflow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == bar_ && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) fit();
    return false;
}

int BarOverflow::roomOf(const QWidget* part) const {
    const QSize least = part->minimumSizeHint().expandedTo(part->minimumSize()).boundedTo(part->maximumSize());
    return least.width() + std::max(0, bar_->layout()->spacing());
}

void BarOverflow::fit() {
    int needed = bar_->layout()->minimumSize().width();
    for (const Part& part : parts_)
        if (part.widget->isHidden()) needed += roomOf(part.widget);
    if (!isHidden()) needed -= roomOf(this);
    std::size_t leaving = 0;
    if (needed > bar_->width()) {
        needed += roomOf(this);
        while (leaving < parts_.size() && needed > bar_->width()) needed -= roomOf(parts_[leaving++].widget);
    }
    for (std::size_t i = 0; i < parts_.size(); ++i)
        if (parts_[i].widget->isHidden() != (i < leaving)) parts_[i].widget->setVisible(i >= leaving);
    if (isHidden() != (leaving == 0)) setVisible(leaving > 0);
}

// In the order of the bar: those that leave it last come first.
void BarOverflow::fillMenu() {
    menu()->clear();
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part)
        if (part->action && part->widget->isHidden()) menu()->addAction(part->action);
}

}  // namespace legenda::ui
