// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/convert.h"
#include "ui/pages/browse_bubble.h"
#include "ui/pages/browse_page.h"

#include <QAction>

namespace legenda::ui {

// A box drawn by hand is described at once, beside it.
void BrowsePage::drawBox(const QRectF& box) {
    if (image_ == 0) return;
    canvas_->setMode(ImageCanvas::Mode::Select);
    drawn_ = box;
    if (!bubble_) {
        bubble_ = new CaptionBubble(canvas_);
        connect(bubble_, &CaptionBubble::kept, this, [this] { keepBox(); });
        connect(bubble_, &CaptionBubble::discarded, this, [this] { discardBox(); });
        connect(bubble_, &CaptionBubble::resized, this, [this] {
            if (bubble_) canvas_->setBubble(bubble_, drawn_);
        });
    }
    canvas_->setBubble(bubble_, drawn_);
    showOverlays();
    model::DecodeOptions options;
    options.count = 4;
    const std::int64_t image = image_;
    bridge()->caption(this, image, fromQt(box), options, [this, image, box](base::Result<jobs::CaptionResult> result) {
        if (image != image_ || box != drawn_ || !bubble_) return;
        if (!result) return bubble_->setProblem(QString::fromStdString(result.error().message));
        bubble_->setCaptions(result->captions);
        keepAction_->setEnabled(!bubble_->text().isEmpty());
    });
}

void BrowsePage::keepBox() {
    if (!bubble_ || bubble_->text().isEmpty() || drawn_.isEmpty()) return;
    store::Act act;
    act.kind = store::Act::Kind::CreateRegion;
    act.image = image_;
    act.box = fromQt(drawn_);
    act.text = bubble_->text().toStdString();
    act.origin = "model";
    discardBox();
    bridge()->act(this, act, [this, image = act.image](base::Result<store::ActOutcome> outcome) {
        if (!outcome) return showError(outcome.error());
        toast(tr("Kept as a region of this image"), tr("Undo"), [this, image] {
            bridge()->undo(this, image, [this](base::Result<store::ActOutcome> undone) {
                if (!undone) showError(undone.error());
            });
        });
    });
}

void BrowsePage::discardBox() {
    keepAction_->setEnabled(false);
    if (drawn_.isEmpty() && !bubble_) return;
    drawn_ = {};
    canvas_->setBubble(nullptr, {});
    bubble_ = nullptr;
    showOverlays();
}

}  // namespace legenda::ui
