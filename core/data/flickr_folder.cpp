// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/flickr_folder.h"

#include "core/data/caption_file.h"
#include "core/data/dataset_images.h"
#include "core/data/entities.h"
#include "core/data/foreign_files.h"
#include "core/data/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kSamplesPerStopCheck = 64;

struct NumberedCaption {
    int number = 0;
    std::string text;
};

// Reads one root. Problems are collected in the dataset; only a dataset that cannot be read at all is an Error.
class FlickrFolder {
 public:
    FlickrFolder(const FlickrLayout& layout, const fs::path& root, const base::JobContext& context)
        : layout_(layout), given_(root), context_(context) {}

    base::Result<Dataset> read() {
        data_.format = layout_.format;
        if (auto found = findCaptionFile(); !found) return base::pass(found);
        LEGENDA_TRY(files, findImages(root_, context_, data_.problems));
        index_.emplace(std::move(*files), root_);
        if (auto captions = readCaptions(); !captions) return base::pass(captions);
        readSplits();
        if (auto entities = addEntities(); !entities) return base::pass(entities);
        locateImages(data_, *index_, root_);
        return std::move(data_);
    }

 private:
    base::Status findCaptionFile() {
        std::error_code failure;
        if (!fs::exists(given_, failure))
            return base::fail(ErrorCode::Io, fmt::format("{} does not exist.", given_.string()));
        if (!fs::is_directory(given_, failure)) {
            captionFile_ = given_;
            root_ = given_.has_parent_path() ? given_.parent_path() : fs::path(".");
            return {};
        }
        root_ = given_;
        // The archives of the dataset unpack into folders of their own.
        for (const auto& level : foldersByLevel(root_)) {
            for (const auto& folder : level)
                for (const auto& name : layout_.captionFiles) lookAt(folder / name);
            if (!captionFile_.empty()) break;
        }
        if (!captionFile_.empty()) return {};
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} holds no {}, neither itself nor in a sub-folder{}.", root_.string(),
                                      fmt::join(layout_.captionFiles, " or "), archiveHint(root_)));
    }

    void lookAt(const fs::path& file) {
        std::error_code ignored;
        if (!fs::exists(file, ignored)) return;
        if (captionFile_.empty())
            captionFile_ = file;
        else
            problem(file.string(), fmt::format("was not read: the captions were taken from {}", captionFile_.string()));
    }

    base::Status readCaptions() {
        auto read =
            readCaptionFile(captionFile_, context_, data_.problems, [this](CaptionRow&& row) { addCaptions(row); });
        if (!read) return read;
        for (std::size_t i = 0; i < captions_.size(); ++i) {
            std::ranges::stable_sort(captions_[i], {}, &NumberedCaption::number);
            for (auto& caption : captions_[i]) data_.samples[i].captions.push_back(std::move(caption.text));
        }
        if (data_.samples.empty())
            return base::fail(
                ErrorCode::BadInput, fmt::format("{} has no line with an image and a caption.", captionFile_.string()),
                data_.problems.empty() ? std::string()
                                       : data_.problems.front().where + ": " + data_.problems.front().why);
        return {};
    }

    void addCaptions(const CaptionRow& row) {
        const auto& image = index_->locate(row.image, row.split);
        if (image.key.empty()) return problem(row.where, image.why);
        if (!image.why.empty()) problem(row.where, image.why);
        const auto [entry, isNew] = byName_.emplace(image.key, data_.samples.size());
        if (isNew) {
            data_.samples.emplace_back().image = image.key;
            captions_.emplace_back();
        }
        auto& sample = data_.samples[entry->second];
        if (sample.split.empty()) sample.split = row.split;
        for (const auto& caption : row.captions)
            addCaption(captions_[entry->second], row.number, caption, image.key, row.where);
    }

    void addCaption(std::vector<NumberedCaption>& captions, std::optional<int> given, std::string_view caption,
                    const std::string& image, const std::string& where) {
        std::string text(trimmed(caption));
        std::ranges::replace_if(
            text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
        if (text.empty()) return problem(where, "has an empty caption");
        if (!hasWords(text)) return problem(where, "has a caption without a word; it was left out");
        const int number = given.value_or(static_cast<int>(captions.size()));
        const auto same = std::ranges::find(captions, number, &NumberedCaption::number);
        if (same != captions.end() && given) {
            problem(where, fmt::format("repeats the number {} of {}", number, image));
            if (same->text == text) return;
        }
        captions.push_back({number, std::move(text)});
    }

    void readSplits() {
        for (const auto& [split, name] : layout_.splitFiles) {
            fs::path file = captionFile_.parent_path() / name;
            std::error_code ignored;
            if (!fs::exists(file, ignored)) file = root_ / file.filename();
            if (!fs::exists(file, ignored)) continue;
            const auto lines = readLines(file, data_.problems);
            if (!lines) {
                problem(file.string(), lines.error().message);
                continue;
            }
            for (const auto& line : *lines)
                if (const std::string listed(trimmed(line.text)); !listed.empty())
                    assignSplit(looksLikeImage(listed) ? listed : listed + layout_.suffix, split,
                                place(file, line.number));
        }
    }

    void assignSplit(const std::string& name, const std::string& split, const std::string& where) {
        const auto& image = index_->locate(name);
        if (image.key.empty()) return problem(where, image.why);
        const auto found = byName_.find(image.key);
        if (found == byName_.end()) return problem(where, fmt::format("lists {}, which has no caption", name));
        std::string& assigned = data_.samples[found->second].split;
        if (!assigned.empty() && assigned == split) return problem(where, fmt::format("lists {} again", name));
        if (!assigned.empty())
            return problem(where, fmt::format("lists {}, which is in the {} split already", name, assigned));
        assigned = split;
    }

    base::Status addEntities() {
        fs::path folder = root_ / "entities";
        std::error_code ignored;
        if (!fs::is_directory(folder, ignored)) folder = root_;
        const fs::path sentences = folder / "Sentences", annotations = folder / "Annotations";
        if (!fs::is_directory(sentences, ignored) && !fs::is_directory(annotations, ignored)) return {};
        for (std::size_t i = 0; i < data_.samples.size(); ++i) {
            if (i % kSamplesPerStopCheck == 0) {
                if (context_.stopped()) return base::JobContext::cancelled();
                context_.report({"reading Entities",
                                 static_cast<std::int64_t>(i),
                                 static_cast<std::int64_t>(data_.samples.size()),
                                 {}});
            }
            readEntities(sentences, annotations, data_.samples[i], data_.problems);
        }
        return {};
    }

    void problem(std::string where, std::string why) { data_.problems.push_back({std::move(where), std::move(why)}); }

    const FlickrLayout& layout_;
    fs::path given_, root_, captionFile_;
    const base::JobContext& context_;
    Dataset data_;
    std::optional<ImageIndex> index_;
    std::vector<std::vector<NumberedCaption>> captions_;  // by sample
    std::unordered_map<std::string, std::size_t> byName_;
};

}  // namespace

base::Result<Dataset> readFlickrFolder(const FlickrLayout& layout, const fs::path& root,
                                       const base::JobContext& context) {
    return FlickrFolder(layout, root, context).read();
}

}  // namespace legenda::data
