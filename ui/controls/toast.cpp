// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/toast.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kShownFor = 6000;  // ms
}  // namespace

void Toast::show(QWidget* window, const QString& text, const QString& buttonText, std::function<void()> button) {
    const auto older = window->findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly);
    for (Toast* toast : older) {
        toast->hide();
        toast->deleteLater();
    }
    auto* toast = new Toast(window, text, buttonText, std::move(button));
    toast->place();
    toast->QFrame::show();
    toast->raise();
}

Toast::Toast(QWidget* window, const QString& text, const QString& buttonText, std::function<void()> button)
    : QFrame(window) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kSpace3, 1, 2, 1);
    layout->setSpacing(theme::kSpace2);
    setAccessibleName(text);
    text_ = new QLabel(text);
    layout->addWidget(text_);
    if (buttonText.isEmpty()) {
        layout->addSpacing(theme::kSpace2);
    } else {
        auto* action = new QPushButton(buttonText);
        action->setProperty("flat", true);
        action->setProperty("compact", true);
        layout->addWidget(action);
        connect(action, &QPushButton::clicked, this, [this, button = std::move(button)] {
            hide();
            deleteLater();
            if (button) button();
        });
    }
    window->installEventFilter(this);
    QTimer::singleShot(kShownFor, this, [this] { deleteLater(); });
}

// In the line of the menus, behind them: no page has anything there. A text that is too long for it is wrapped.
void Toast::place() {
    const QWidget* window = parentWidget();
    int left = theme::kSpace2;
    const auto* menus = window->findChild<QMenuBar*>(QString(), Qt::FindDirectChildrenOnly);
    if (menus && menus->isVisible() && !menus->actions().isEmpty())
        left = menus->actionGeometry(menus->actions().constLast()).right() + theme::kSpace4;
    const int room = window->width() - left - theme::kSpace2;
    text_->setWordWrap(false);
    text_->setMinimumWidth(0);
    const int beside = sizeHint().width() - text_->sizeHint().width();
    if (sizeHint().width() > room) {
        text_->setWordWrap(true);
        text_->setMinimumWidth(std::max(room - beside, 1));
        resize(room, layout()->totalHeightForWidth(room));
    } else {
        adjustSize();
    }
    move(std::max(left, (window->width() - width()) / 2), 1);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize) place();
    return false;
}

void Toast::paintEvent(QPaintEvent*) {
    theme::paintFloating(this, theme::colours().accent);
}

}  // namespace legenda::ui
