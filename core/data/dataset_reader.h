// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/job_context.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace legenda::data {

// A problem in an input and where it is; reading continues after it.
struct Problem {
    std::string where;  // "file:line" or a key
    std::string why;
};

// A mention of an entity: tokens [start, end) of its sentence (split at spaces after the markup is removed).
struct PhraseMention {
    std::string chain;  // Entities' id of the thing mentioned; "0" is not visual
    std::vector<std::string> types;
    int start = 0, end = 0;
    std::string text;
};

struct EntitySentence {
    std::string text;
    int caption = -1;  // index into Sample::captions of the caption joined by normalised text, -1: none
    std::vector<PhraseMention> mentions;
};

struct EntityBox {
    std::string chain;
    base::Box box;  // 0-based, in the pixels of the annotated size below
};

// A box with its texts.
struct RegionText {
    std::string id;  // in its dataset; may be empty
    base::Box box;   // 0-based, in pixels of the image
    std::vector<std::string> texts;
};

// One image of a dataset with everything known about it.
struct Sample {
    std::string image;  // POSIX path below the image root
    std::string split;  // "train", "dev", "test" or ""
    std::vector<std::string> captions;
    std::map<std::string, std::string> externalIds;  // format -> id
    std::vector<EntitySentence> entitySentences;
    std::vector<EntityBox> entityBoxes;
    int annotatedWidth = 0, annotatedHeight = 0;  // of entityBoxes; 0: none
    std::vector<RegionText> regions;
    std::string diskPath;  // image as the disk spells it, where that is not NFC
};

struct Dataset {
    std::string format;
    std::filesystem::path imageRoot;
    std::vector<Sample> samples;  // in the order of the caption file
    std::vector<Problem> problems;
    std::vector<std::string> missingImages;
};

using SampleSink = std::function<base::Status(const Dataset& data, Sample&& sample)>;

// One format. A reader is one file in readers/: it defines `ReaderPtr make_<stem>()`.
class DatasetReader {
 public:
    virtual ~DatasetReader() = default;
    virtual std::string format() const = 0;    // "flickr8k"
    virtual std::string title() const = 0;     // "Flickr8K", shown to the user
    virtual std::string contents() const = 0;  // what its folder holds, shown to the user after "a folder with"
    virtual int order() const { return 100; }  // sort key of lists of formats, before the title
    // root: the folder, or the one file that holds the captions. The images need not exist (they are counted as
    // missing).
    virtual base::Result<Dataset> read(const std::filesystem::path& root, const base::JobContext& context) const = 0;
    // The same, but passes the samples to the sink one after the other, whose error ends the reading; data.samples
    // stays empty, data.imageRoot is set before the first. Formats whose images are independent stream them while they
    // read.
    virtual base::Result<Dataset> stream(const std::filesystem::path& root, const base::JobContext& context,
                                         const SampleSink& sink) const;
};
using ReaderPtr = std::unique_ptr<DatasetReader>;

std::vector<ReaderPtr> datasetReaders();  // generated: one entry per file in readers/

// The properties of a format, known before anything is read.
struct FormatInfo {
    std::string format, title, contents;
};
std::vector<FormatInfo> datasetFormats();  // in the order of lists

}  // namespace legenda::data
