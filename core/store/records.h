// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::store {

struct ImageRecord {
    std::int64_t id = 0;
    std::string uuid;
    std::string path;            // POSIX, below its root: "image" in JSON
    std::filesystem::path file;  // absolute: root joined with path
    int width = 0, height = 0;   // upright full size; 0 until the first decode
    std::string sha256;          // empty until the first decode
    std::string split;           // "train", "dev", "test" or ""
    bool operator==(const ImageRecord&) const = default;
};

struct CaptionRecord {
    std::int64_t id = 0;
    std::int64_t image = 0;
    int number = 0;
    std::string text;
    bool operator==(const CaptionRecord&) const = default;
};

// Numbers that are others as soon as the project lists other images (which, where their files are, or their splits),
// other captions, prediction sets or evaluations. What an import has added counts from its end on.
struct ListMarks {
    std::uint64_t images = 0, captions = 0, predictions = 0, evaluations = 0;
    bool operator==(const ListMarks&) const = default;
};

// One mention in an Entities sentence; tokens [start, end) of the sentence split at spaces.
struct MentionRecord {
    std::string chain;
    int start = 0, end = 0;
    std::string text;
    std::string types;  // "people", "clothing/other"
};

struct EntitySentenceRecord {
    std::int64_t id = 0;
    std::int64_t image = 0;
    std::optional<std::int64_t> caption;  // joined by normalised text
    std::string text;
    std::vector<MentionRecord> mentions;
};

struct EntityBoxRecord {
    std::int64_t image = 0;
    std::string chain;
    base::Box box;  // full-size pixels of the image file
};

// One text of a region.
struct SnippetRecord {
    std::string uuid;
    std::string text;
    std::string annotator;
    std::string origin;      // "human" | "model" | "import"
    bool suggested = false;  // by a model, and nobody has accepted it: no ground truth
};

// A drawn or imported box with its texts.
struct RegionRecord {
    std::string uuid;
    std::int64_t image = 0;
    base::Box box;
    std::string annotator;
    std::string origin;
    std::int64_t rev = 0;
    std::string createdAt;  // ISO 8601 UTC
    std::string extraJson;
    std::vector<SnippetRecord> snippets;
    bool whole = false;      // the texts are of the whole image; box is the frame (zero while its size is unknown)
    bool suggested = false;  // as that of a text
};

// What an import of regions added: what is there already does not count.
struct AddedRegions {
    std::int64_t boxes = 0, texts = 0;
};
struct AddedChains {
    std::int64_t mentions = 0;
    std::int64_t taken = 0;  // left out, since their words stand in another phrase of the annotator
};

// A text that is being typed, stored so that a crash loses nothing. Not part of the annotations.
struct DraftRecord {
    std::int64_t image = 0;
    std::string region, snippet;  // UUIDs; either may be empty
    std::string text;
    std::string annotator = {};  // filled in by the store
};

// Where the file of an image is now.
struct ImagePlace {
    std::int64_t image = 0;
    std::filesystem::path root;  // a folder
    std::string path;            // below it, NFC
    std::string diskPath;        // the same as the disk spells it
};

struct RunRecord {
    std::string id;    // "align-2026-11-24-1"
    std::string kind;  // "align" | "caption" | "region"
    std::string preset;
    std::string state;  // running, stopped, crashed, finished, failed
    std::string optionsJson;
    std::string started, ended;
    std::string note;
    std::string bestMetric;
    double bestValue = 0;
    int bestEpoch = 0;
    int epochs = 0;          // finished
    std::string checkpoint;  // path of its best checkpoint, empty: none yet
    std::int64_t pid = 0;
    std::string
        pidStarted;       // start time of the process and boot id, so that a reused pid is not mistaken for the owner
    std::string problem;  // one sentence: why it failed
    std::vector<std::string> tags;
    std::string provenanceJson;  // an object
    std::string deletedAt;       // ISO 8601 UTC; empty: it is not deleted
    bool operator==(const RunRecord&) const = default;
};

// One figure of a run at an evaluation ("dev.r1" at epoch 3).
struct FigureRecord {
    std::string run;
    int epoch = 0;
    std::int64_t step = 0;
    std::string name;
    double value = 0;
    bool operator==(const FigureRecord&) const = default;
};

// The stored figures of one evaluation.
struct EvaluationRecord {
    std::int64_t id = 0;
    std::string task;  // "retrieval", "grounding", "captions", "regions"
    std::string split;
    std::string model;  // the model's displayed name
    std::string figuresJson;
    std::string at;  // ISO 8601 UTC
};

// The model in use of a kind; see core/project.
struct ModelInUseRecord {
    std::string kind;    // "alignment" | "caption" | "region"
    std::string origin;  // shipped | project | file
    std::string path;    // a shipped file's name | below the project's folder | absolute
    bool told = true;    // false: chosen by version 0.1.0, and the user has not been told yet
    bool operator==(const ModelInUseRecord&) const = default;
};

// The shipped model's figure on the dev images of a run, by the run's own metric.
struct RunComparisonRecord {
    std::string run;
    std::int64_t images = 0;      // of the dev split
    std::string model;            // name of the shipped file
    std::optional<double> value;  // none: it was not evaluated
};

}  // namespace legenda::store
