// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "ui/browse/panel/panel_section.h"

#include <QTimer>

class QLineEdit;
class QToolButton;

namespace legenda::ui {

class BrowseState;
class Page;
class TextRows;

// The image's sentences, and a field for the user's own, which can be kept as one of them. GUI thread.
class SentenceSection : public PanelSection {
    Q_OBJECT
 public:
    // Adds the action that shows content words only.
    SentenceSection(Page* page, BrowseState* state);

    void showOwn(const QString& sentence);  // as if it had been typed; without a signal
    void focusOwn();

 private:
    SentenceSection(Page* page, BrowseState* state, QToolButton* contentOnly);
    void showSentences();
    void clearOwn();
    void take();  // what was typed
    void keep();  // the same, as a sentence of the image
    void showMenu(int row, const QPoint& globalPosition);
    void remove(int row);
    void tellRemoved(const store::CaptionRecord& sentence);

    Page* page_;
    BrowseState* state_;
    TextRows* rows_;
    QLineEdit* own_;
    QToolButton* keep_;
    QTimer typed_;
};

}  // namespace legenda::ui
