// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

#include <QTimer>

class QLineEdit;

namespace legenda::ui {

class BrowseState;
class TextRows;

// The image's sentences, and a field for the user's own. GUI thread.
class SentenceSection : public PanelSection {
    Q_OBJECT
 public:
    explicit SentenceSection(BrowseState* state);

    void showOwn(const QString& sentence);  // as if it had been typed; without a signal
    void focusOwn();

 private:
    void showSentences();
    void clearOwn();
    void take();  // what was typed

    BrowseState* state_;
    TextRows* rows_;
    QLineEdit* own_;
    QTimer typed_;
};

}  // namespace legenda::ui
