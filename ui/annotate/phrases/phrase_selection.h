// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"
#include "ui/annotate/phrases/phrase_entry.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace legenda::ui {

class PeopleState;
class PhraseDocument;
class PhraseProposals;

// Which sentence is shown, its phrases (annotated, suggested, proposed, found), and which words and box are chosen. A
// phrase that is chosen stays so while its words are extended. GUI thread.
class PhraseSelection : public QObject {
    Q_OBJECT
 public:
    PhraseSelection(PhraseDocument* document, PhraseProposals* proposals, PeopleState* people, QObject* parent);

    void forget();   // another image
    void refresh();  // after a change of the document or the proposals

    int sentence() const { return sentence_; }
    const store::CaptionRecord* caption() const;  // nullptr: the image has no sentence
    QStringList words() const;
    const std::vector<PhraseEntry>& entries() const { return entries_; }  // of the sentence, in its order
    // The chosen phrase with the words that are chosen; of new words one that is not among the entries.
    const PhraseEntry& current() const { return current_; }
    const QString& held() const { return held_; }  // the key of the entry that it is; empty: none
    bool wordsChanged() const;                     // of an annotated phrase, not yet written
    const QString& box() const { return box_; }    // the chosen region; its drags are edits
    bool boxClicked() const { return boxClicked_; }

    void showSentence(int number);
    void stepSentence(int direction);
    void chooseWord(int word);             // the phrase around it, else the word
    void chooseWords(int start, int end);  // never another annotator's phrase: new ones of the same words
    void chooseEntry(const QString& key);
    void chooseBox(const QString& region);
    void stepEntry(int direction);
    void advance();  // to the next phrase that is not annotated, if there is one
    void clear();

 Q_SIGNALS:
    void changed();

 private:
    const PhraseEntry* entry(const QString& key) const;
    void addChains();
    void addProposals();
    void resolve();
    QString textOf(int start, int end) const;
    // The entity that a phrase with this box names again.
    QString entityOf(const QString& phrase, const base::Box& box) const;
    void choose(int start, int end, const QString& key);

    PhraseDocument* document_;
    PhraseProposals* proposals_;
    PeopleState* people_;
    int sentence_ = 0, start_ = 0, end_ = 0;
    QString held_, box_;
    bool boxClicked_ = false;
    bool untouched_ = true;  // nothing was chosen on this sentence yet: its first open phrase is
    std::vector<PhraseEntry> entries_;
    PhraseEntry current_;
};

}  // namespace legenda::ui
