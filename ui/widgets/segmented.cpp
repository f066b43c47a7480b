// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 12;

}  // namespace

Segmented::Segmented(const QStringList& texts, QWidget* parent) : QWidget(parent), texts_(texts) {
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(texts.value(0));
}

void Segmented::setCurrent(int index) {
    if (index < 0 || index >= texts_.size() || index == current_) return;
    current_ = index;
    setAccessibleName(texts_.value(index));
    update();
    Q_EMIT changed(index);
}

void Segmented::setText(int index, const QString& text) {
    if (texts_.value(index) == text) return;
    texts_[index] = text;
    updateGeometry();
    update();
}

void Segmented::setToolTips(const QStringList& tips) {
    tips_ = tips;
}

QSize Segmented::sizeHint() const {
    const QFontMetrics metrics(theme::font(theme::Type::Base, QFont::Medium));
    int sum = 4;
    for (const auto& text : texts_) sum += metrics.horizontalAdvance(text) + 2 * kPadding;
    return {sum, kHeight};
}

QRectF Segmented::rectOf(int index) const {
    // Room is shared by the length of the words, so that none is cut while there is room for all.
    const QFontMetrics metrics(theme::font(theme::Type::Base, QFont::Medium));
    double before = 0, own = 0, sum = 0;
    for (int i = 0; i < texts_.size(); ++i) {
        const double length = metrics.horizontalAdvance(texts_[i]) + 2 * kPadding;
        if (i < index) before += length;
        if (i == index) own = length;
        sum += length;
    }
    const double scale = sum > 0 ? (width() - 4.0) / sum : 0;
    return {2 + before * scale, 2, own * scale, height() - 4.0};
}

int Segmented::indexAt(const QPointF& position) const {
    for (int i = 0; i < texts_.size(); ++i)
        if (rectOf(i).contains(position)) return i;
    return -1;
}

void Segmented::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(c.accent, 1) : QPen(c.border, 1));
    painter.setBrush(c.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    for (int i = 0; i < texts_.size(); ++i) {
        const QRectF segment = rectOf(i);
        const bool chosen = i == current_;
        if (chosen) {
            painter.setPen(QPen(c.borderStrong, 1));
            painter.setBrush(c.selected);
            painter.drawRoundedRect(segment.adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius - 2, theme::kRadius - 2);
        }
        painter.setPen(chosen || i == hovered_ ? c.text : c.textWeak);
        painter.setFont(theme::font(theme::Type::Base, chosen ? QFont::Medium : QFont::Normal));
        painter.drawText(
            segment, Qt::AlignCenter,
            painter.fontMetrics().elidedText(texts_[i], Qt::ElideRight, static_cast<int>(segment.width()) - 6));
    }
}

bool Segmented::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = tips_.value(indexAt(help->pos()));
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

void Segmented::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) setCurrent(indexAt(event->position()));
}

void Segmented::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = indexAt(event->position());
    update();
}

void Segmented::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

void Segmented::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        setCurrent(current_ - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(current_ + 1);
    else
        QWidget::keyPressEvent(event);
}

}  // namespace legenda::ui
