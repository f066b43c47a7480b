// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::store {

inline constexpr const char* kDefaultAnnotator = "default";  // whose edits are where nobody has signed in

struct AnnotatorRecord {
    std::int64_t id = 0;
    std::string uuid;
    std::string name;
    std::string colour;      // "#rrggbb"
    bool consensus = false;  // not a person: what several annotators' work was settled to
};

// How the thing that a phrase names is seen in the image, as in Flickr30k Entities: in boxes, not at all, or as the
// whole scene.
enum class Presence { Boxes, NotVisible, WholeScene };
const char* presenceName(Presence presence);  // "boxes", "not visible", "whole scene"

// Words of a caption that name something.
struct MentionedWords {
    std::string uuid;
    std::int64_t caption = 0;
    int start = 0, end = 0;  // words [start, end) of the caption split at spaces
    std::string text;        // these words
};

// An entity of an image as one annotator sees it: all phrases that name it (of any of the image's captions) and the
// regions that show it.
struct ChainRecord {
    std::string uuid;
    std::int64_t image = 0;
    std::string annotator;
    std::string origin;  // "human" | "model" | "import"
    Presence presence = Presence::Boxes;
    std::string types;
    std::vector<std::string> regions;  // UUIDs of regions that are not deleted
    std::vector<MentionedWords> mentions;
    bool suggested = false;
    std::int64_t rev = 0;
    std::string extraJson;
};

enum class MarkKind { Done, Reviewed };
const char* markName(MarkKind kind);  // "done", "reviewed"

struct MarkRecord {
    std::int64_t image = 0;
    std::string annotator;  // whose work
    MarkKind kind = MarkKind::Done;
    std::string by;  // who marked it
    std::string at;  // ISO 8601 UTC
};

// What several annotators' regions (or chains) were settled to.
struct SettlementRecord {
    std::string uuid;
    std::int64_t image = 0;
    std::vector<std::string> sources;  // UUIDs
    std::string result;                // UUID; empty: none of the sources holds
    bool chains = false;
    std::string by;
    std::string at;
};

// Work for annotators: the images of a split or of a list, and how much of each is wanted.
struct TaskRecord {
    std::int64_t id = 0;
    std::string uuid;
    std::string name;
    std::string split;                 // as images() takes it; not used where `images` are listed
    std::vector<std::int64_t> images;  // empty: the images of the split, as they are at any time
    int boxesPerImage = 0;             // of each annotator; 0: any number
    int annotatorsPerImage = 0;        // 0: everybody does all images
    std::uint64_t seed = 0;            // of each annotator's order
    bool blind = false;                // annotators do not see each other's work until review
    std::string createdAt = {};
};

struct AnnotatorProgress {
    std::string annotator;
    int done = 0, reviewed = 0;  // images of the task
    int boxes = 0, texts = 0;    // on images of the task
};

struct TaskProgress {
    int images = 0;
    int complete = 0;         // done by as many annotators as the task wants (by one, where it does not say)
    int done = 0;             // images done, by all annotators together
    int reviewed = 0;         // of these
    std::int64_t wanted = 0;  // what `done` is to become; 0: the task does not say
    std::vector<AnnotatorProgress> annotators;  // who has work or marks in it, by name
};

// Which images are listed; every field narrows it.
struct ImageFilter {
    std::int64_t task = 0;  // 0: all images
    std::string split;
    std::string annotator;  // whose marks and texts; empty: anybody's
    // Unfinished: not done by the annotator and still wanted of him or her.
    enum class Mark { Any, Done, NotDone, Reviewed, NotReviewed, Unfinished };
    Mark mark = Mark::Any;
    std::string text;     // words that must stand in one text of a region
    bool worked = false;  // only images on which the annotator has drawn, written or marked anything
};

// A text of a region that holds what was searched for.
struct SnippetHit {
    std::int64_t image = 0;
    std::string region, snippet;
    std::string text;
    std::string annotator;
};

// An import of region texts or of a data set.
struct ImportRecord {
    std::int64_t id = 0;
    std::string format, source;
    std::string at;
    bool undone = false;
};

// Images that others have annotated.
struct ImageChanges {
    std::int64_t number = 0;  // of the newest change of all
    std::vector<std::int64_t> images;
};

}  // namespace legenda::store
