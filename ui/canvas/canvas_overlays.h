// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>
#include <QVariantAnimation>

#include <utility>
#include <vector>

namespace legenda::ui {

class CanvasView;

// The boxes on a canvas: hit testing, their labels, and how they fade when another one is highlighted. GUI thread.
class CanvasOverlays : public QObject {
    Q_OBJECT
 public:
    CanvasOverlays(QObject* parent, const CanvasView* view);

    void set(std::vector<Overlay> overlays);
    const std::vector<Overlay>& all() const { return overlays_; }
    const Overlay* find(const OverlayId& id) const;
    const Overlay* selected() const;
    void setVisible(bool visible);
    bool visible() const { return visible_; }
    void setPeeking(bool peeking);  // hides them while H is held
    bool hidden() const { return !visible_ || peeking_; }

    // The boxes under a drag or key edit, until the owner sets the overlays again.
    void setEdited(const std::vector<std::pair<OverlayId, QRectF>>& boxes);
    void endEdit(bool keep);  // keep: the overlays take the boxes
    QRectF boxOf(const Overlay& overlay) const;
    void viewChanged();
    // Boxes are under an edit, and nothing else of the overlays changes meanwhile.
    bool editing() const;

    // In pixels of the widget.
    const Overlay* hit(const QPointF& at) const;                   // a label, else the smallest box under the point
    std::vector<const Overlay*> stackAt(const QPointF& at) const;  // all under the point, in the order of hit()
    const Overlay* selectedAt(const QPointF& at) const;            // one that a drag from this point moves
    int handleAt(const QPointF& at) const;  // of the box that is selected alone: 0..7 clockwise from top left; -1
    const QHash<OverlayId, OverlayLabel>& labels() const;

    void paint(QPainter& painter) const;
    // During an edit, in two parts: what stays, and the edited boxes above it.
    void paintStill(QPainter& painter) const;
    void paintEdited(QPainter& painter) const;
    OverlayScene fittedScene() const;  // in the fitted view, without animations

 Q_SIGNALS:
    void repaint();

 private:
    void beginFade();
    double opacityOf(const Overlay& overlay) const;
    double spotlight() const;  // 0..1: how much the picture outside highlighted boxes is darkened
    bool anyLit() const;
    OverlayScene scene() const;  // without opacities and spotlight
    OverlayScene shownScene() const;

    const CanvasView* view_;
    std::vector<Overlay> overlays_;
    bool visible_ = true;
    bool peeking_ = false;
    QHash<OverlayId, QRectF> edited_;
    QVariantAnimation fade_;
    QHash<OverlayId, double> fadeFrom_;
    double spotFrom_ = 0;
    mutable QHash<OverlayId, OverlayLabel> labels_;
    mutable QHash<OverlayId, OverlayLabel> stillLabels_;  // during an edit, of the other boxes
    mutable bool labelsStale_ = true;
};

}  // namespace legenda::ui
