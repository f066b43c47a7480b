// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rail.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace legenda::ui {

namespace {
constexpr int kEntry = 56, kIcon = 22;
}

Rail::Rail(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFixedWidth(sizeHint().width());
    entries_.push_back({tr("Settings"), QStringLiteral("settings"), tr("Settings  (Ctrl+,)")});
}

void Rail::addPage(const QString& title, const QString& iconName, const QString& tip) {
    entries_.insert(entries_.end() - 1, Entry{title, iconName, tip});
    setMinimumHeight(static_cast<int>(entries_.size()) * kEntry + theme::kSpace4);
    update();
}

void Rail::setCurrent(int page) {
    current_ = page;
    update();
}

QRect Rail::rectOf(int entry) const {
    const bool last = entry == static_cast<int>(entries_.size()) - 1;
    return {0, last ? height() - kEntry - theme::kSpace1 : theme::kSpace2 + entry * kEntry, width(), kEntry};
}

int Rail::entryAt(const QPoint& position) const {
    for (int i = 0; i < static_cast<int>(entries_.size()); ++i)
        if (rectOf(i).contains(position)) return i;
    return -1;
}

void Rail::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.panel);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), c.border);
    QFont small = theme::font(theme::Type::Small, QFont::Medium);
    small.setPixelSize(10);
    for (int i = 0; i < static_cast<int>(entries_.size()); ++i) {
        const QRect rect = rectOf(i);
        const bool on = i == current_;
        const QColor ink = on || i == hover_ ? c.text : c.textWeak;
        const QRectF ground = QRectF(rect).adjusted(8, 4, -8, -4);
        if (on || i == hover_) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(on ? c.selected : c.hover);
            painter.drawRoundedRect(ground, theme::kRadius + 2, theme::kRadius + 2);
        }
        const auto& entry = entries_[static_cast<std::size_t>(i)];
        painter.drawPixmap(QPointF(rect.center().x() + 0.5 - kIcon / 2.0, rect.top() + 9),
                           theme::iconPixmap(entry.icon, on ? c.accentText : ink, kIcon, devicePixelRatioF()));
        painter.setFont(small);
        painter.setPen(ink);
        painter.drawText(QRect(rect.left(), rect.top() + 33, rect.width() - 1, 14), Qt::AlignCenter, entry.title);
    }
}

void Rail::mouseMoveEvent(QMouseEvent* event) {
    const int entry = entryAt(event->pos());
    if (entry == hover_) return;
    hover_ = entry;
    setCursor(entry >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void Rail::mousePressEvent(QMouseEvent* event) {
    const int entry = entryAt(event->pos());
    if (entry < 0) return;
    if (entry == static_cast<int>(entries_.size()) - 1)
        Q_EMIT settingsRequested();
    else
        Q_EMIT pageChosen(entry);
}

void Rail::leaveEvent(QEvent*) {
    hover_ = -1;
    update();
}

bool Rail::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int entry = entryAt(help->pos());
    if (entry >= 0)
        QToolTip::showText(help->globalPos(), entries_[static_cast<std::size_t>(entry)].tip, this, rectOf(entry));
    else
        QToolTip::hideText();
    return true;
}

}  // namespace legenda::ui
