// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/entities.h"
#include "core/data/image_files.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr const char* kCaptionFile = "Flickr8k.token.txt";
constexpr std::size_t kStopCheckEvery = 64;

// "x.jpg.1" is how the data set names a second copy of x.jpg.
std::string withoutCopySuffix(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot + 1 == name.size()) return name;
    const bool digits = name.find_first_not_of("0123456789", dot + 1) == std::string::npos;
    return digits && looksLikeImage(name.substr(0, dot)) ? name.substr(0, dot) : name;
}

// The longest folder ("a/b/" or "") that both begin with.
std::string commonFolder(const std::string& a, const std::string& b) {
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    const auto slash = a.substr(0, same).rfind('/');
    return slash == std::string::npos ? std::string() : a.substr(0, slash + 1);
}

// A path after its first `folders` folders.
std::pair<std::string, std::string> splitAt(const std::string& path, std::ptrdiff_t folders) {
    std::size_t at = 0;
    for (; folders > 0; --folders) at = path.find('/', at) + 1;
    return {path.substr(0, at), path.substr(at)};
}

struct NumberedCaption {
    int number = 0;
    std::string text;
};

// Reads one root. Problems are collected in the data set; only what makes reading pointless is an Error.
class Flickr8k {
 public:
    Flickr8k(const fs::path& root, const base::JobContext& context) : given_(root), context_(context) {}

    base::Result<Dataset> read() {
        data_.format = "flickr8k";
        if (auto found = findCaptionFile(); !found) return base::pass(found);
        auto files = findImages(root_, context_, data_.problems);
        if (!files) return base::pass(files);
        index_.emplace(std::move(*files));
        if (auto captions = readCaptions(); !captions) return base::pass(captions);
        readSplits();
        if (auto entities = addEntities(); !entities) return base::pass(entities);
        locateImages();
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
        captionFile_ = root_ / kCaptionFile;
        if (fs::exists(captionFile_, failure)) return {};
        // The archives of the data set unpack into folders of their own.
        for (const auto& entry :
             fs::directory_iterator(root_, fs::directory_options::skip_permission_denied, failure)) {
            captionFile_ = entry.path() / kCaptionFile;
            if (fs::exists(captionFile_, failure)) return {};
        }
        return base::fail(ErrorCode::BadInput, fmt::format("{} holds no {}, neither itself nor in a sub-folder.",
                                                           root_.string(), kCaptionFile));
    }

    // The name under which the image is kept: as it stands where such a file exists, else without a copy's suffix.
    std::optional<std::string> imageName(const std::string& name) const {
        auto safe = safePath(name);
        if (safe && !index_->find(*safe)) safe = withoutCopySuffix(*safe);
        return safe;
    }

    base::Status readCaptions() {
        const auto lines = readLines(captionFile_, data_.problems);
        if (!lines) return tl::unexpected<base::Error>(lines.error());
        for (const auto& line : *lines) {
            if (line.number % 1024 == 0 && context_.stopped()) return base::JobContext::cancelled();
            if (!trimmed(line.text).empty()) readCaption(line);
        }
        for (std::size_t i = 0; i < captions_.size(); ++i) {
            std::ranges::stable_sort(captions_[i], {}, &NumberedCaption::number);
            for (auto& caption : captions_[i]) data_.samples[i].captions.push_back(std::move(caption.text));
        }
        if (data_.samples.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} has no line of the form NAME.jpg#K<tab>caption.", captionFile_.string()),
                              data_.problems.empty()
                                  ? std::string()
                                  : data_.problems.front().where + ": " + data_.problems.front().why);
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
        std::string text(trimmed(std::string_view(line.text).substr(tab + 1)));
        std::ranges::replace(text, '\t', ' ');
        if (text.empty()) return problem(where, "has an empty caption");
        const auto name = imageName(key.substr(0, hash));
        if (!name)
            return problem(where, fmt::format("\"{}\" is no path below the images' folder", key.substr(0, hash)));

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
        for (const std::string split : {"train", "dev", "test"}) {
            fs::path file = captionFile_.parent_path() / fmt::format("Flickr_8k.{}Images.txt", split);
            std::error_code ignored;
            if (!fs::exists(file, ignored)) file = root_ / file.filename();
            if (!fs::exists(file, ignored)) continue;
            const auto lines = readLines(file, data_.problems);
            if (!lines) {
                problem(file.string(), lines.error().message);
                continue;
            }
            for (const auto& line : *lines)
                if (const std::string name(trimmed(line.text)); !name.empty())
                    assignSplit(name, split, place(file, line.number));
        }
    }

    void assignSplit(const std::string& name, const std::string& split, const std::string& where) {
        const auto safe = imageName(name);
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

    // The image root is the folder below which all the files lie, so that usually an image's path is its name.
    void locateImages() {
        std::optional<std::string> common;
        std::vector<const FoundFile*> found;
        for (const auto& sample : data_.samples) {
            const FoundFile* file = found.emplace_back(index_->find(sample.image));
            if (!file) {
                data_.missingImages.push_back(sample.image);
                continue;
            }
            const std::string folder = file->path.substr(0, file->path.size() - sample.image.size());
            common = common ? commonFolder(*common, folder) : folder;
        }
        std::error_code ignored;
        const std::string prefix = common.value_or(fs::is_directory(root_ / "images", ignored) ? "images/" : "");
        const auto depth = std::ranges::count(prefix, '/');
        std::string diskPrefix = prefix;
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (!found[i]) continue;
            Sample& sample = data_.samples[i];
            sample.image = found[i]->path.substr(prefix.size());
            const auto [folder, rest] = splitAt(found[i]->diskPath, depth);
            diskPrefix = folder;
            if (rest != sample.image) sample.diskPath = rest;
        }
        data_.imageRoot = (root_ / diskPrefix).lexically_normal();
    }

    void problem(std::string where, std::string why) { data_.problems.push_back({std::move(where), std::move(why)}); }

    fs::path given_, root_, captionFile_;
    const base::JobContext& context_;
    Dataset data_;
    std::optional<ImageIndex> index_;
    std::vector<std::vector<NumberedCaption>> captions_;  // by sample
    std::unordered_map<std::string, std::size_t> byName_;
};

class Flickr8kReader final : public DatasetReader {
 public:
    std::string format() const override { return "flickr8k"; }
    std::string describe() const override {
        return "Flickr8K: Flickr8k.token.txt, the three split files, images in any sub-folder, Entities when there";
    }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        return Flickr8k(root, context).read();
    }
};

}  // namespace

ReaderPtr make_flickr8k() {
    return std::make_unique<Flickr8kReader>();
}

}  // namespace legenda::data
