// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/image_canvas.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kPillHeight = 20, kPillPadding = 6, kBadge = 16, kPillMaxWidth = 220, kGap = 3;

QColor suggestionColour() {
    return {170, 176, 186};
}
QColor colourOf(const Overlay& overlay) {
    return overlay.grey ? suggestionColour() : theme::regionColour(overlay.colour);
}
QColor inkOf(const Overlay& overlay) {
    return overlay.grey ? QColor("#101216") : theme::onRegionColour(overlay.colour);
}
QFont pillFont() {
    return theme::font(theme::Type::Small, QFont::DemiBold);
}

}  // namespace

QSize ImageCanvas::scaledSize() const {
    return (QSizeF(fullSize_) * zoom_ * devicePixelRatioF()).toSize().expandedTo({1, 1});
}

// One good scaling a zoom instead of one a frame; zoomed far in, the painter scales the small part in sight.
void ImageCanvas::sharpen() {
    if (image_.isNull()) return;
    const QSize size = scaledSize();
    const double visible = width() * height() * devicePixelRatioF() * devicePixelRatioF();
    scaled_ = {};
    if (double(size.width()) * size.height() > 2 * visible + 1e6) return;
    scaled_ = QPixmap::fromImage(image_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    scaled_.setDevicePixelRatio(devicePixelRatioF());
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.backdrop);
    if (!image_.isNull()) paintPicture(painter);
    if (!message_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(c.textWeak);
        painter.drawText(QRectF(rect()).adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    }
    if (image_.isNull()) return;
    if (overlaysVisible_ && !peeking_) paintOverlays(painter);
    paintDrawing(painter);
}

void ImageCanvas::paintPicture(QPainter& painter) {
    const QRectF target = toWidget(QRectF(QPointF(0, 0), QSizeF(fullSize_)));
    if (!scaled_.isNull() && scaled_.size() == scaledSize() && scaled_.devicePixelRatio() == devicePixelRatioF()) {
        const double ratio = devicePixelRatioF();
        painter.drawPixmap(QPointF(std::round(target.x() * ratio) / ratio, std::round(target.y() * ratio) / ratio),
                           scaled_);
        return;
    }
    // From four device pixels an image pixel on, the pixels themselves are what one wants to see.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ * devicePixelRatioF() < 4);
    const QRectF seen = target.intersected(QRectF(rect()));
    const double sx = image_.width() / target.width(), sy = image_.height() / target.height();
    const QRectF source((seen.x() - target.x()) * sx, (seen.y() - target.y()) * sy, seen.width() * sx,
                        seen.height() * sy);
    painter.drawImage(seen, image_, source);
}

void ImageCanvas::paintOverlays(QPainter& painter) {
    if (const double light = spotlight(); light > 0) {
        QPainterPath shade;
        shade.addRect(toWidget(QRectF(QPointF(0, 0), QSizeF(fullSize_))));
        QPainterPath lit;
        for (const Overlay& overlay : overlays_)
            if (overlay.emphasis == Overlay::Emphasis::Highlight) lit.addRect(toWidget(boxOf(overlay)));
        painter.fillPath(shade.subtracted(lit), QColor(0, 0, 0, static_cast<int>(110 * light)));
    }
    layoutLabels();
    std::vector<const Overlay*> order;
    for (const Overlay& overlay : overlays_) order.push_back(&overlay);
    // Large below small, lit and selected on top.
    std::stable_sort(order.begin(), order.end(), [](const Overlay* a, const Overlay* b) {
        const auto rank = [](const Overlay* o) {
            return (o->selected ? 2 : 0) + (o->emphasis == Overlay::Emphasis::Highlight ? 1 : 0);
        };
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        return a->box.width() * a->box.height() > b->box.width() * b->box.height();
    });
    for (const Overlay* overlay : order) {
        painter.setOpacity(opacityOf(*overlay));
        paintBox(painter, *overlay);
    }
    for (const Overlay* overlay : order) {
        const auto label = labels_.constFind(overlay->id);
        if (label == labels_.constEnd() || label->rect.isEmpty()) continue;
        painter.setOpacity(opacityOf(*overlay));
        paintLabel(painter, *overlay, *label);
    }
    painter.setOpacity(1);
}

void ImageCanvas::paintBox(QPainter& painter, const Overlay& overlay) {
    const QRectF box = toWidget(boxOf(overlay));
    const QColor colour = colourOf(overlay);
    const bool lit = overlay.emphasis == Overlay::Emphasis::Highlight;
    const bool dashed = overlay.dashed || (!overlay.grey && theme::regionDashed(overlay.colour));
    painter.setBrush(overlay.selected ? QBrush(QColor(colour.red(), colour.green(), colour.blue(), 28))
                                      : QBrush(Qt::NoBrush));
    painter.setPen(
        QPen(QColor(0, 0, 0, 153), lit || overlay.selected ? 5 : 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(box);
    QPen line(colour, lit || overlay.selected ? 3 : 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (dashed) line.setDashPattern({4, 3});
    painter.setPen(line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    if (overlay.selected && overlay.editable) paintHandles(painter, box);
}

void ImageCanvas::paintHandles(QPainter& painter, const QRectF& box) {
    const QPointF c = box.center();
    const QPointF places[8] = {box.topLeft(),     {c.x(), box.top()},    box.topRight(),   {box.right(), c.y()},
                               box.bottomRight(), {c.x(), box.bottom()}, box.bottomLeft(), {box.left(), c.y()}};
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1));
    painter.setBrush(Qt::white);
    for (const QPointF& place : places) painter.drawRoundedRect(QRectF(place - QPointF(4, 4), QSizeF(8, 8)), 1.5, 1.5);
}

void ImageCanvas::paintLabel(QPainter& painter, const Overlay& overlay, const Label& label) {
    const QColor colour = colourOf(overlay), ink = inkOf(overlay);
    if (label.leader) {
        painter.setPen(QPen(QColor(0, 0, 0, 153), 3));
        painter.drawLine(label.rect.center(), label.anchor);
        painter.setPen(QPen(colour, 1.5));
        painter.drawLine(label.rect.center(), label.anchor);
    }
    painter.setPen(QPen(QColor(0, 0, 0, 153), 1));
    painter.setBrush(colour);
    painter.drawRoundedRect(label.rect, 5, 5);
    painter.setFont(pillFont());
    painter.setPen(ink);
    QRectF text = label.rect.adjusted(kPillPadding, 0, -kPillPadding, 0);
    if (overlay.number >= 0 && overlay.label.isEmpty()) {
        painter.drawText(label.rect, Qt::AlignCenter, QString::number(overlay.number));
        return;
    }
    if (overlay.number >= 0) {
        const QRectF badge(label.rect.left() + 2, label.rect.center().y() - kBadge / 2, kBadge, kBadge);
        painter.setBrush(QColor(ink.red(), ink.green(), ink.blue(), 40));
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(badge, 3.5, 3.5);
        painter.setPen(ink);
        painter.drawText(badge, Qt::AlignCenter, QString::number(overlay.number));
        text.setLeft(badge.right() + 5);
    }
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(pillFont()).elidedText(overlay.label, Qt::ElideRight, text.width() + 1));
}

void ImageCanvas::paintDrawing(QPainter& painter) {
    if (mode_ == Mode::Draw && crosshair_ && drag_ == Drag::None) {
        painter.setPen(QPen(QColor(255, 255, 255, 110), 1, Qt::DashLine));
        painter.drawLine(QPointF(crosshair_->x(), 0), QPointF(crosshair_->x(), height()));
        painter.drawLine(QPointF(0, crosshair_->y()), QPointF(width(), crosshair_->y()));
    }
    if (drag_ != Drag::Draw || drawBox_.isEmpty()) return;
    const QRectF box = toWidget(drawBox_);
    painter.setPen(QPen(QColor(0, 0, 0, 153), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(QColor(255, 255, 255, 24));
    painter.drawRect(box);
    painter.setPen(
        QPen(theme::colours(theme::Scheme::Dark).accentText, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

// --- pills

QSizeF ImageCanvas::labelSize(const Overlay& overlay) const {
    const QFontMetricsF metrics(pillFont());
    if (overlay.label.isEmpty() && overlay.number < 0) return {};
    if (overlay.label.isEmpty())
        return {std::max(kPillHeight, metrics.horizontalAdvance(QString::number(overlay.number)) + 2 * kPillPadding),
                kPillHeight};
    double width = metrics.horizontalAdvance(overlay.label) + 2 * kPillPadding;
    if (overlay.number >= 0) width += kBadge + 1;
    return {std::ceil(std::min(width, kPillMaxWidth)), kPillHeight};
}

// Greedy, in the order of the overlays: the first free place outside the box, then inside, then further and further
// away.
void ImageCanvas::layoutLabels() const {
    if (!labelsStale_) return;
    labelsStale_ = false;
    labels_.clear();
    std::vector<QRectF> taken;
    const QRectF room = QRectF(rect()).adjusted(2, 2, -2, -2);
    const auto free = [&](const QRectF& rect) {
        return room.contains(rect) && std::none_of(taken.begin(), taken.end(), [&](const QRectF& other) {
                   return other.adjusted(-2, -2, 2, 2).intersects(rect);
               });
    };
    for (const Overlay& overlay : overlays_) {
        const QSizeF size = labelSize(overlay);
        if (size.isEmpty()) continue;
        const QRectF box = toWidget(boxOf(overlay));
        const double above = box.top() - kGap - size.height(), below = box.bottom() + kGap;
        const double right = box.right() + kGap, left = box.left() - kGap - size.width();
        const QPointF places[] = {{box.left() - 1, above},
                                  {box.left() - 1, below},
                                  {box.right() + 1 - size.width(), above},
                                  {box.right() + 1 - size.width(), below},
                                  {right, box.top()},
                                  {left, box.top()},
                                  {right, box.bottom() - size.height()},
                                  {left, box.bottom() - size.height()},
                                  {box.left() + kGap, box.top() + kGap},
                                  {box.left() + kGap, box.bottom() - kGap - size.height()},
                                  {box.right() - kGap - size.width(), box.top() + kGap}};
        Label label;
        label.anchor = box.topLeft();
        for (const QPointF& place : places)
            if (const QRectF rect(place, size); free(rect)) {
                label.rect = rect;
                break;
            }
        for (int ring = 1; ring <= 40 && label.rect.isEmpty(); ++ring)
            for (const double side : {-1.0, 1.0}) {
                const QPointF place(
                    std::clamp(box.left(), room.left(), std::max(room.left(), room.right() - size.width())),
                    std::clamp(box.top(), room.top(), room.bottom()) + side * ring * (size.height() / 2 + 2));
                if (const QRectF rect(place, size); label.rect.isEmpty() && free(rect)) {
                    label.rect = rect;
                    label.leader = ring > 3;
                }
            }
        if (label.rect.isEmpty()) continue;  // no room at all: hovering the box still says its text
        taken.push_back(label.rect);
        labels_.insert(overlay.id, label);
    }
}

QHash<QString, QRectF> ImageCanvas::labelRects() const {
    layoutLabels();
    QHash<QString, QRectF> out;
    for (auto it = labels_.constBegin(); it != labels_.constEnd(); ++it) out.insert(it.key(), it->rect);
    return out;
}

QImage ImageCanvas::render(double scale) {
    QImage out((QSizeF(size()) * scale).toSize(), QImage::Format_RGB32);
    out.setDevicePixelRatio(scale);
    out.fill(theme::colours().backdrop);
    QPainter painter(&out);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (!image_.isNull()) {
        painter.drawImage(toWidget(QRectF(QPointF(0, 0), QSizeF(fullSize_))), image_);
        paintOverlays(painter);
    }
    return out;
}

}  // namespace legenda::ui
