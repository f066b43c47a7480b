// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/session.h"
#include "ui/widgets/image_canvas_overlays.h"

#include <QObject>
#include <QPointer>
#include <QRectF>

#include <vector>

namespace legenda::ui {

class Bridge;
class CaptionBubble;
class ImageCanvas;

// The layer of boxes of the image at hand that the model describes: drawn by hand, or found by "Describe everything".
// The chosen one can be moved and resized, and has its captions in a bubble beside it; the others bear theirs.
class BrowseDescribed : public QObject {
    Q_OBJECT
 public:
    BrowseDescribed(Bridge* bridge, ImageCanvas* canvas, QObject* parent);

    void setImage(std::int64_t image);  // an empty layer
    void clear();
    void prepare();                       // a box is about to be drawn: the network looks at the image meanwhile
    void draw(const QRectF& box);         // one more, chosen
    void describeEverything();            // those before it go
    bool choose(const QString& overlay);  // by the id of its overlay; false: it is none of these, and none is chosen
    void chooseRow(int row);
    // While a drag goes on, and at its end. The caption follows as fast as the model answers.
    void move(const QString& overlay, const QRectF& box);
    void removeChosen();

    bool empty() const { return boxes_.empty(); }
    int chosen() const { return chosen_; }  // -1: none
    QRectF chosenBox() const;
    QString chosenText() const;  // empty: no caption yet
    bool waiting() const { return asking_ || describing_; }
    std::vector<jobs::CaptionResult> results() const;  // of all boxes; no captions where none came yet
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void changed();   // boxes, texts or what is chosen
    void answered();  // the chosen box has captions of where it is or was a moment ago
    void kept();      // the bubble's button
    void failed(const legenda::base::Error& error);

 private:
    struct Described {
        QRectF box;
        std::vector<model::Caption> captions;
    };
    void setChosen(int which);
    void ask();

    Bridge* bridge_;
    ImageCanvas* canvas_;
    std::int64_t image_ = 0;
    std::vector<Described> boxes_;
    int chosen_ = -1;
    bool asking_ = false, stale_ = false;  // stale: the box moved while the model was asked
    bool describing_ = false;
    bool everything_ = false;  // the boxes are those of "Describe everything": the alignment steps back
    QPointer<CaptionBubble> bubble_;
};

}  // namespace legenda::ui
