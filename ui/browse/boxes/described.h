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

// The layer of described boxes of the current image: drawn by hand, which stay until they are removed,
// or found by "Describe everything", while that is on. The chosen one can be moved and resized, and has its captions in
// a bubble beside it; the others bear theirs.
class BrowseDescribed : public QObject {
    Q_OBJECT
 public:
    BrowseDescribed(Bridge* bridge, ImageCanvas* canvas, QObject* parent);

    void forget();                                       // another project: no boxes
    void setModel(const std::filesystem::path& region);  // another one: every caption is requested again
    const std::filesystem::path& model() const { return model_; }
    void setImage(std::int64_t image);  // with the boxes that were drawn on it
    void prepare();                     // a box is about to be drawn: the image's feature map is computed meanwhile
    void draw(const QRectF& box);       // one more, chosen
    void setEverything(bool shown);     // the captions of the image's regions replace the alignment
    bool everything() const { return everything_; }
    bool replacesAlignment() const { return everything_ && boxes_.found(image_); }  // the captions are there
    bool choose(const OverlayId& overlay);  // false: it is none of these, and none is chosen
    void chooseRow(int row);                // of results(); -1: none
    // While a drag goes on. The caption follows as fast as the model answers.
    void move(const OverlayId& overlay, const QRectF& box);
    void placed(const OverlayId& overlay, const QRectF& box);  // at its end
    void removeChosen();
    void removeDrawn();
    // Removes the chosen box and emits kept(), as soon as it has a caption of its present position.
    void keepChosen();
    void putBack(std::int64_t image, DescribedBox box);  // it could not be saved, or its removal is undone

    bool empty() const { return shown().empty(); }
    bool anyDrawn() const { return !boxes_.drawn(image_).empty(); }
    int chosenRow() const;  // -1: none
    bool hasChosen() const { return chosen_ != 0; }
    const DescribedBox* chosen() const { return boxes_.find(image_, chosen_); }
    CaptionBubble* bubble() const;  // of the chosen box; nullptr: none is chosen
    bool waiting() const { return asking_ || describing_ != 0; }
    std::vector<inference::CaptionResult> results() const;  // of all boxes shown; no captions where none came yet
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void changed();   // boxes, texts or what is chosen
    void answered();  // the chosen box has captions of its present or last position
    void kept(qint64 image, const legenda::ui::DescribedBox& box);
    void removed(qint64 image, const std::vector<legenda::ui::DescribedBox>& boxes);  // by the user
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
    int project_ = 0;  // incremented with every project, so that late answers are recognised
    std::int64_t image_ = 0;
    DescribedBoxes boxes_;
    QSet<qint64> recalled_;  // images whose boxes of earlier sessions are loaded
    qint64 chosen_ = 0;      // id; 0: none
    qint64 keeping_ = 0;     // it is kept once it has its caption
    bool asking_ = false;
    std::int64_t describing_ = 0;  // the image that is being described; 0: none
    bool everything_ = false;
    QTimer again_;  // a request that was superseded
    QPointer<CaptionBubble> bubble_;
};

}  // namespace legenda::ui
