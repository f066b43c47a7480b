// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/phrases/phrase_edits.h"
#include "ui/canvas/image_canvas.h"

#include <QObject>

#include <functional>
#include <vector>

class QMenu;
class QStackedWidget;

namespace legenda::ui {

class AnnotateDocument;
class Page;
class PhraseDocument;
class PeopleState;
class PhrasePanel;
class PhraseProposals;
class PhraseSelection;
class PhraseSentence;
class Segmented;

// The second mode of Annotate: words of a sentence are linked with what they mention, in one box or several, not
// visible, or the whole scene. What the alignment model proposes for the noun phrases stands there dashed, and is
// accepted, corrected or rejected. Uses the page's canvas while it is on. GUI thread.
class PhrasesMode : public QObject {
    Q_OBJECT
 public:
    PhrasesMode(Page* page, ImageCanvas* canvas, AnnotateDocument* boxes, PeopleState* people);

    bool on() const { return on_; }
    void setOn(bool on);
    QWidget* strip() const;                // the sentence, below the photograph
    QWidget* sideWith(QWidget* boxCards);  // the right side: the switch over the cards or the phrases

    void open(std::int64_t image);  // 0: another project
    void reload();                  // another program may have changed the image
    std::vector<Overlay> overlays() const;
    bool settled() const;
    int unwritten() const;
    bool writing() const;
    void writeAgain();

    PhraseDocument* document() { return document_; }
    PhraseSelection* selection() { return selection_; }

 Q_SIGNALS:
    void toggled(bool on);
    void overlaysChanged();

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void addActions();
    void connectParts();
    void documentChanged();
    void show();
    // An act of the user on the chosen phrase: at once, or after the edit that is being written.
    void act(std::function<void()> act);
    void next();
    // False: it would change another annotator's work, which is said.
    bool write(PhraseEdits::Edits edits, const QString& label, const QString& said = {});
    PhraseEdits edits() const;
    bool chosen();  // a phrase; else says that words are to be selected

    void accept();
    void remove();
    void setPresence(store::Presence presence);
    void draw(const QRectF& box);
    void changeBox(const OverlayId& id, const QRectF& box);
    void click(const OverlayId& id);
    void join(const QString& chain);
    void split();
    void chooseEntity();
    void chooseTypes();
    void popUp(QMenu* menu);  // below the words of the chosen phrase
    bool key(QObject* watched, int key);

    Page* page_;
    ImageCanvas* canvas_;
    AnnotateDocument* boxes_;
    PeopleState* people_;
    PhraseDocument* document_;
    PhraseProposals* proposals_;
    PhraseSelection* selection_;
    PhraseSentence* sentence_;
    PhrasePanel* panel_;
    Segmented* switch_ = nullptr;
    QStackedWidget* side_ = nullptr;
    bool on_ = false;
    bool failing_ = false;  // the error of an edit that could not be written is shown
    std::int64_t image_ = 0;
    std::int64_t proposedFor_ = 0;  // the image that the proposals are of
    std::vector<std::function<void()>> waiting_;
};

}  // namespace legenda::ui
