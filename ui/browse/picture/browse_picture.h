// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>

#include <functional>
#include <vector>

namespace legenda::ui {

class BrowseState;
class ImageCanvas;
class Page;

// The photograph in the middle of Browse: loads the current image, puts the boxes of all layers on it, and reports the
// box under the mouse or the focus to the state. GUI thread.
class BrowsePicture : public QObject {
    Q_OBJECT
 public:
    // Adds boxes to those of the layers before it, or changes these.
    using Layer = std::function<void(std::vector<Overlay>&)>;

    BrowsePicture(Page* page, BrowseState* state);

    ImageCanvas* canvas() const { return canvas_; }
    // The regions aligned with words are below all layers, which follow in the order of these calls.
    void addLayer(Layer layer) { layers_.push_back(std::move(layer)); }
    void showOverlays();
    // The layer of the region that is lit without being aligned with a word.
    void addLit(std::vector<Overlay>& overlays) const;
    // A file that cannot be read, with the way to find it again.
    void tellMissing(const base::Error& error);
    bool here() const { return here_; }  // the current image, or the reason why it cannot be shown
    // Steps through the regions aligned with words, in the order of their numbers. False: there is none that way.
    bool stepRegion(int by, bool wrap);

 Q_SIGNALS:
    void shown();
    void foundAgain();  // the current image, which could not be shown before

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void load(std::int64_t image);

    Page* page_;
    BrowseState* state_;
    ImageCanvas* canvas_;
    std::vector<Layer> layers_;
    bool here_ = false;
    std::int64_t missing_ = 0;  // the current image, while it cannot be shown
};

}  // namespace legenda::ui
