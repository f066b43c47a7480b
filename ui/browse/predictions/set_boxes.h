// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/predictions.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>

#include <vector>

namespace legenda::ui {

class BrowsePicture;
class BrowseState;
struct SetSentence;

// The boxes after the best of a phrase, which is this region of the sentence's alignment: dashed, in its colour.
std::vector<Overlay> furtherOverlays(const SetSentence& sentence, const std::vector<int>& numbers, int region);

// The boxes of a prediction set that belong to no word: described regions, shown while no sentence is aligned, and the
// further boxes of the phrase that is lit. GUI thread.
class SetBoxes : public QObject {
    Q_OBJECT
 public:
    using Region = evaluation::ImagePredictions::Region;
    SetBoxes(BrowseState* state, BrowsePicture* picture, QObject* parent);

    const std::vector<Region>& regions() const { return regions_; }  // the best score first
    void light(int row);                                             // of regions(); -1: the pinned one
    void pin(int row);                                               // -1: none
    int lit() const { return lit_; }
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void litChanged();

 private:
    void take();
    void addRegions(std::vector<Overlay>& overlays) const;
    void addFurther(std::vector<Overlay>& overlays) const;

    BrowseState* state_;
    BrowsePicture* picture_;
    std::vector<Region> regions_;
    int lit_ = -1, pinned_ = -1;
};

}  // namespace legenda::ui
