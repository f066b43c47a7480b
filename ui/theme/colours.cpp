// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace legenda::ui::theme {

namespace {

Colours darkColours() {
    Colours c;
    c.ground = "#17191e";
    c.panel = "#1c1f25";
    c.raised = "#252931";
    c.field = "#13151a";
    c.backdrop = "#0f1012";
    c.border = "#2b3039";
    c.borderStrong = "#414856";
    c.text = "#e7e9ee";
    c.textWeak = "#a1a9b7";
    c.textDisabled = "#666f7e";
    c.accent = "#3b6fdb";
    c.accentText = "#8fb4ff";
    c.onAccent = "#ffffff";
    c.selected = "#26365a";
    c.hover = "#282d36";
    c.error = "#ff9288";
    c.errorGround = "#3b2022";
    c.warning = "#f0bb6b";
    c.success = "#72d0a0";
    c.grid = "#2b3039";
    return c;
}

Colours lightColours() {
    Colours c;
    c.ground = "#f5f6f8";
    c.panel = "#fcfcfd";
    c.raised = "#ffffff";
    c.field = "#ffffff";
    c.backdrop = "#dfe0e2";
    c.border = "#e1e4e9";
    c.borderStrong = "#c5cad3";
    c.text = "#1a1e26";
    c.textWeak = "#59616f";
    c.textDisabled = "#9aa2af";
    c.accent = "#2d63d2";
    c.accentText = "#2355bf";
    c.onAccent = "#ffffff";
    c.selected = "#dfe9fd";
    c.hover = "#ebeef2";
    c.error = "#b3261e";
    c.errorGround = "#fdeceb";
    c.warning = "#835400";
    c.success = "#1a7343";
    c.grid = "#e6e8ec";
    return c;
}

double luminance(const QColor& colour) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

// Okabe and Ito, in an order in which adjacent colours differ most. Their black, which is invisible on the halo and
// dark panels, is grey here.
constexpr std::array<QRgb, 8> kRegions = {0xffe69f00, 0xff56b4e9, 0xff009e73, 0xffcc79a7,
                                          0xfff0e442, 0xffd55e00, 0xff0072b2, 0xff999999};

}  // namespace

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto at = [share](double x, double y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(at(a.redF(), b.redF()), at(a.greenF(), b.greenF()), at(a.blueF(), b.blueF()));
}

const Colours& colours(Scheme which) {
    static const Colours dark = darkColours(), light = lightColours();
    return which == Scheme::Dark ? dark : light;
}

Scheme scheme() {
    return qApp && qApp->property("legendaScheme").toInt() == 1 ? Scheme::Light : Scheme::Dark;
}

const Colours& colours() {
    return colours(scheme());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor regionColour(int index) {
    return QColor::fromRgb(kRegions[static_cast<std::size_t>(std::max(0, index)) % kRegions.size()]);
}

bool regionDashed(int index) {
    return index >= static_cast<int>(kRegions.size());
}

QColor onRegionColour(int index) {
    const QColor colour = regionColour(index), dark("#101216");
    return contrast(colour, dark) >= contrast(colour, Qt::white) ? dark : QColor(Qt::white);
}

QColor readable(const QColor& colour, const QColor& ground, double wanted) {
    const QColor towards = luminance(ground) < 0.2 ? QColor(Qt::white) : QColor(Qt::black);
    QColor out = colour;
    for (double share = 0; share <= 1 && contrast(out, ground) < wanted; share += 0.05)
        out = mixed(colour, towards, share);
    return out;
}

}  // namespace legenda::ui::theme
