// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/reasons/reasons.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <vector>

namespace legenda::ui {

class BrowseState;
class CaptionSection;
class Page;

// Where the caption model attended for the word of a generated caption that is under the mouse: its regions, the
// stronger the further their weights exceed an even share. Of a model without attention the words' tooltips say so. GUI
// thread.
class BrowseAttention : public QObject {
    Q_OBJECT
 public:
    BrowseAttention(Page* page, BrowseState* state, CaptionSection* captions);

    void addOverlays(std::vector<Overlay>& overlays) const;  // in place of the others, while a word is under the mouse

 Q_SIGNALS:
    void overlaysChanged();

 private:
    void hover(int caption, int word);
    void ask(const QString& caption);
    void forget();
    void tell();                   // the word, and overlaysChanged(), where it makes a difference
    QString captionUnder() const;  // empty: none
    QString saidOfWord() const;    // the word under the mouse and its largest weight; empty: none
    // Of the word under the mouse; nullptr: none, or not known (yet).
    const std::vector<float>* weights() const;

    Page* page_;
    BrowseState* state_;
    CaptionSection* captions_;
    QHash<QString, inference::ReasonedText> known_;  // by caption, of the current image and models
    QString asking_;
    int models_ = 0;  // changes with image and models, so that late answers are recognised
    int caption_ = -1, word_ = -1;
    bool shown_ = false;  // the overlays are
    QString told_;        // of the word
};

}  // namespace legenda::ui
