// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"
#include "ui/annotate/phrases/phrase_entry.h"

#include <functional>
#include <string>
#include <vector>

namespace legenda::ui {

// The edits that acts on phrases are made of; each list is one transaction of the store. Reads the state of the image
// that the edits are for, which outlives it.
class PhraseEdits {
 public:
    using Edits = std::vector<store::Edit>;
    explicit PhraseEdits(const store::EditOutcome& state) : state_(state) {}

    // A new box of the phrase; whose chain is made where it has none yet.
    Edits addBox(const PhraseEntry& phrase, const QRectF& box, const std::string& origin) const;
    Edits addRegion(const PhraseEntry& phrase, const QString& region) const;  // one of the image's
    // Takes the box from the phrase's chain; it is deleted where nothing else holds it.
    Edits takeBox(const PhraseEntry& phrase, const QString& region) const;
    Edits setPresence(const PhraseEntry& phrase, store::Presence presence) const;
    Edits setTypes(const PhraseEntry& phrase, const std::string& types) const;  // of an annotated phrase
    Edits setWords(const PhraseEntry& phrase) const;  // of an annotated phrase: those that it says now
    Edits accept(const PhraseEntry& suggested) const;
    // The phrase names what the chain is of. The boxes of its own chain go over to it, but those that lie on boxes that
    // it has; so do the other phrases of that chain.
    Edits join(const PhraseEntry& phrase, const QString& chain) const;
    Edits split(const PhraseEntry& phrase) const;  // gives the phrase a chain of its own with the same boxes
    // Of the last phrase of a chain, its boxes as well, where nothing else holds them.
    Edits remove(const PhraseEntry& phrase) const;
    // Whose work the edits would change, of those that `isForeign` (by name) says; empty: nobody's. A suggestion is
    // nobody's.
    std::string foreignAuthor(const Edits& edits, const std::function<bool(const std::string&)>& isForeign) const;

 private:
    const store::ChainRecord* chain(const std::string& uuid) const;
    const store::ChainRecord* chainOfMention(const std::string& uuid) const;
    store::Edit mentionEdit(const PhraseEntry& phrase, const std::string& chain) const;
    // SetChain as it is, to be changed; of a new chain where the phrase has none.
    store::Edit chainEdit(const PhraseEntry& phrase) const;
    void addMention(Edits& edits, const PhraseEntry& phrase, const std::string& chain) const;
    // Deletes those of the regions that no other chain holds, that have no text and are no other annotator's.
    void dropRegions(Edits& edits, const std::vector<std::string>& regions, const std::string& ofChain) const;

    const store::EditOutcome& state_;
};

}  // namespace legenda::ui
