// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/annotation_records.h"
#include "core/store/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::store {

// One change of annotations, as the user sees it. One or several of one image are exactly one SQLite transaction.
struct Edit {
    // DuplicateRegion: with its texts. SetText: an unknown or empty snippet creates it, an empty text takes it away.
    // SetChain and SetMention create what is not there. Accept: a suggestion (`region` with its texts, else
    // `snippet`, else `chain` with its regions) becomes an annotation; so does one that is corrected. Settle: see
    // Settlement.
    enum class Kind {
        CreateRegion,
        SetBox,
        DeleteRegion,
        SetText,
        DeleteText,
        DuplicateRegion,
        SetChain,
        DeleteChain,
        SetMention,
        DeleteMention,
        Accept,
        SetMark,
        Settle
    };
    Kind kind = Kind::CreateRegion;
    std::int64_t image = 0;
    std::string
        region;  // UUID; for CreateRegion and DuplicateRegion the new region's, chosen by the caller (empty: made)
    std::string source;     // DuplicateRegion: UUID of the original
    base::Box box;          // CreateRegion, SetBox, DuplicateRegion
    std::string snippet;    // UUID; SetText with an unknown or empty one creates it
    std::string text;       // SetText; CreateRegion: an optional first text
    std::string annotator;  // of what is created; empty: who is signed in, else the default annotator
    std::string origin = "human";

    bool whole = false;      // CreateRegion: for texts of the whole image; `box` is not used
    bool suggested = false;  // what is created is a model's suggestion: no ground truth until it is accepted
    bool consensus = false;  // what is created belongs to the consensus

    struct Chain {
        std::string uuid;  // empty with SetChain: made
        Presence presence = Presence::Boxes;
        std::vector<std::string> regions;  // UUIDs
        std::string types;                 // "people", "clothing/other"
    };
    Chain chain;  // SetChain, DeleteChain; SetMention: the chain that the words name, by `uuid`

    struct Mention {
        std::string uuid;          // empty with SetMention: made
        std::int64_t caption = 0;  // of the image
        int start = 0, end = 0;    // words [start, end) of the caption split at spaces
    };
    Mention mention;  // SetMention, DeleteMention

    struct Mark {
        MarkKind kind = MarkKind::Done;
        std::string annotator;  // whose work is marked; empty: that of who marks
        bool on = true;
    };
    Mark mark;  // SetMark

    struct Settlement {
        std::vector<std::string> sources;  // UUIDs of regions or chains that are settled; they stay as they are
        std::string result;                // UUID of the region or chain of the consensus; empty: none of them holds
        bool chains = false;               // sources and result are chains
    };
    Settlement settlement;  // Settle
};

struct EditOutcome {
    std::int64_t action = 0;            // its row; 0: nothing was there to undo or redo
    std::string label;                  // "Draw box", for menus and toasts
    std::vector<RegionRecord> regions;  // of the image, after the edit; as far as the viewer may see them
    bool canUndo = false, canRedo = false;
    std::vector<ChainRecord> chains;            // likewise
    std::vector<MarkRecord> marks;              // of all annotators
    std::vector<SettlementRecord> settlements;  // none in blind mode
};

// Who looks at the project and edits it: undo and redo go over this person's edits.
struct Viewer {
    std::string annotator;  // empty: nobody has signed in; edits are the default annotator's
    bool blind = false;     // the others' regions, chains and settlements are not shown
};

}  // namespace legenda::store
