// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/store/project_store.h"
#include "core/text/phrase.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace legenda::project {

// The sentences of a split's images, the boxes of their Entities and the phrases that name them.
class EntityPhrases {
 public:
    static base::Result<EntityPhrases> read(const store::ProjectStore& project, const std::string& split);

    bool empty() const { return sentences_.empty(); }  // no image has a sentence
    bool hasBoxes(std::int64_t image) const { return boxes_.contains(image); }
    // nullptr: the image has none.
    const std::vector<std::string>* sentences(std::int64_t image) const;

    struct OfImage {
        std::vector<base::Box> boxes;  // of each entity, all of its boxes as one; shares of the frame, none empty
        std::vector<double> mentions;  // of each box: phrases of all Entities sentences that name it
        std::vector<base::Box> parts;  // the single boxes of entities that have several
        std::vector<text::Phrase> phrases;
    };
    // Nothing where the size is unknown. Phrases are those of Entities' sentences whose tokens are a caption's.
    OfImage of(std::int64_t image, double width, double height) const;

 private:
    struct Sentences {
        std::vector<std::string> texts;
        std::map<std::int64_t, std::size_t> numberOf;  // by the caption's id
    };
    std::map<std::int64_t, Sentences> sentences_;  // by image
    std::map<std::int64_t, std::vector<store::EntitySentenceRecord>> named_;
    std::map<std::int64_t, std::map<std::string, std::vector<base::Box>>> boxes_;  // by chain
};

}  // namespace legenda::project
