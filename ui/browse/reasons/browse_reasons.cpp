// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/browse_reasons.h"

#include "ui/browse/reasons/browse_attention.h"
#include "ui/browse/reasons/browse_cover.h"
#include "ui/browse/reasons/phrase_section.h"
#include "ui/controls/page.h"

namespace legenda::ui {

BrowseReasons::BrowseReasons(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described,
                             CaptionSection* captions)
    : QObject(page),
      cover_(new BrowseCover(page, state, canvas, described)),
      attention_(new BrowseAttention(page, state, captions)),
      phrase_(new PhraseSection(page, state, described)) {
    connect(cover_, &BrowseCover::overlaysChanged, this, &BrowseReasons::overlaysChanged);
    connect(attention_, &BrowseAttention::overlaysChanged, this, &BrowseReasons::overlaysChanged);
}

void BrowseReasons::addOverlays(std::vector<Overlay>& overlays) const {
    attention_->addOverlays(overlays);
    cover_->addOverlays(overlays);
}

bool BrowseReasons::covered() const {
    return cover_->cover().has_value();
}

bool BrowseReasons::leave() {
    return cover_->leave();
}

}  // namespace legenda::ui
