// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas_overlays.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kPillHeight = 20, kPillPadding = 6, kBadge = 16, kPillMaxWidth = 220, kGap = 3;
constexpr int kFarRings = 3;  // distance in rows from which a line connects the label with its box

QColor colourOf(const Overlay& overlay) {
    if (overlay.grey) return {170, 176, 186};
    return overlay.ink.isValid() ? overlay.ink : theme::regionColour(overlay.colour);
}
QColor inkOf(const Overlay& overlay) {
    const QColor dark("#101216");
    if (overlay.grey) return dark;
    if (!overlay.ink.isValid()) return theme::onRegionColour(overlay.colour);
    return theme::contrast(dark, overlay.ink) > theme::contrast(Qt::white, overlay.ink) ? dark : QColor(Qt::white);
}

QSizeF labelSize(const Overlay& overlay, const QFontMetricsF& metrics) {
    if (overlay.label.isEmpty() && overlay.number < 0) return {};
    if (overlay.label.isEmpty())
        return {std::max(kPillHeight, metrics.horizontalAdvance(QString::number(overlay.number)) + 2 * kPillPadding),
                kPillHeight};
    double width = metrics.horizontalAdvance(overlay.label) + 2 * kPillPadding;
    if (overlay.number >= 0) width += kBadge + 1;
    return {std::ceil(std::min(width, kPillMaxWidth)), kPillHeight};
}

// Possible positions of a label beside its box, best first.
std::vector<QPointF> places(const QRectF& box, const QSizeF& size) {
    const double above = box.top() - kGap - size.height(), below = box.bottom() + kGap;
    const double right = box.right() + kGap, left = box.left() - kGap - size.width();
    return {{box.left() - 1, above},
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
}

void paintHandles(QPainter& painter, const QRectF& box) {
    const QPointF c = box.center();
    const QPointF corners[8] = {box.topLeft(),     {c.x(), box.top()},    box.topRight(),   {box.right(), c.y()},
                                box.bottomRight(), {c.x(), box.bottom()}, box.bottomLeft(), {box.left(), c.y()}};
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1));
    painter.setBrush(Qt::white);
    for (const QPointF& corner : corners)
        painter.drawRoundedRect(QRectF(corner - QPointF(4, 4), QSizeF(8, 8)), 1.5, 1.5);
}

void paintBox(QPainter& painter, const Overlay& overlay, const QRectF& box, bool handles) {
    const QColor colour = colourOf(overlay);
    const bool strong = overlay.emphasis == Overlay::Emphasis::Highlight || overlay.selected;
    const bool dashed =
        overlay.dashed || (!overlay.grey && !overlay.ink.isValid() && theme::regionDashed(overlay.colour));
    if (overlay.ground == Overlay::Ground::Hatched) {
        painter.fillRect(box, QColor(0, 0, 0, 170));
        painter.fillRect(box, QBrush(QColor(255, 255, 255, 130), Qt::BDiagPattern));
    } else if (overlay.ground == Overlay::Ground::Filled) {
        painter.fillRect(box, QColor(colour.red(), colour.green(), colour.blue(), qRound(90 * overlay.tint)));
    }
    painter.setBrush(overlay.selected ? QBrush(QColor(colour.red(), colour.green(), colour.blue(), 28))
                                      : QBrush(Qt::NoBrush));
    painter.setPen(QPen(QColor(0, 0, 0, 153), strong ? 5 : 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(box);
    QPen line(colour, strong ? 3 : 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (dashed) line.setDashPattern({4, 3});
    painter.setPen(line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    if (handles) paintHandles(painter, box);
}

void paintLabel(QPainter& painter, const Overlay& overlay, const OverlayLabel& label, const QFont& font) {
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
    painter.setFont(font);
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
                     QFontMetricsF(font).elidedText(overlay.label, Qt::ElideRight, text.width() + 1));
}

}  // namespace

QFont OverlayScene::pillFont() {
    return theme::font(theme::Type::Small, QFont::DemiBold);
}

double OverlayScene::opacityFor(const Overlay& overlay) {
    return overlay.emphasis == Overlay::Emphasis::Dim ? kDimmed * overlay.opacity : overlay.opacity;
}

QHash<OverlayId, OverlayLabel> OverlayScene::layoutLabels(const QHash<OverlayId, OverlayLabel>& fixed) const {
    const QFontMetricsF metrics(font);
    QHash<OverlayId, OverlayLabel> labels = fixed;
    std::vector<QRectF> taken;
    for (const OverlayLabel& label : fixed) taken.push_back(label.rect);
    const auto free = [&](const QRectF& rect) {
        return room.contains(rect) && std::none_of(taken.begin(), taken.end(), [&](const QRectF& other) {
                   return other.adjusted(-2, -2, 2, 2).intersects(rect);
               });
    };
    for (const Overlay& overlay : overlays) {
        const QSizeF size = labelSize(overlay, metrics);
        if (size.isEmpty() || labels.contains(overlay.id)) continue;
        const QRectF box = placed(overlay.box);
        OverlayLabel label;
        label.anchor = box.topLeft();
        for (const QPointF& place : places(box, size))
            if (const QRectF rect(place, size); free(rect)) {
                label.rect = rect;
                break;
            }
        const auto within = [](double value, double low, double high) {
            return std::clamp(value, low, std::max(low, high));
        };
        const QPointF home(within(box.left(), room.left(), room.right() - size.width()),
                           within(box.top(), room.top(), room.bottom() - size.height()));
        // Rows above and below, and where a column is full the columns beside it.
        const double row = size.height() + kGap;
        const int rings = static_cast<int>(room.height() / row) + 1;
        const int columns = static_cast<int>(room.width() / std::max(1.0, size.width())) + 1;
        for (int column = 0; column <= 2 * columns && label.rect.isEmpty(); ++column) {
            const int across = (column + 1) / 2 * (column % 2 ? 1 : -1);
            const double dx = across * (size.width() + kGap);
            for (int ring = 0; ring <= 2 * rings && label.rect.isEmpty(); ++ring) {
                const int down = (ring + 1) / 2 * (ring % 2 ? 1 : -1);
                const double dy = down * row;
                if (const QRectF rect(home + QPointF(dx, dy), size); free(rect)) {
                    label.rect = rect;
                    label.leader = column > 0 || ring > 2 * kFarRings;
                }
            }
        }
        if (label.rect.isEmpty()) continue;  // no room at all: hovering the box still shows its text
        taken.push_back(label.rect);
        labels.insert(overlay.id, label);
    }
    return labels;
}

void OverlayScene::paint(QPainter& painter, const QHash<OverlayId, OverlayLabel>& labels,
                         const std::function<bool(const Overlay&)>& paints) const {
    if (spotlight > 0) {
        QPainterPath shade;
        shade.addRect(placed(QRectF(QPointF(0, 0), fullSize)));
        QPainterPath lit;
        for (const Overlay& overlay : overlays)
            if (overlay.emphasis == Overlay::Emphasis::Highlight) lit.addRect(placed(overlay.box));
        painter.fillPath(shade.subtracted(lit), QColor(0, 0, 0, static_cast<int>(110 * spotlight)));
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < overlays.size(); ++i)
        if (!paints || paints(overlays[i])) order.push_back(i);
    // Large boxes below small ones, highlighted and selected ones on top.
    std::stable_sort(order.begin(), order.end(), [this](std::size_t i, std::size_t j) {
        const auto rank = [](const Overlay& o) {
            return (o.selected ? 2 : 0) + (o.emphasis == Overlay::Emphasis::Highlight ? 1 : 0);
        };
        const Overlay &a = overlays[i], &b = overlays[j];
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        return a.box.width() * a.box.height() > b.box.width() * b.box.height();
    });
    const auto opacityOf = [this](std::size_t i) { return i < opacity.size() ? opacity[i] : opacityFor(overlays[i]); };
    const bool alone = std::ranges::count(overlays, true, &Overlay::selected) == 1;
    for (const std::size_t i : order) {
        painter.setOpacity(opacityOf(i));
        paintBox(painter, overlays[i], placed(overlays[i].box), alone && overlays[i].selected && overlays[i].editable);
    }
    for (const std::size_t i : order) {
        const auto label = labels.constFind(overlays[i].id);
        if (label == labels.constEnd() || label->rect.isEmpty()) continue;
        painter.setOpacity(opacityOf(i));
        paintLabel(painter, overlays[i], *label, font);
    }
    painter.setOpacity(1);
}

}  // namespace legenda::ui
