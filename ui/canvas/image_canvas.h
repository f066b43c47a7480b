// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/canvas_overlays.h"
#include "ui/canvas/canvas_picture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/tools/band_tool.h"
#include "ui/canvas/tools/draw_tool.h"
#include "ui/canvas/tools/pan_tool.h"
#include "ui/canvas/tools/select_tool.h"
#include "ui/controls/painted_items.h"

#include <QPointer>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <utility>
#include <vector>

namespace legenda::ui {

// A photograph with boxes: zoom, pan, drawing and editing. All boxes are in pixels of the upright full-size image; the
// picture shown may be a reduced decode of it. The canvas stores no boxes: the owner sets them again after each change.
class ImageCanvas : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    // Cover: a drag draws the box that covers a part of the picture, or moves it where it begins on it; a click picks a
    // box.
    enum class Mode { Select, Draw, Cover };
    explicit ImageCanvas(QWidget* parent = nullptr);

    // A null image clears. The zoom is kept when fullSize stays (a sharper decode of the same image), else the image is
    // fitted.
    void setImage(const QImage& image, const QSize& fullSize);
    const QImage& image() const { return picture_->image(); }
    QSize fullSize() const { return view_.fullSize(); }
    // Words in the middle instead of a picture ("Opening …", an error).
    void setMessage(const QString& message);

    void setOverlays(std::vector<Overlay> overlays);
    const std::vector<Overlay>& overlays() const { return overlays_->all(); }
    void setOverlaysVisible(bool visible);
    // Several boxes can be selected at a time: by Shift or Ctrl and a click, and by a rubber band. A second click at
    // one place means the next box below.
    void setSeveral(bool several) { several_ = several; }
    Mode mode() const { return mode_; }
    void setMode(Mode mode);

    // Keeps `bubble` (which becomes a child) beside `box` at every zoom; nullptr takes the present one away (and
    // deletes it later).
    void setBubble(QWidget* bubble, const QRectF& box);
    QWidget* bubble() const { return bubble_; }

    double zoom() const { return view_.zoom(); }  // device-independent screen pixels per full-size pixel
    bool fitted() const { return view_.fitted(); }
    void fit();
    void setZoom(double zoom, const QPointF& widgetAnchor);
    void zoomIn();
    void zoomOut();
    void zoomActual();                              // 100 %: one image pixel is one device pixel
    void zoomTo(const QRectF& box);                 // the box fills most of the widget
    void look(double zoom, const QPointF& centre);  // a pixel of the picture in the middle of the widget
    QPointF centre() const { return view_.toImage(QRectF(rect()).center()); }

    QPointF toImage(const QPointF& widget) const { return view_.toImage(widget); }
    QPointF toWidget(const QPointF& image) const { return view_.toWidget(image); }
    QRectF toWidget(const QRectF& image) const { return view_.toWidget(image); }
    // Positions of the labels, in widget pixels, by overlay id; for tests.
    QHash<OverlayId, QRectF> labelRects() const;
    // The whole picture in the fitted view, with a margin of kFitMargin: for an export. The picture's place is
    // placed(frame of fullSize).
    OverlayScene fittedScene() const { return overlays_->fittedScene(); }
    static constexpr double kFitMargin = CanvasView::kFitMargin;

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
    void toggled(const legenda::ui::OverlayId& id);  // a click with Shift or Ctrl, where several can be selected
    void bandDrawn(const QRectF& band, bool adds);   // pixels of the picture; adds: to what is selected
    void doubleClicked(const legenda::ui::OverlayId& id);
    // In Draw mode by a drag, of at least 3 px per side, or by Enter: in the middle of what is seen.
    void boxDrawn(const QRectF& box);
    void coverDrawing(const QRectF& box);                // in Cover mode, while a drag is under way
    void coverDrawn(const QRectF& box);                  // as boxDrawn; empty: the drag was given up
    void coverPicked(const legenda::ui::OverlayId& id);  // in Cover mode, by a click; none: the picture
    void boxEditing(const legenda::ui::OverlayId& id, const QRectF& box);  // while a drag is under way
    void boxChanged(const legenda::ui::OverlayId& id, const QRectF& box);  // at the end of a move, resize or nudge
    void boxesChanged(const std::vector<std::pair<legenda::ui::OverlayId, QRectF>>& boxes);  // of several at once
    void deleteRequested(const legenda::ui::OverlayId& id);                                  // Del on the selected box
    void cancelled();  // Esc when nothing was being drawn
    void modeChanged(legenda::ui::ImageCanvas::Mode mode);
    void zoomChanged(double zoom);
    void viewMoved();  // or zoomed
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
    void viewChanged();
    void zoomed();
    void placeBubble();
    void paintGround(QPainter& painter) const;
    void updateCursor(const QPointF& position);
    void setHover(const OverlayId& id);
    CanvasTool* toolFor(const QMouseEvent& event);
    bool takesDrag(const QPointF& position) const;  // a selected box, or a handle of it
    bool meansDrag(const QPointF& position);
    void abandonDrag();
    OverlayId under(const QPointF& position) const;
    void click(Qt::KeyboardModifiers modifiers);
    bool editByKey(int key, Qt::KeyboardModifiers modifiers);

    CanvasView view_;
    CanvasPicture* picture_;
    CanvasOverlays* overlays_;
    QString message_;
    Mode mode_ = Mode::Select;
    PanTool pan_;
    DrawTool draw_;
    SelectTool select_;
    BandTool band_;
    CanvasTool* dragging_ = nullptr;  // of the four tools; none: no drag is under way
    struct {
        Qt::MouseButton button = Qt::NoButton;
        bool moved = false;                 // the mouse has moved far enough for a drag
        QPointF at, clickedAt{-1e6, -1e6};  // the last click
        OverlayId id;                       // of the box under it
    } press_;
    OverlayId hoverId_;
    QPixmap still_;  // during an edit: what stays as it is
    bool spaceHeld_ = false, several_ = false;
    QPointer<QWidget> bubble_;
    QRectF bubbleBox_;
};

}  // namespace legenda::ui
