// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/record.h"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data::regions {

// What a file shows of itself before it is read.
struct Look {
    std::filesystem::path path;
    bool folder = false;
    std::string head;            // its first kilobytes as UTF-8
    std::set<std::string> keys;  // of JSON: paths of keys that were met first, as "annotations[].image_id"
    bool has(const char* key) const { return keys.contains(key); }
};

// An image of a project that is written, and its place among them.
struct Image {
    std::size_t index = 0;
    std::string name;            // POSIX path below its root
    std::filesystem::path file;  // on the disk
    int width = 0, height = 0;   // 0: not known
    std::string split;
    std::map<std::string, std::string> ids;  // by the format that gave it
    // Of the image that is written, and no other:
    std::vector<std::string> sentences;  // of an image that has chains
    std::vector<Chain> chains;           // their regions are indices of its records
};

// What the regions of a project use, counted before they are written.
struct Survey {
    std::int64_t images = 0, regions = 0, texts = 0;
    std::int64_t wholes = 0;     // regions that are texts of whole images
    std::int64_t fractions = 0;  // boxes that do not begin and end between two pixels
    std::int64_t named = 0;      // regions and texts of a named annotator
    std::int64_t ids = 0;        // that another program gave to regions
    std::int64_t wordIds = 0;    // of these, those that are no numbers
    std::int64_t largestId = 0;  // of those that are numbers
    std::int64_t foreign = 0;    // regions with keys of another format
    std::int64_t unspaced = 0;   // texts with line breaks, tabs, edge or double spaces
    std::int64_t bracketed = 0;  // texts with square brackets
    std::int64_t sizeless = 0;   // images whose size is not known
    std::int64_t phrases = 0;    // words of sentences that are linked to regions
    std::int64_t shared = 0;     // regions that several chains show
    std::set<std::string> keys;  // beside ours, of this format
};

// The regions of a project, an image at a time; never all of them are in memory.
struct Source {
    using EachImage = std::function<base::Status(const Image& image, const std::vector<Record>& records)>;

    Survey survey;
    std::vector<Image> images;                                        // all of the project
    std::function<base::Status(const EachImage& each)> forEachImage;  // those with regions
    std::stop_token stop;
};

// One format of region texts. A format is one file in formats/: it defines `FormatPtr make_<stem>()`.
class Format {
 public:
    virtual ~Format() = default;
    virtual std::string name() const = 0;       // "label-studio"
    virtual std::string title() const = 0;      // "Label Studio", for people
    virtual std::string extension() const = 0;  // ".json"; empty: a folder is written
    // Formats are told apart by their content, so that no two of them recognise one file.
    virtual bool recognises(const Look& look) const = 0;
    // Gives every record to the feed. What is malformed is skipped with its place and reason. Errors: Io; Cancelled;
    // BadInput: the file is not of this format, or is cut.
    virtual base::Status read(const std::filesystem::path& file, Feed& feed) const = 0;
    // What would be lost or changed by writing these: sentences for people.
    virtual std::vector<std::string> losses(const Survey& survey) const = 0;
    // Writes all or nothing. Errors: Io; Cancelled; Usage: the target does not suit the format.
    virtual base::Status write(const Source& source, const std::filesystem::path& target) const = 0;
};
using FormatPtr = std::unique_ptr<Format>;

std::vector<FormatPtr> formats();  // generated: one entry a file in formats/

// For lists of formats.
struct FormatInfo {
    std::string name, title, extension;
};
std::vector<FormatInfo> formatInfos();

// By its name, else recognised by what the file holds. Errors: Usage (no such name), Io, Cancelled, BadInput.
base::Result<FormatPtr> formatToRead(const std::filesystem::path& file, const std::string& name,
                                     const base::JobContext& job);
// By its name, else by the ending of the file's name where that tells one.
base::Result<FormatPtr> formatToWrite(const std::filesystem::path& file, const std::string& name);
// Reads with a format whatever the sink's ending.
base::Status readRegions(const Format& format, const std::filesystem::path& file, Feed& feed);

}  // namespace legenda::data::regions
