// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QFrame>

class QComboBox;
class QLabel;

namespace legenda::ui {

class AlignedSentence;
class BrowsePicture;
class BrowseState;
class ImageCanvas;
class Page;

// A comparison for the current image and sentence: with another alignment model, or on other regions. GUI thread.
class BrowseCompare : public QFrame {
    Q_OBJECT
 public:
    BrowseCompare(Page* page, BrowseState* state, BrowsePicture* picture);

    void setProject(const project::ProjectInfo& project);
    void shown();  // it is shown now, with the current image and sentence

    const model::Alignment& alignment() const { return alignment_; }
    const ImageCanvas* canvas() const { return canvas_; }
    AlignedSentence* sentence() const { return sentence_; }  // laid out by the owner, beside the first picture
    bool waiting() const { return waiting_ && isVisible(); }

 Q_SIGNALS:
    void closed();

 private:
    QWidget* buildBar();
    void takePicture();
    void follow();  // another image or sentence
    void ask();
    void answered(base::Result<model::Alignment> result);
    void decode();
    void light(int region, int word);
    inference::AlignmentSource source() const;

    Page* page_;
    BrowseState* state_;
    BrowsePicture* picture_;
    QComboBox *model_, *regions_;
    QLabel* score_;
    ImageCanvas* canvas_;
    AlignedSentence* sentence_;
    std::int64_t image_ = 0;
    QString text_;
    bool waiting_ = false;
    model::Alignment alignment_;
    std::vector<int> numbers_;
};

}  // namespace legenda::ui
