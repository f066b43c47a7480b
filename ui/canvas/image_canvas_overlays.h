// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/overlay_id.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

class QPainter;

namespace legenda::ui {

// A box on the picture.
struct Overlay {
    enum class Emphasis { Normal, Dim /* 35 % */, Highlight };
    enum class Ground { Clear, Hatched /* what is below is covered */, Filled /* with its colour, translucent */ };
    OverlayId id;
    QRectF box;           // pixels of the full-size image
    int colour = 0;       // theme::regionColour
    bool grey = false;    // a suggestion that is not accepted yet
    bool dashed = false;  // beside the dashes of colours above the eighth
    int number = -1;      // badge; -1: none
    QString label;        // label beside the box; empty: the badge alone
    QString name;         // its text for screen readers
    Emphasis emphasis = Emphasis::Normal;
    bool selected = false;  // shows handles where editable and alone
    bool editable = false;  // can be moved and resized
    QColor ink = {};        // of an annotator, instead of `colour`
    Ground ground = Ground::Clear;
    double tint = 1;     // 0..1, of a ground that is filled
    double opacity = 1;  // 0..1, times that of the emphasis
};

// The label of an overlay, in painted pixels.
struct OverlayLabel {
    QRectF rect;
    QPointF anchor;       // on the box
    bool leader = false;  // it is far from its box: a line connects them
};

// The painting of boxes and labels over a picture. Plain values, so that the screen and an export use the same
// painting, the latter in any thread.
struct OverlayScene {
    static constexpr double kDimmed = 0.35;

    std::vector<Overlay> overlays;  // boxes changed by a drag under way
    std::vector<double> opacity;    // one per overlay during an animation; empty: by emphasis
    double spotlight = 0;           // 0..1: how much the picture outside highlighted boxes is darkened
    QSizeF fullSize;                // of the picture, in its own pixels
    double zoom = 1;                // painted pixels per picture pixel
    QPointF offset;                 // of the picture's top left corner
    QRectF room;                    // bounds of the labels
    QFont font;                     // of the pills

    static QFont pillFont();
    static double opacityFor(const Overlay& overlay);
    QRectF placed(const QRectF& box) const { return {box.topLeft() * zoom + offset, box.size() * zoom}; }

    // Greedy, in the order of the overlays: the first free place outside the box, then inside, then further and further
    // away. No two labels overlap; one without any free place is left out.
    // fixed: labels that have their places already.
    QHash<OverlayId, OverlayLabel> layoutLabels(const QHash<OverlayId, OverlayLabel>& fixed = {}) const;
    // paints: which of the overlays; none: all.
    void paint(QPainter& painter, const QHash<OverlayId, OverlayLabel>& labels,
               const std::function<bool(const Overlay&)>& paints = {}) const;
};

}  // namespace legenda::ui
