// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/sample_picture.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <set>

namespace legenda::ui {

namespace {

constexpr int kHeight = 116;

void drawRegion(QPainter& painter, const QRectF& frame, const base::Box& box, const QColor& colour,
                const QString& number) {
    const QRectF at(frame.x() + box.x * frame.width(), frame.y() + box.y * frame.height(), box.w * frame.width(),
                    box.h * frame.height());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, 3));
    painter.drawRect(at);
    painter.setPen(QPen(colour, 1.5));
    painter.drawRect(at);
    if (number.isEmpty()) return;
    const QRectF label(at.topLeft(), QSizeF(QFontMetricsF(painter.font()).horizontalAdvance(number) + 6, 13));
    painter.fillRect(label, colour);
    painter.setPen(theme::contrast(colour, Qt::black) > theme::contrast(colour, Qt::white) ? Qt::black : Qt::white);
    painter.drawText(label, Qt::AlignCenter, number);
}

}  // namespace

SamplePicture::SamplePicture(QWidget* parent) : QWidget(parent) {
    setFixedHeight(kHeight);
}

void SamplePicture::setPicture(const QPixmap& picture) {
    picture_ = picture;
    update();
}

void SamplePicture::setSample(const runs::RunSample& sample) {
    sample_ = sample;
    update();
}

void SamplePicture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme::colours().backdrop);
    if (picture_.isNull()) return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QRectF frame(QPointF(), QSizeF(picture_.size()).scaled(size(), Qt::KeepAspectRatio));
    frame.moveCenter(QRectF(rect()).center());
    painter.drawPixmap(frame, picture_, QRectF(picture_.rect()));
    painter.setFont(theme::font(theme::Type::Small));
    if (sample_.box.w < 1 || sample_.box.h < 1) drawRegion(painter, frame, sample_.box, theme::regionColour(0), {});
    std::set<int> drawn{0};  // region 0 is the whole image
    for (const auto& word : sample_.words)
        if (word.region > 0 && drawn.insert(word.region).second)
            drawRegion(painter, frame, word.box, theme::regionColour(word.region), QString::number(word.region));
}

}  // namespace legenda::ui
