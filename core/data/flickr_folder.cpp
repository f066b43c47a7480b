// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/flickr_folder.h"

#include "core/data/csv_table.h"
#include "core/data/dataset_images.h"
#include "core/data/entities.h"
#include "core/data/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <utility>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kStopCheckEvery = 64;

struct NumberedCaption {
    int number = 0;
    std::string text;
};

// Reads one root. Problems are collected in the data set; only what makes reading pointless is an Error.
class FlickrFolder {
 public:
    FlickrFolder(const FlickrLayout& layout, const fs::path& root, const base::JobContext& context)
        : layout_(layout), given_(root), context_(context) {}

    base::Result<Dataset> read() {
        data_.format = layout_.format;
        if (auto found = findCaptionFile(); !found) return base::pass(found);
        auto files = findImages(root_, context_, data_.problems);
        if (!files) return base::pass(files);
        index_.emplace(std::move(*files));
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
        // The archives of the data set unpack into folders of their own.
        std::vector<fs::path> folders{root_};
        for (const auto& entry : fs::directory_iterator(root_, fs::directory_options::skip_permission_denied, failure))
            if (entry.is_directory(failure)) folders.push_back(entry.path());
        for (const auto& folder : folders)
            for (const auto& name : layout_.captionFiles) {
                captionFile_ = folder / name;
                if (fs::exists(captionFile_, failure)) return {};
            }
        return base::fail(ErrorCode::BadInput, fmt::format("{} holds no {}, neither itself nor in a sub-folder.",
                                                           root_.string(), fmt::join(layout_.captionFiles, " or ")));
    }

    base::Status readCaptions() {
        const auto read = captionFile_.extension() == ".csv" || captionFile_.filename() == "captions.txt"
                              ? readTable()
                              : readTokens();
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

    base::Status readTokens() {
        const auto lines = readLines(captionFile_, data_.problems);
        if (!lines) return tl::unexpected<base::Error>(lines.error());
        for (const auto& line : *lines) {
            if (line.number % 1024 == 0 && context_.stopped()) return base::JobContext::cancelled();
            if (!trimmed(line.text).empty()) readCaption(line);
        }
        return {};
    }

    void readCaption(const Line& line) {
        const std::string where = place(captionFile_, line.number);
        const auto tab = line.text.find('\t');
        if (tab == std::string::npos) return problem(where, "has no tab between image and caption");
        const std::string key(trimmed(std::string_view(line.text).substr(0, tab)));
        const auto hash = key.rfind('#');
        int number = 0;
        const char* const end = key.data() + key.size();
        if (hash == std::string::npos || std::from_chars(key.data() + hash + 1, end, number).ptr != end ||
            hash + 1 == key.size() || number < 0)
            return problem(where, fmt::format("\"{}\" is not of the form NAME#K", key));
        addCaption(key.substr(0, hash), number, std::string_view(line.text).substr(tab + 1), where);
    }

    // "image_name| comment_number| comment" (Flickr30k's results.csv, whose captions are not quoted and of which one
    // line lacks its second bar), or "image,caption" as RFC 4180 has it.
    base::Status readTable() {
        auto lines = readLines(captionFile_, data_.problems);
        if (!lines) return tl::unexpected<base::Error>(lines.error());
        if (lines->empty() || lines->front().text.find('|') == std::string::npos) return readCsv();
        for (const auto& line : *lines) {
            if (line.number % 1024 == 0 && context_.stopped()) return base::JobContext::cancelled();
            if (line.number > 1 && !trimmed(line.text).empty()) readBars(line);
        }
        return {};
    }

    void readBars(const Line& line) {
        const std::string where = place(captionFile_, line.number);
        const auto first = line.text.find('|');
        if (first == std::string::npos) return problem(where, "has no bar between image and caption");
        const std::string name(trimmed(std::string_view(line.text).substr(0, first)));
        auto rest = trimmed(std::string_view(line.text).substr(first + 1));
        int number = 0;
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (read.ec != std::errc() || number < 0) return problem(where, "has no number of the caption");
        rest = trimmed(rest.substr(static_cast<std::size_t>(read.ptr - rest.data())));
        if (rest.starts_with('|'))
            rest.remove_prefix(1);
        else
            problem(where, "has no bar before its caption; it was read all the same");
        addCaption(name, number, rest, where);
    }

    base::Status readCsv() {
        const auto text = readText(captionFile_, data_.problems);
        if (!text) return tl::unexpected<base::Error>(text.error());
        std::map<std::string, int> next;  // number of the image's next caption
        bool header = true;
        for (const auto& record : parseCsv(*text)) {
            if (context_.stopped()) return base::JobContext::cancelled();
            if (std::exchange(header, false)) continue;
            const std::string where = place(captionFile_, record.line);
            if (record.open || record.fields.size() < 2) {
                problem(where, record.open ? "ends within a quoted field" : "has no caption");
                continue;
            }
            addCaption(record.fields[0], next[record.fields[0]]++, record.fields[1], where);
        }
        return {};
    }

    void addCaption(const std::string& image, int number, std::string_view caption, const std::string& where) {
        std::string text(trimmed(caption));
        std::ranges::replace(text, '\t', ' ');
        if (text.empty()) return problem(where, "has an empty caption");
        const auto name = imageName(image, *index_);
        if (!name) return problem(where, fmt::format("\"{}\" is no path below the images' folder", image));

        const auto [entry, isNew] = byName_.emplace(*name, data_.samples.size());
        if (isNew) {
            data_.samples.emplace_back().image = *name;
            captions_.emplace_back();
        }
        auto& captions = captions_[entry->second];
        const auto same = std::ranges::find(captions, number, &NumberedCaption::number);
        if (same != captions.end()) {
            problem(where, fmt::format("repeats the number {} of {}", number, *name));
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
        const auto safe = imageName(name, *index_);
        if (!safe) return problem(where, fmt::format("\"{}\" is no path below the images' folder", name));
        const auto found = byName_.find(*safe);
        if (found == byName_.end()) return problem(where, fmt::format("lists {}, which has no caption", name));
        std::string& assigned = data_.samples[found->second].split;
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
            if (i % kStopCheckEvery == 0) {
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
