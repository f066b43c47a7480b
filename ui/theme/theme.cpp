// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/sheet_change.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QPalette>
#include <QPointer>
#include <QStyleFactory>
#include <QToolTip>

#include <algorithm>
#include <utility>
#include <vector>

// Q_INIT_RESOURCE must be outside every namespace.
static void initIcons() {
    Q_INIT_RESOURCE(icons);
}

namespace legenda::ui::theme {

namespace {

constexpr int kBasePixels = 13;

QPalette paletteOf(const Colours& c) {
    QPalette p;
    p.setColor(QPalette::Window, c.ground);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.field);
    p.setColor(QPalette::AlternateBase, c.panel);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::PlaceholderText, c.textWeak);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, c.raised);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.error);
    p.setColor(QPalette::Link, c.accentText);
    p.setColor(QPalette::LinkVisited, c.accentText);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.onAccent);
    p.setColor(QPalette::Light, c.raised);
    p.setColor(QPalette::Midlight, c.hover);
    p.setColor(QPalette::Mid, c.border);
    p.setColor(QPalette::Dark, c.borderStrong);
    p.setColor(QPalette::Shadow, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, c.textDisabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return p;
}

// The desktop's preference: Qt's palette without the program's own.
Scheme systemScheme(QApplication& app) {
    app.setPalette(QPalette());
    return app.palette().color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light;
}

// Follows the desktop's theme while the user chose "as the system".
class SystemFollower : public QObject {
 public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::ThemeChange && watched == qApp && appearance() == Appearance::System)
            apply(*qApp, Appearance::System);
        return false;
    }
};

}  // namespace

void apply(QApplication& app, Appearance chosen) {
    initIcons();
    if (!app.property("legendaThemed").toBool()) {
        app.setProperty("legendaThemed", true);
        app.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QFont font = app.font();
        if (QFontDatabase::families().contains(QStringLiteral("Inter"))) font.setFamily(QStringLiteral("Inter"));
        font.setPixelSize(scaled(kBasePixels));
        font.setHintingPreference(QFont::PreferNoHinting);
        app.setFont(font);
        QToolTip::setFont(font);
        app.installEventFilter(new SystemFollower(&app));
    }
    const Scheme used = chosen == Appearance::System  ? systemScheme(app)
                        : chosen == Appearance::Light ? Scheme::Light
                                                      : Scheme::Dark;
    app.setProperty("legendaAppearance", static_cast<int>(chosen));
    app.setProperty("legendaScheme", used == Scheme::Light ? 1 : 0);
    const QPalette palette = paletteOf(colours(used));
    const QString sheet = styleSheet(colours(used));
    QToolTip::setPalette(palette);
    if (app.styleSheet() == sheet) return app.setPalette(palette);  // as when the desktop announces its theme at start
    if (!app.styleSheet().isEmpty()) return changeSheet(app, palette, sheet);
    app.setPalette(palette);
    app.setStyleSheet(sheet);
}

void applySoon(QApplication& app, Appearance chosen) {
    prepareSheetChange(app, [&app, chosen] { apply(app, chosen); });
}

Appearance appearance() {
    return qApp ? static_cast<Appearance>(qApp->property("legendaAppearance").toInt()) : Appearance::System;
}

int fontPercent() {
    const int percent = qApp ? qApp->property("legendaFontPercent").toInt() : 0;
    return percent > 0 ? percent : 100;
}

int scaled(int pixels) {
    return qRound(pixels * fontPercent() / 100.0);
}

// Fonts that widgets have of their own do not follow the application's.
void setFontPercent(QApplication& app, int percent) {
    const int before = fontPercent();
    if (percent == before || percent <= 0) return;
    std::vector<std::pair<QPointer<QWidget>, QFont>> own;
    for (QWidget* widget : QApplication::allWidgets()) {
        QFont font = widget->font();
        if (!widget->testAttribute(Qt::WA_SetFont) || font.pixelSize() <= 0) continue;
        const int usual = qRound(font.pixelSize() * 100.0 / before);
        font.setPixelSize(qRound(usual * percent / 100.0));
        own.emplace_back(widget, font);
    }
    app.setProperty("legendaFontPercent", percent);
    if (!app.property("legendaThemed").toBool()) return;  // apply() comes later
    QFont base = QApplication::font();
    base.setPixelSize(scaled(kBasePixels));
    QApplication::setFont(base);
    QToolTip::setFont(base);
    app.setStyleSheet(styleSheet(colours()));  // gives widgets the font back that they had before
    for (const auto& [widget, font] : own)
        if (widget) widget->setFont(font);
    for (QWidget* widget : QApplication::allWidgets())
        if (auto* button = qobject_cast<QAbstractButton*>(widget)) fitIcon(*button);
}

QFont font(Type type, QFont::Weight weight) {
    QFont font = QApplication::font();
    font.setPixelSize(scaled(type == Type::Small     ? 11
                             : type == Type::Base    ? kBasePixels
                             : type == Type::Heading ? 16
                                                     : 20));
    font.setWeight(weight);
    return font;
}

void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    double cell = 0;
    for (char digit = '0'; digit <= '9'; ++digit) cell = std::max(cell, metrics.horizontalAdvance(QLatin1Char(digit)));
    const auto widthOf = [&](QChar c) { return c.isDigit() ? cell : metrics.horizontalAdvance(c); };
    double width = 0;
    for (const QChar c : text) width += widthOf(c);
    double x = rect.left();
    if (alignment & Qt::AlignRight) x = rect.right() - width;
    if (alignment & Qt::AlignHCenter) x = rect.center().x() - width / 2;
    const double y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    for (const QChar c : text) {
        const double own = metrics.horizontalAdvance(c), all = widthOf(c);
        painter.drawText(QPointF(x + (all - own) / 2, y), QString(c));
        x += all;
    }
}

}  // namespace legenda::ui::theme
