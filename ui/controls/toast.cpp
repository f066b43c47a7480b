// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/toast.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>

namespace legenda::ui {

namespace {
constexpr int kShownFor = 6000;  // ms
constexpr int kAbove = 88;       // margin below in pixels: the sentence in Browse, the status lines elsewhere
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
    layout->setContentsMargins(theme::kSpace4, theme::kSpace2, theme::kSpace2, theme::kSpace2);
    layout->setSpacing(theme::kSpace3);
    setAccessibleName(text);
    layout->addWidget(new QLabel(text));
    if (buttonText.isEmpty()) {
        layout->addSpacing(theme::kSpace2);
    } else {
        auto* action = new QPushButton(buttonText);
        action->setProperty("flat", true);
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

void Toast::place() {
    adjustSize();
    const QWidget* window = parentWidget();
    move((window->width() - width()) / 2, window->height() - height() - kAbove);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize) place();
    return false;
}

void Toast::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(c.borderStrong);
    painter.setBrush(c.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius + 2, theme::kRadius + 2);
}

}  // namespace legenda::ui
