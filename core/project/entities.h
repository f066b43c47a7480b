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

// The captions of a split's images and their annotations of Flickr30k Entities: sentences whose phrases mention
// entities ("chains"), and the boxes of these. For images that Flickr30k Entities does not annotate: the phrases that
// the project's annotators linked to their regions. All readers of the tables of Entities use this class.
class Entities {
 public:
    static base::Result<Entities> read(const store::ProjectStore& project, const std::string& split);
    // Without Flickr30k Entities: the annotators' phrases alone.
    static base::Result<Entities> readAnnotated(const store::ProjectStore& project, const std::string& split);
    // The same as read(), of one image alone.
    static base::Result<Entities> readImage(const store::ProjectStore& project, std::int64_t image);

    bool hasCaptions() const { return !captions_.empty(); }  // true: some image has one
    // nullptr: the image has none.
    const std::vector<std::string>* captions(std::int64_t image) const;

    struct OfImage {
        std::vector<store::EntitySentenceRecord> sentences;
        std::map<std::string, std::vector<base::Box>> boxes;  // by chain, in full-size pixels; no list is empty

        // The phrases of an image with boxes: the queries of grounding.
        bool hasPhrases() const { return !sentences.empty() && !boxes.empty(); }
        // The texts of all mentions by chain, in the order of the sentences; chains without a box as well.
        std::map<std::string, std::vector<std::string>> mentions() const;
        // The smallest rectangle around the boxes of a chain, which has some.
        base::Box around(const std::string& chain) const;
    };
    // nullptr: the image is not in Entities.
    const OfImage* find(std::int64_t image) const;
    bool hasPhrases() const;  // true: some image has phrases and boxes
    bool hasBoxes(std::int64_t image) const;

    struct Phrases {
        std::vector<base::Box>
            boxes;  // of each chain, all of its boxes as one; relative to the image's size, none empty
        std::vector<double> mentions;  // of each box: phrases of all Entities sentences that name it
        std::vector<base::Box> parts;  // the single boxes of chains that have several
        std::vector<text::Phrase> phrases;
    };
    // The phrases that name a box, for a training; nothing where the size, in pixels, is unknown. Phrases are those of
    // Entities' sentences whose tokens are a caption's.
    Phrases phrases(std::int64_t image, double width, double height) const;

 private:
    base::Status readCaptions(const store::ProjectStore& project, const std::string& split);
    void takeCaptions(std::vector<store::CaptionRecord> captions);
    void take(std::vector<store::EntitySentenceRecord> sentences, const std::vector<store::EntityBoxRecord>& boxes);

    struct Captions {
        std::vector<std::string> texts;
        std::map<std::int64_t, std::size_t> numberOf;  // by the caption's id
    };
    std::map<std::int64_t, Captions> captions_;  // by image
    std::map<std::int64_t, OfImage> entities_;   // by image
};

}  // namespace legenda::project
