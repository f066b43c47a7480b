// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/phrases/phrase_entry.h"

#include <QFrame>

#include <vector>

class QAction;
class QListWidget;

namespace legenda::ui {

class ToneLabel;

// The right side of the phrases mode: which sentence it is, its phrases with their state, and what can be done with the
// one that is chosen. GUI thread.
class PhrasePanel : public QFrame {
    Q_OBJECT
 public:
    explicit PhrasePanel(QWidget* parent = nullptr);

    // The actions as buttons, two a line; the last of an odd number has a line of its own.
    void setActions(const std::vector<QAction*>& actions);
    void setSentence(int number, int count);                                           // from 0
    void setEntries(const std::vector<PhraseEntry>& entries, const QString& current);  // current: its key
    void setNote(const QString& note);
    QListWidget* list() { return list_; }

    static QString stateText(const PhraseEntry& entry);

 Q_SIGNALS:
    void chosen(const QString& key);
    void sentenceRequested(int direction);

 private:
    ToneLabel* title_;
    QListWidget* list_;
    ToneLabel* note_;
    QFrame* buttons_;
    bool filling_ = false;
};

}  // namespace legenda::ui
