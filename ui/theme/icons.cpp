// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

namespace legenda::ui::theme {

namespace {

QByteArray source(const QString& name) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Renders a stem in one colour; kept in Qt's pixmap cache.
QPixmap rendered(const QString& name, const QColor& colour, const QSize& devicePixels) {
    const QString key = QStringLiteral("legenda-icon/%1/%2/%3x%4")
                            .arg(name, colour.name(QColor::HexArgb))
                            .arg(devicePixels.width())
                            .arg(devicePixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    pixmap = QPixmap(devicePixels);
    pixmap.fill(Qt::transparent);
    QByteArray svg = source(name);
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(colour.alphaF());
    const double side = std::min(devicePixels.width(), devicePixels.height());
    renderer.render(&painter,
                    QRectF((devicePixels.width() - side) / 2, (devicePixels.height() - side) / 2, side, side));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

// Draws in the colours of the current scheme at the time of painting, so that a change of theme needs no new icons.
class LineIconEngine : public QIconEngine {
 public:
    explicit LineIconEngine(QString name) : name_(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, rendered(name_, colourOf(mode, state), (QSizeF(rect.size()) * ratio).toSize()));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return rendered(name_, colourOf(mode, state), size);
    }
    QIconEngine* clone() const override { return new LineIconEngine(name_); }

 private:
    static QColor colourOf(QIcon::Mode mode, QIcon::State state) {
        const Colours& c = colours();
        if (mode == QIcon::Disabled) return c.textDisabled;
        if (state == QIcon::On) return c.accentText;
        return mode == QIcon::Normal ? c.textWeak : c.text;
    }
    QString name_;
};

}  // namespace

QIcon icon(const QString& name) {
    return QIcon(new LineIconEngine(name));
}

void setIconSide(QAbstractButton* button, int side, int buttonSide) {
    button->setProperty("legendaIcon", QSize(side, buttonSide));
    fitIcon(*button);
}

void fitIcon(QAbstractButton& button) {
    const QSize sides = button.property("legendaIcon").toSize();
    if (sides.width() <= 0) return;
    button.setIconSize({scaled(sides.width()), scaled(sides.width())});
    if (sides.height() > 0) button.setFixedSize(scaled(sides.height()), scaled(sides.height()));
}

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal devicePixelRatio) {
    const int pixels = static_cast<int>(std::lround(size * devicePixelRatio));
    QPixmap pixmap = rendered(name, colour, {pixels, pixels});
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

}  // namespace legenda::ui::theme
