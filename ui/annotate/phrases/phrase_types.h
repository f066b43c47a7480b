// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace legenda::ui {

// The entity types of Flickr30k Entities ("people", "clothing", …) as a menu that is shown below the words of a phrase;
// a letter is the key of each. Those of the phrase are checked, and may be several. GUI thread.
class PhraseTypes : public QMenu {
    Q_OBJECT
 public:
    // types: of the phrase, "clothing/other"; also ones that are none of the menu's, which are kept.
    PhraseTypes(const QString& types, QWidget* parent);

    static QString title(const QString& types);  // "Clothing, other"; empty: none

 Q_SIGNALS:
    void chosen(const QString& types);
};

}  // namespace legenda::ui
