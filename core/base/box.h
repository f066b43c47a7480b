// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace legenda::base {

// A rectangle in 0-based continuous pixels of the upright full-size image: left, top, width, height.
struct Box {
    double x = 0, y = 0, w = 0, h = 0;

    double right() const { return x + w; }
    double bottom() const { return y + h; }
    double area() const { return w > 0 && h > 0 ? w * h : 0; }
    double centreX() const { return x + w / 2; }
    double centreY() const { return y + h / 2; }
    bool contains(double px, double py) const { return px >= x && px <= right() && py >= y && py <= bottom(); }
    bool operator==(const Box&) const = default;
};

inline Box intersection(const Box& a, const Box& b) {
    const double x = std::max(a.x, b.x), y = std::max(a.y, b.y);
    return {x, y, std::max(0.0, std::min(a.right(), b.right()) - x),
            std::max(0.0, std::min(a.bottom(), b.bottom()) - y)};
}

// The smallest rectangle that holds both.
inline Box enclosing(const Box& a, const Box& b) {
    const double x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

// Intersection over union; 0 where either box is empty.
inline double iou(const Box& a, const Box& b) {
    const double common = intersection(a, b).area();
    const double all = a.area() + b.area() - common;
    return all > 0 ? common / all : 0;
}

}  // namespace legenda::base
