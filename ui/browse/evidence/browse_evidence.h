// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas_overlays.h"
#include "ui/controls/shown_item.h"

#include <QFrame>

#include <optional>
#include <vector>

class QScrollArea;
class QToolButton;

namespace legenda::ui {

class BrowseState;
class Page;
class ToneLabel;

// What an evaluation says of the image: prediction and reference in a panel above the photograph, their boxes on it.
// It is there while the image of the item, or one that the item names, is shown. From it one walks to the next item,
// and back to Evaluate. GUI thread.
class BrowseEvidence : public QFrame {
    Q_OBJECT
 public:
    BrowseEvidence(Page* page, BrowseState* state);

    void showItem(const ShownItem& item);
    void dismiss();
    const std::optional<ShownItem>& item() const { return item_; }
    // The item's boxes, where its image is shown: the others make room for them.
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void overlaysChanged();
    void imageWanted(qint64 image);

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    QWidget* buildHead();
    QWidget* buildLines();
    void fill();
    void fillLegend();
    void fitHeight();  // of the texts, at the present width
    void showOrHide();
    void step(int by);
    bool ofShownImage() const;

    Page* page_;
    BrowseState* state_;
    std::optional<ShownItem> item_;
    ToneLabel *title_ = nullptr, *place_ = nullptr;
    QToolButton *previous_ = nullptr, *next_ = nullptr;
    QWidget* legend_ = nullptr;
    QScrollArea* scroll_ = nullptr;
};

}  // namespace legenda::ui
