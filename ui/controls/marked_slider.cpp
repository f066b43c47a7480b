// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/marked_slider.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

namespace legenda::ui {

namespace {
constexpr int kMark = 5;  // height of the mark, below the groove
}  // namespace

void MarkedSlider::setMark(int value) {
    mark_ = value;
    update();
}

QSize MarkedSlider::sizeHint() const {
    return QSlider::sizeHint() + QSize(0, 2 * kMark);
}
QSize MarkedSlider::minimumSizeHint() const {
    return QSlider::minimumSizeHint() + QSize(0, 2 * kMark);
}

void MarkedSlider::paintEvent(QPaintEvent* event) {
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect handle = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    const int way = width() - handle.width();
    const double x = QStyle::sliderPositionFromValue(minimum(), maximum(), mark_, way) + handle.width() / 2.0;
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(isEnabled() ? theme::colours().textWeak : theme::colours().textDisabled, 1.5));
        painter.drawLine(QPointF(x, height() - kMark), QPointF(x, height() - 1));
    }
    QSlider::paintEvent(event);
}

void MarkedSlider::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QSlider::mouseDoubleClickEvent(event);
    setSliderDown(false);
    setValue(mark_);
    Q_EMIT reset();
    event->accept();
}

}  // namespace legenda::ui
