// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/coco_annotation.h"
#include "core/data/dataset_images.h"
#include "core/data/json_files.h"
#include "core/data/json_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;
using nlohmann::json;

namespace {

// "captions_val2014.json" -> "dev"
std::string splitOf(const fs::path& file) {
    const auto name = file.filename().string();
    for (const auto& [part, split] : {std::pair{"train", "train"}, {"val", "dev"}, {"test", "test"}})
        if (name.find(part) != std::string::npos) return split;
    return {};
}

// Counts boxes that reach far beyond the right or lower edge, which correct ones do not.
class BeyondEdges {
 public:
    void look(const base::Box& box, const Sample& sample) {
        if (sample.annotatedWidth <= 0 || sample.annotatedHeight <= 0) return;
        ++boxes_;
        beyond_ += box.x + box.w > sample.annotatedWidth + 1 || box.y + box.h > sample.annotatedHeight + 1;
    }
    void report(const fs::path& file, std::vector<Problem>& problems) const {
        if (beyond_ >= 3 && beyond_ * 4 > boxes_)
            problems.push_back(
                {file.string(), fmt::format("{} of {} boxes reach beyond their images: are they [x1, y1, "
                                            "x2, y2]? COCO's are [x, y, width, height]",
                                            beyond_, boxes_)});
    }

 private:
    std::size_t boxes_ = 0, beyond_ = 0;
};

// Captions and, where they are there, the boxes of instances. Each file is read twice, first for its images and
// categories, so that these and the annotations may stand in either order. Ids are unique within a file of captions and
// its file of instances: two files may give one id to different images.
class Coco {
 public:
    explicit Coco(const base::JobContext& context) : context_(context) {}

    base::Result<Dataset> read(const fs::path& root) {
        data_.format = std::string("coco");
        LEGENDA_TRY(found, findJsonFiles(root, "captions_"));
        LEGENDA_TRY(images, findImages(found->root, context_, data_.problems));
        index_.emplace(std::move(*images), found->root);
        for (const auto& file : found->files)
            if (auto done = readPair(file); !done) return base::pass(done);
        if (data_.samples.empty())
            return base::fail(ErrorCode::BadInput, fmt::format("{} lists no image (\"images\" with \"id\" and "
                                                               "\"file_name\").",
                                                               found->files.front().string()));
        locateImages(data_, *index_, found->root);
        return std::move(data_);
    }

 private:
    // A file of captions and the boxes that belong to it.
    base::Status readPair(const fs::path& captions) {
        std::vector<fs::path> files{captions};
        const auto name = captions.filename().string();
        std::error_code ignored;
        if (name.starts_with("captions_"))
            if (auto instances = captions.parent_path() / ("instances_" + name.substr(std::string("captions_").size()));
                fs::exists(instances, ignored))
                files.push_back(std::move(instances));
        split_ = splitOf(captions);
        byId_.clear();
        categories_.clear();
        listed_.clear();
        for (const auto& file : files)
            if (auto done = readImages(file); !done) return done;
        for (const auto& file : files)
            if (auto done = readAnnotations(file); !done) return done;
        return {};
    }

    base::Status readImages(const fs::path& file) {
        std::vector<Problem> twice;  // set in the second pass
        auto read = forEachElement(file, context_, twice,
                                   [&](const std::string& list, std::size_t number, const json& element) {
                                       if (list == "images") readImage(element, placeOf(file, list, number));
                                       if (list == "categories")
                                           categories_[idOf(element, "id")] = textOf(element, "name");
                                   });
        if (!read) return base::pass(read);
        return {};
    }

    base::Status readAnnotations(const fs::path& file) {
        ids_.clear();
        crowds_ = 0;
        edges_ = {};
        std::map<std::string, std::size_t> unlisted;  // image -> annotations
        auto read = forEachElement(file, context_, data_.problems,
                                   [&](const std::string& list, std::size_t number, const json& element) {
                                       if (list == "annotations")
                                           readAnnotation(element, placeOf(file, list, number), unlisted);
                                   });
        if (!read) return base::pass(read);
        for (const auto& [image, count] : unlisted)
            problem(file.string(), fmt::format("annotates the image {}, which is not listed ({} times)", image, count));
        if (crowds_ > 0)
            problem(file.string(),
                    fmt::format("{} crowd boxes (iscrowd) cover many objects each and were left out", crowds_));
        edges_.report(file, data_.problems);
        return {};
    }

    void readImage(const json& element, const std::string& where) {
        const auto id = idOf(element, "id");
        if (id.empty()) return problem(where, "has no \"id\"");
        auto name = textOf(element, "file_name");
        if (name.empty()) name = textOf(element, "coco_url");
        if (name.empty()) return problem(where, "has no \"file_name\"");
        const auto& image = index_->locate(name, split_);
        if (image.key.empty()) return problem(where, image.why);
        if (!image.why.empty()) problem(where, image.why);
        if (const auto known = byId_.find(id); known != byId_.end()) {
            const auto& other = data_.samples[known->second].image;
            if (other != image.key)
                problem(where, fmt::format("gives the id {} to {}, which is {} already", id, image.key, other));
            return;
        }
        const auto [entry, isNew] = byName_.emplace(image.key, data_.samples.size());
        if (isNew) data_.samples.emplace_back().image = image.key;
        Sample& sample = data_.samples[entry->second];
        byId_.emplace(id, entry->second);
        if (!listed_.insert(entry->second).second)
            problem(where, fmt::format("lists {} again under the id {}; its captions were added", image.key, id));
        sample.externalIds.emplace("coco", id);
        if (sample.split.empty()) sample.split = split_;
        if (sample.annotatedWidth == 0) {
            sample.annotatedWidth = numberOf(element, "width");
            sample.annotatedHeight = numberOf(element, "height");
        }
    }

    void readAnnotation(const json& element, const std::string& where, std::map<std::string, std::size_t>& unlisted) {
        const auto image = idOf(element, "image_id"), id = idOf(element, "id");
        if (image.empty()) return problem(where, "has no \"image_id\"");
        const auto known = byId_.find(image);
        if (known == byId_.end()) {
            ++unlisted[image];
            return;
        }
        Sample& sample = data_.samples[known->second];
        std::string note;
        std::vector<std::string> texts;
        for (auto& text : textsOf(element, "caption", note)) texts.push_back(textOf(json{{"text", text}}, "text"));
        if (!note.empty()) problem(where, note);
        const auto [box, how, damaged] = cocoBox(element);
        if (!how.empty()) problem(where, how);
        const bool again = !id.empty() && !ids_.insert(std::hash<std::string>()(id)).second;
        if (box) {
            if (again) problem(where, fmt::format("repeats the id {}; its box was kept", id));
            return readBox(element, *box, std::move(texts), id, sample, where);
        }
        if (damaged) return;  // the text of a box that cannot be read is not a caption of the image
        if (texts.empty() && note.empty()) return problem(where, "has no \"caption\"");
        for (auto& text : texts) {
            const bool there = std::ranges::find(sample.captions, text) != sample.captions.end();
            if (again)
                problem(where, fmt::format("repeats the id {}; its caption was {}", id, there ? "there" : "kept"));
            if (!again || !there) sample.captions.push_back(std::move(text));
        }
    }

    void readBox(const json& element, const base::Box& box, std::vector<std::string> texts, const std::string& id,
                 Sample& sample, const std::string& where) {
        if (numberOf(element, "iscrowd") != 0 && texts.empty()) {
            ++crowds_;
            return;
        }
        edges_.look(box, sample);
        const auto inside = boxInside(box, sample.annotatedWidth, sample.annotatedHeight, where, data_.problems);
        if (!inside) return;
        if (texts.empty())
            if (const auto name = categories_.find(idOf(element, "category_id"));
                name != categories_.end() && !name->second.empty())
                texts.push_back(name->second);
        sample.regions.push_back({id, *inside, std::move(texts)});
    }

    void problem(std::string where, std::string why) { data_.problems.push_back({std::move(where), std::move(why)}); }

    const base::JobContext& context_;
    Dataset data_;
    std::optional<ImageIndex> index_;
    std::string split_;
    std::unordered_map<std::string, std::size_t> byName_;  // in all files
    std::unordered_map<std::string, std::size_t> byId_;    // in the files that are being read
    std::unordered_set<std::size_t> listed_;               // samples in the files that are being read
    std::unordered_set<std::size_t> ids_;  // hashed ids of annotations: two million of them must fit into memory
    std::unordered_map<std::string, std::string> categories_;
    std::size_t crowds_ = 0;
    BeyondEdges edges_;
};

class CocoReader final : public DatasetReader {
 public:
    std::string format() const override { return "coco"; }
    std::string title() const override { return "COCO captions"; }
    std::string contents() const override {
        return "captions_*.json of MSCOCO 2014 or 2017, images in any sub-folder, and the boxes of instances_*.json "
               "where there";
    }
    int order() const override { return 3; }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        return Coco(context).read(root);
    }
};

}  // namespace

ReaderPtr make_coco() {
    return std::make_unique<CocoReader>();
}

}  // namespace legenda::data
