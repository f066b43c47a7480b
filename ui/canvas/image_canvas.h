// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas_overlays.h"
#include "ui/controls/painted_items.h"

#include <QHash>
#include <QImage>
#include <QPixmap>
#include <QPointer>
#include <QRectF>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

#include <optional>
#include <vector>

namespace legenda::ui {

// A photograph with boxes: zoom, pan, drawing and editing. All boxes are in pixels of the upright full-size image; the
// picture shown may be a reduced decode of it. The canvas keeps no boxes of its own: the owner gives them anew after
// each change.
class ImageCanvas : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    enum class Mode { Select, Draw };
    explicit ImageCanvas(QWidget* parent = nullptr);

    // A null image clears. The zoom is kept when fullSize stays (a sharper decode of the same image), else the image is
    // fitted.
    void setImage(const QImage& image, const QSize& fullSize);
    const QImage& image() const { return image_; }
    QSize fullSize() const { return fullSize_; }
    // Words in the middle instead of a picture ("Opening …", an error).
    void setMessage(const QString& message);

    void setOverlays(std::vector<Overlay> overlays);
    const std::vector<Overlay>& overlays() const { return overlays_; }
    void setOverlaysVisible(bool visible);
    Mode mode() const { return mode_; }
    void setMode(Mode mode);

    // Keeps `bubble` (which becomes a child) beside `box` at every zoom; nullptr takes the present one away (and
    // deletes it later).
    void setBubble(QWidget* bubble, const QRectF& box);
    QWidget* bubble() const { return bubble_; }

    double zoom() const { return zoom_; }  // screen pixels (device-independent) a full-size pixel
    bool fitted() const { return fitted_; }
    void fit();
    void setZoom(double zoom, const QPointF& widgetAnchor);
    void zoomIn();
    void zoomOut();
    void zoomActual();  // 100 %: one image pixel is one device pixel

    QPointF toImage(const QPointF& widget) const;
    QPointF toWidget(const QPointF& image) const;
    QRectF toWidget(const QRectF& image) const;
    // Places of the pills, in widget pixels, by overlay id; for tests.
    QHash<OverlayId, QRectF> labelRects() const;
    // The whole picture as the fitted view shows it, with kFitMargin around: for an export. The picture's place is
    // placed(frame of fullSize).
    OverlayScene fittedScene() const;
    static constexpr double kFitMargin = 28;  // room for pills outside boxes at the frame

    // The boxes, for screen readers.
    QAccessible::Role paintedRole() const override { return QAccessible::Canvas; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::Graphic; }
    int paintedItemCount() const override;
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    QSize sizeHint() const override { return {640, 480}; }
    QSize minimumSizeHint() const override { return {200, 150}; }

 Q_SIGNALS:
    void hovered(const legenda::ui::OverlayId& id);  // none: no box
    void clicked(const legenda::ui::OverlayId& id);  // none: the picture
    void doubleClicked(const legenda::ui::OverlayId& id);
    void boxDrawn(const QRectF& box);  // in Draw mode, or by a drag with R; at least 3 px a side
    void boxEditing(const legenda::ui::OverlayId& id, const QRectF& box);  // while a drag is under way
    void boxChanged(const legenda::ui::OverlayId& id, const QRectF& box);  // at the end of a move, resize or nudge
    void deleteRequested(const legenda::ui::OverlayId& id);                // Del on the selected box
    void cancelled();                                                      // Esc when nothing was being drawn
    void modeChanged(legenda::ui::ImageCanvas::Mode mode);
    void zoomChanged(double zoom);
    void contextMenu(const legenda::ui::OverlayId& id, const QPoint& globalPosition);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

 private:
    enum class Drag { None, Pan, Draw, Move, Resize };

    void clampOffset();
    void placeBubble();
    void updateCursor(const QPointF& position);
    void setHover(const OverlayId& id);
    const Overlay* find(const OverlayId& id) const;
    const Overlay* selected() const;
    const Overlay* selectedAt(const QPointF& widget) const;  // where it can be moved by a drag from there
    const Overlay* hit(const QPointF& widget) const;         // smallest box under the point
    int handleAt(const QPointF& widget) const;               // 0..7 clockwise from top left, -1
    QRectF boxOf(const Overlay& overlay) const;              // with the drag under way
    QRectF dragged(const QPointF& image) const;
    QRectF shifted(QRectF box, const QPointF& by) const;  // no further than the frame
    void abandonDrag();
    QRectF clamped(QRectF box) const;
    void nudge(const QPointF& step);
    void endNudge();
    void finishDrag(const QPointF& widget);
    void beginFade();
    double opacityOf(const Overlay& overlay) const;
    double spotlight() const;  // 0..1: how far the picture outside lit boxes is darkened
    void store(const OverlayId& id, const QRectF& box);
    QSize scaledSize() const;
    void sharpen();
    bool sharp(const QSize& size) const;

    void paintPicture(QPainter& painter);
    void paintDrawing(QPainter& painter);
    void paintOverlays(QPainter& painter);
    OverlayScene scene() const;  // without opacities and spotlight
    const QHash<OverlayId, OverlayLabel>& labels() const;
    double fittingZoom() const;

    QImage image_;
    QSize fullSize_;
    QString message_;
    QPixmap scaled_;  // the picture at the present zoom, while it is not much larger than the widget
    QTimer sharpen_;
    quint64 sharpening_ = 0;  // of the newest scaling; older ones are not taken
    std::vector<Overlay> overlays_;
    bool overlaysVisible_ = true;
    bool peeking_ = false;  // H held
    Mode mode_ = Mode::Select;

    double zoom_ = 1;
    QPointF offset_;  // widget position of the image's top left corner
    bool fitted_ = true;

    Drag drag_ = Drag::None;
    Qt::MouseButton dragButton_ = Qt::NoButton;
    bool dragMoves_ = false;  // the mouse has gone far enough to mean a drag
    bool spaceHeld_ = false;
    bool nudging_ = false;
    int handle_ = -1;
    OverlayId dragId_, hoverId_, pressId_;
    QPointF pressWidget_, pressImage_, pressOffset_;
    QRectF dragStart_, dragBox_, drawBox_;  // the box at the press; under the mouse; being drawn
    std::optional<QPointF> crosshair_;

    QPointer<QWidget> bubble_;
    QRectF bubbleBox_;

    QVariantAnimation fade_;
    QHash<OverlayId, double> fadeFrom_;
    double spotFrom_ = 0;
    mutable QHash<OverlayId, OverlayLabel> labels_;
    mutable bool labelsStale_ = true;
    QThreadPool scaler_;  // last: its thread ends before the rest goes
};

}  // namespace legenda::ui
