// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/compare/beside_answer.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QFrame>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QScrollArea;

namespace legenda::ui {

class AlignedSentence;
class BrowsePicture;
class BrowseState;
class ImageCanvas;
class OtherAnswer;
class Page;
class SetBoxes;
class TextRows;

// A comparison for the current image and sentence: with another alignment model, on other regions, with a prediction
// set, with ground truth, or with a program of the user's. What is under the mouse in one picture is lit in both. GUI
// thread.
class BrowseCompare : public QFrame {
    Q_OBJECT
 public:
    // boxes: of the set that the first picture shows.
    BrowseCompare(Page* page, BrowseState* state, BrowsePicture* picture, SetBoxes* boxes);

    void setProject(const project::ProjectInfo& project);
    void shown();                       // it is shown now, with the current image and sentence
    void choose(const Beside& beside);  // what stands beside the picture; of what is not there the choice stays
    Beside chosen() const { return beside_->chosen(); }

    const model::Alignment& alignment() const { return answer_->alignment(); }
    const ImageCanvas* canvas() const { return canvas_; }
    AlignedSentence* sentence() const { return sentence_; }  // laid out by the owner, beside the first picture
    bool waiting() const { return answer_->waiting() && isVisible(); }

 Q_SIGNALS:
    void closed();

 private:
    void buildBar(QHBoxLayout* bar);
    void buildTexts();
    void connectState();
    void takePicture();
    void takeProgram();  // that answers beside ours
    void follow();       // another image or sentence, or another choice
    void askAgain();     // another answer to the same question
    void showAnswer();
    void showTexts();
    void followLit();
    void lead(int region, int word);
    void light(int region, int word);
    void lightText(int row);
    void leadText(int row);  // the region of the first picture that is the same is lit there
    void followText();       // the other way round

    Page* page_;
    BrowseState* state_;
    BrowsePicture* picture_;
    SetBoxes* boxes_;
    BesideAnswer* answer_;
    BesideList* beside_;
    QComboBox* regions_;
    QLabel* score_;
    OtherAnswer* program_;  // whose words and boxes these are, or why there are none
    ImageCanvas* canvas_;
    TextRows* texts_;
    QScrollArea* scroll_;  // of the texts
    AlignedSentence* sentence_;
    bool leads_ = false;  // the first picture follows this one
};

}  // namespace legenda::ui
