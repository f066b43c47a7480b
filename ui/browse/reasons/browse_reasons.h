// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>

#include <vector>

namespace legenda::ui {

class BrowseAttention;
class BrowseCover;
class BrowseDescribed;
class BrowseState;
class CaptionSection;
class ImageCanvas;
class Page;
class PhraseSection;

// Why the models say what they say: what a covered part of the picture changes, where the caption model attended, and
// how probable a phrase is. GUI thread.
class BrowseReasons : public QObject {
    Q_OBJECT
 public:
    BrowseReasons(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described,
                  CaptionSection* captions);

    PhraseSection* phrase() const { return phrase_; }  // for the panel
    void addOverlays(std::vector<Overlay>& overlays) const;
    bool covered() const;  // a part of the picture
    bool leave();          // uncovers; false: there is nothing to leave

 Q_SIGNALS:
    void overlaysChanged();

 private:
    BrowseCover* cover_;
    BrowseAttention* attention_;
    PhraseSection* phrase_;
};

}  // namespace legenda::ui
