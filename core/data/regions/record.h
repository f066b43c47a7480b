// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/data/dataset_reader.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace legenda::data::regions {

using data::Problem;

struct Text {
    std::string text;       // as it stands in the file, byte for byte
    std::string annotator;  // empty: the region's
    bool operator==(const Text&) const = default;
};

// What the numbers of a box are measured in.
enum class Frame {
    Size,      // pixels of an image of the record's size (of the image as it is, where that is not said)
    Percent,   // of the image, whose size is not said
    LongSide,  // pixels of the image scaled so that its longer side has Record::longSide of them
};

// One region with its texts, or texts of a whole image, as a file of any format has them.
struct Record {
    std::int64_t number = -1;             // that the feed gave it
    std::string image;                    // as the file names it, NFC
    std::vector<std::string> otherNames;  // by which it may be known as well
    std::string imageId;                  // of the image in a format that knows images by ids; empty: by its name
    int width = 0, height = 0;            // of the image; 0: not said
    std::optional<base::Box> box;         // 0-based; none: the texts are of the whole image
    Frame frame = Frame::Size;
    double longSide = 0;
    std::vector<Text> texts;
    std::string annotator;  // empty: not said
    std::string id;         // the file's own; empty: it has none
    bool alone = false;     // without an id it is a region of its own, even where another has its box
    std::string split, createdAt;
    nlohmann::json keys = nlohmann::json::object();  // what the format has beside these
    bool badScore = false;                           // of a detector, where it is no finite number
    std::string where;                               // "file:line" or a key
};

// How the thing that phrases name is seen in its image.
enum class Seen { Boxes, NotVisible, WholeScene };

// Words of a sentence of an image that name something.
struct Mention {
    std::string sentence;
    int copy = 0;            // which one it is of the image's sentences that read the same, from 0
    int start = 0, end = 0;  // words [start, end) of the sentence split at spaces
    bool operator==(const Mention&) const = default;
};

// A thing in an image: the phrases that name it and the regions that show it.
struct Chain {
    std::string id;  // the file's own; empty: it has none
    std::string annotator;
    std::string annotators;  // "Ada, Ben": whose chains were settled as this one of the consensus
    std::string types;       // "people", "clothing/other"
    Seen seen = Seen::Boxes;
    std::vector<std::int64_t> regions;  // numbers of records of the same image: as the feed gave them, or indices
    std::vector<Mention> mentions;
    std::string where;
};

// Why a record cannot be used; empty when it can.
std::string recordProblem(const Record& record);

// Counts boxes that reach over the edge of their image, which are clipped: where most do, their numbers are something
// else than they were taken for.
class EdgeCount {
 public:
    void add(const base::Box& box, double width, double height, const std::string& where);
    void tell(std::vector<Problem>& problems) const;

 private:
    std::int64_t boxes_ = 0, over_ = 0;
    std::string first_;
};

// Takes what a reader finds. Belongs to one thread.
class Feed {
 public:
    using Sink = std::function<base::Status(Record&& record)>;
    // image: a record without a box or texts that says which image it is.
    using ChainSink = std::function<base::Status(const Record& image, Chain&& chain)>;
    // Thrown through a reader when the sink fails; readRegions() catches it.
    struct Ended {
        base::Error error;
    };

    Feed(const base::JobContext& job, std::vector<Problem>& problems, Sink sink, ChainSink chains = {})
        : job_(job), problems_(problems), sink_(std::move(sink)), chains_(std::move(chains)) {}

    // The number that the record got; -1: it cannot be used, and was skipped with its reason.
    std::int64_t give(Record&& record);
    // After the records of the image that show it. One without a phrase, or of which all boxes were skipped, is left
    // out.
    void give(const Record& image, Chain&& chain);
    void skip(std::string where, std::string why);
    const base::JobContext& job() const { return job_; }
    std::vector<Problem>& problems() { return problems_; }
    std::int64_t left() const { return left_; }  // of the skipped that were not listed, since there are too many

 private:
    const base::JobContext& job_;
    std::vector<Problem>& problems_;
    Sink sink_;
    ChainSink chains_;
    std::int64_t given_ = 0, left_ = 0;
};

// Tells which records of a file are one region: those of one image and one id or, without ids and unless they are
// alone, of one annotator, whose boxes are the same. Records of one id with different boxes are different regions.
// Holds two numbers per region.
class Identities {
 public:
    struct Found {
        std::string identity;   // the same for the same region whenever the file is read
        std::uint64_t key = 0;  // of the region, within this reading
        bool isNew = false;
        int again = 0;  // how many regions had its id before it
    };
    // imageKey: one text per image.
    Found of(const Record& record, const std::string& imageKey);

 private:
    std::unordered_map<std::uint64_t, int> times_;  // by identity: its different boxes so far
    std::unordered_map<std::uint64_t, int> again_;  // by identity and box
};

}  // namespace legenda::data::regions
