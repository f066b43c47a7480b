// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/predictions/prediction.h"
#include "core/data/regions/format.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::data::predictions {

// What is read: a file (of labelme also a folder) and, for a similarity matrix in a .npy, the files with the ids of its
// rows and columns. Without them they are looked for beside it, as NAME.images.txt and NAME.sentences.txt.
struct Input {
    std::filesystem::path file;
    std::filesystem::path images;     // an id a line
    std::filesystem::path sentences;  // id<TAB>image id a line; the id may be image#number
};

// The predictions of a set, an image at a time.
struct Source {
    using EachImage = std::function<base::Status(const regions::Image& image, std::vector<Prediction>& predictions)>;
    using EachRow = std::function<base::Status(const std::string& image, std::span<const float> scores)>;

    std::vector<regions::Image> images;                               // all of the project
    std::int64_t count = 0;                                           // of images with predictions
    std::function<base::Status(const EachImage& each)> forEachImage;  // those with predictions
    std::vector<std::string> sentences;                               // of a similarity matrix: image#number a column
    std::function<base::Status(const EachRow& each)> forEachRow;      // of a similarity matrix
    std::stop_token stop;
};

// One format of predictions. A format is one file in formats/: it defines `FormatPtr make_<stem>()`.
class Format {
 public:
    virtual ~Format() = default;
    virtual std::string name() const = 0;   // "coco-captions"
    virtual std::string title() const = 0;  // for people
    virtual Kind kind() const = 0;
    // Of the file that it writes, the usual one first: ".json". None: it writes a folder.
    virtual std::vector<std::string> extensions() const = 0;
    // Formats are told apart by their content, so that no two of them recognise one file.
    virtual bool recognises(const regions::Look& look) const = 0;
    // Gives every prediction to the feed, and what cannot be one as a fault with its place. Errors: Io; Cancelled;
    // BadInput: the file is not of this format, or is cut.
    virtual base::Status read(const Input& input, Feed& feed) const = 0;
    // Writes all or nothing. Errors: Io; Cancelled; Usage: the target does not suit the format.
    virtual base::Status write(const Source& source, const std::filesystem::path& target) const = 0;
};
using FormatPtr = std::unique_ptr<Format>;

std::vector<FormatPtr> formats();  // generated: one entry a file in formats/

// For lists of formats.
struct FormatInfo {
    std::string name, title;
    Kind kind = Kind::Captions;
    std::vector<std::string> extensions = {};  // of Format
};
std::vector<FormatInfo> formatInfos();

base::Result<FormatPtr> formatNamed(const std::string& name);  // Usage: there is none
// By its name, else recognised by what the file holds. Errors: Usage (no such name), Io, Cancelled, BadInput.
base::Result<FormatPtr> formatToRead(const std::filesystem::path& file, const std::string& name,
                                     const base::JobContext& job);
// Reads with a format whatever the sinks' ending.
base::Status readPredictions(const Format& format, const Input& input, Feed& feed);

}  // namespace legenda::data::predictions
