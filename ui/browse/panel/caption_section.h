// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/browse/panel/panel_section.h"
#include "ui/browse/panel/text_rows.h"

#include <vector>

namespace legenda::ui {

class BrowseState;
class DecodingChoice;
class Page;
class UnlikeNote;

// The captions that the model in use generates for the whole image, and how it decodes them. GUI thread.
class CaptionSection : public PanelSection {
    Q_OBJECT
 public:
    CaptionSection(Page* page, BrowseState* state);

    void ask();
    void askAgain();  // another model is in use: captions of the previous one are discarded
    const std::vector<model::Caption>& captions() const { return captions_; }
    // Captions of the current image, or the reason why there are none; a set's captions stand in their place.
    bool here() const { return here_ || replaced_; }
    // A line below the tooltips of the captions' words; empty: none.
    void setWordNote(const QString& note) { rows_->setWordNote(note); }
    // Of the word under the mouse or reached by the keys, for screen readers; empty: of none.
    void tellWord(const QString& said) { rows_->setAccessibleDescription(said); }

 Q_SIGNALS:
    void wordHovered(int caption, int word);  // of the words that are shown; -1, -1: none

 private:
    CaptionSection(Page* page, BrowseState* state, DecodingChoice* decoding);
    void take(base::Result<inference::CaptionResult> result);
    void leaveGenerated();

    Page* page_;
    BrowseState* state_;
    DecodingChoice* decoding_;
    TextRows* rows_;
    UnlikeNote* unlike_;
    std::vector<model::Caption> captions_;
    bool here_ = false, replaced_ = false;
};

// The stronger a word, the higher its probability; at the right what this list is sorted by.
enum class CaptionOrder { Rank, PerWord };
TextRows::Row captionRow(const model::Caption& caption, CaptionOrder order);

}  // namespace legenda::ui
