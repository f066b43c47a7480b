// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace legenda::ui {

class AnnotateDocument;
class Page;
class PhraseDocument;

// Shown while changes cannot be written where the project lies (the disk is full or fails): saves the project with them
// as another one. GUI thread.
class SaveElsewhere : public QToolButton {
    Q_OBJECT
 public:
    SaveElsewhere(Page* page, AnnotateDocument* document, PhraseDocument* phrases);
    // folder: NAME.legenda, which is not there yet.
    void saveTo(const QString& folder);

 private:
    void refresh();
    void choose();

    Page* page_;
    AnnotateDocument* document_;
    PhraseDocument* phrases_;
};

}  // namespace legenda::ui
