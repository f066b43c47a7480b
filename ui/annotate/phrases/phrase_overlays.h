// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <vector>

namespace legenda::ui {

class PeopleState;
class PhraseDocument;
class PhraseSelection;
struct PhraseEntry;

// How phrases are shown: boxes on the photograph, strokes below the words. Colours and numbers are those of the chains;
// what is not annotated is dashed. Another annotator's are in this person's colour.
std::vector<Overlay> phraseOverlays(const PhraseDocument& document, const PhraseSelection& selection,
                                    const PeopleState& people);
std::vector<PhraseSentence::Mark> phraseMarks(const std::vector<PhraseEntry>& entries);
OverlayId phraseOverlayId(const PhraseEntry& proposed);

}  // namespace legenda::ui
