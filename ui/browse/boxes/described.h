// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/browse/boxes/described_boxes.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>
#include <QPointer>
#include <QRectF>
#include <QSet>
#include <QTimer>

#include <vector>

namespace legenda::ui {

class Bridge;
class CaptionBubble;
class ImageCanvas;

// The layer of boxes of the current image that the model describes: drawn by hand, which stay until they are removed,
// or found by "Describe everything", while that is on. The chosen one can be moved and resized, and has its captions in
// a bubble beside it; the others bear theirs.
class BrowseDescribed : public QObject {
    Q_OBJECT
 public:
    BrowseDescribed(Bridge* bridge, ImageCanvas* canvas, QObject* parent);

    void forget();                                       // another project: no boxes
    void setModel(const std::filesystem::path& region);  // another one: every caption is asked for again
    void setImage(std::int64_t image);                   // with the boxes that were drawn on it
    void prepare();                  // a box is about to be drawn: the image's feature map is made meanwhile
    void draw(const QRectF& box);    // one more, chosen
    void setEverything(bool shown);  // the alignment gives way to the captions of the image's regions
    bool everything() const { return everything_; }
    bool choose(const OverlayId& overlay);  // false: it is none of these, and none is chosen
    void chooseRow(int row);                // of results(); -1: none
    // While a drag goes on. The caption follows as fast as the model answers.
    void move(const OverlayId& overlay, const QRectF& box);
    void placed(const OverlayId& overlay, const QRectF& box);  // at its end
    void removeChosen();
    void removeDrawn();
    // Takes the chosen box out and emits kept(), as soon as it has the caption of where it is.
    void keepChosen();
    void putBack(std::int64_t image, DescribedBox box);  // it could not be kept

    bool empty() const { return shown().empty(); }
    bool anyDrawn() const { return !boxes_.drawn(image_).empty(); }
    int chosenRow() const;  // -1: none
    bool hasChosen() const { return chosen_ != 0; }
    const DescribedBox* chosen() const { return boxes_.find(image_, chosen_); }
    bool waiting() const { return asking_ || describing_ != 0; }
    std::vector<inference::CaptionResult> results() const;  // of all boxes shown; no captions where none came yet
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void changed();   // boxes, texts or what is chosen
    void answered();  // the chosen box has captions of where it is or was a moment ago
    void kept(qint64 image, const legenda::ui::DescribedBox& box);
    void failed(const legenda::base::Error& error);

 private:
    std::vector<const DescribedBox*> shown() const { return boxes_.shown(image_, everything_); }
    void setChosen(qint64 id);
    void showCaptions();
    void describe();
    void recall();
    void remember(std::int64_t image);
    void ask();
    const DescribedBox* nextToAsk() const;
    void take(std::int64_t image, qint64 id, const QRectF& asked, base::Result<inference::CaptionResult> result);

    Bridge* bridge_;
    ImageCanvas* canvas_;
    std::filesystem::path model_;
    int project_ = 0;  // grows with every project, so that late answers are known
    std::int64_t image_ = 0;
    DescribedBoxes boxes_;
    QSet<qint64> recalled_;  // images whose boxes of earlier sessions are here
    qint64 chosen_ = 0;      // id; 0: none
    qint64 keeping_ = 0;     // it is kept once its caption is there
    bool asking_ = false;
    std::int64_t describing_ = 0;  // the image that is being described; 0: none
    bool everything_ = false;
    QTimer again_;  // a question that another one has replaced
    QPointer<CaptionBubble> bubble_;
};

}  // namespace legenda::ui
