// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas_overlays.h"
#include "ui/controls/shown_item.h"

#include <QFrame>

#include <array>
#include <optional>
#include <vector>

class QScrollArea;
class QToolButton;

namespace legenda::ui {

class BrowseState;
class ImageListModel;
class Page;
class RankedList;
class ToneLabel;

// What an evaluation says of the image: prediction and reference in a panel above the photograph, their boxes on it; of
// retrieval the ranked list, from which one goes to its images, or sees its sentences aligned. It is there while the
// image of the item, or one that the item names, is shown. From it one walks to the next item, and back to Evaluate.
// GUI thread.
class BrowseEvidence : public QFrame {
    Q_OBJECT
 public:
    // images: of the project.
    BrowseEvidence(Page* page, BrowseState* state, const ImageListModel* images);

    void showItem(const ShownItem& item);
    void dismiss();
    const std::optional<ShownItem>& item() const { return item_; }
    // What is to be read with an image that the item names: the query, or the sentence chosen from the ranked list.
    // Empty: nothing of the item.
    QString sentenceFor(qint64 image) const;
    // The item's boxes, where its image is shown: the others make room for them.
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void overlaysChanged();
    void imageWanted(qint64 image);
    void sentenceWanted(const QString& sentence);  // aligned with the image that is shown

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    QWidget* buildHead();
    QWidget* buildLines();
    QWidget* buildRankings();
    void fill();
    void fillRankings();
    void fillLegend();
    void fitHeight();  // of the texts, at the present width
    void choose(const RankedList* list, int place);
    bool names(qint64 image) const;
    void showOrHide();
    void step(int by);
    bool ofShownImage() const;

    Page* page_;
    BrowseState* state_;
    const ImageListModel* images_;
    std::optional<ShownItem> item_;
    QString sentence_;  // chosen from the ranked list of the item's image
    ToneLabel *title_ = nullptr, *place_ = nullptr;
    QToolButton *previous_ = nullptr, *next_ = nullptr;
    QWidget* legend_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget* rankings_ = nullptr;
    // A column each: of the item, and of the second result.
    std::array<RankedList*, 2> lists_{};
    std::array<ToneLabel*, 2> listTitles_{};
};

}  // namespace legenda::ui
