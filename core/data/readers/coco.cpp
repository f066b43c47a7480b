// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_images.h"
#include "core/data/json_files.h"
#include "core/data/json_stream.h"

#include <fmt/format.h>

#include <functional>
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

struct CategoryOf {
    std::size_t sample = 0, region = 0;
    std::string category;
};

// Captions and, where they are there, the boxes of instances. Images and annotations meet by id in either order.
class Coco {
 public:
    explicit Coco(const base::JobContext& context) : context_(context) {}

    base::Result<Dataset> read(const fs::path& root) {
        data_.format = std::string("coco");
        auto found = findJsonFiles(root, "captions_");
        if (!found) return base::pass(found);
        for (const auto& file : found->files) {
            if (auto done = readFile(file); !done) return base::pass(done);
            if (auto done = readInstances(file); !done) return base::pass(done);
        }
        nameCategories();
        dropNameless(found->files.front());
        if (data_.samples.empty())
            return base::fail(ErrorCode::BadInput, fmt::format("{} lists no image (\"images\" with \"id\" and "
                                                               "\"file_name\").",
                                                               found->files.front().string()));
        auto images = findImages(found->root, context_, data_.problems);
        if (!images) return base::pass(images);
        locateImages(data_, ImageIndex(std::move(*images)), found->root);
        return std::move(data_);
    }

 private:
    base::Status readFile(const fs::path& file) {
        file_ = &file;
        split_ = splitOf(file);
        return forEachElement(file, context_, data_.problems,
                              [&](const std::string& list, std::size_t number, const json& element) {
                                  if (list == "images") readImage(element, placeOf(file, list, number));
                                  if (list == "annotations") readAnnotation(element, placeOf(file, list, number));
                                  if (list == "categories") categories_[idOf(element, "id")] = textOf(element, "name");
                              });
    }

    // The boxes that belong to a file of captions.
    base::Status readInstances(const fs::path& captions) {
        auto name = captions.filename().string();
        if (!name.starts_with("captions_")) return {};
        const auto file = captions.parent_path() / ("instances_" + name.substr(std::string("captions_").size()));
        std::error_code ignored;
        return fs::exists(file, ignored) ? readFile(file) : base::Status();
    }

    std::size_t sampleOf(const std::string& id) {
        const auto [found, isNew] = byId_.emplace(id, data_.samples.size());
        if (isNew) data_.samples.emplace_back().externalIds["coco"] = id;
        return found->second;
    }

    void readImage(const json& element, const std::string& where) {
        const auto id = idOf(element, "id");
        if (id.empty()) return problem(where, "has no \"id\"");
        const auto name = safePath(textOf(element, "file_name"));
        if (!name) return problem(where, "has no \"file_name\" that is a path below the images' folder");
        auto& sample = data_.samples[sampleOf(id)];
        if (!sample.image.empty() && sample.image != *name)
            return problem(where, fmt::format("gives the id {} to {}, which is {} already", id, *name, sample.image));
        sample.image = *name;
        if (sample.split.empty()) sample.split = split_;
        sample.annotatedWidth = numberOf(element, "width");
        sample.annotatedHeight = numberOf(element, "height");
    }

    void readAnnotation(const json& element, const std::string& where) {
        const auto image = idOf(element, "image_id"), id = idOf(element, "id");
        if (image.empty()) return problem(where, "has no \"image_id\"");
        const auto text = textOf(element, "caption");
        const auto box = element.find("bbox");
        const bool region = box != element.end();
        if (!id.empty() && !ids_.insert(std::hash<std::string>()((region ? "b" : "c") + id)).second)
            return problem(where, fmt::format("repeats the id {}", id));
        if (region) return readBox(element, *box, text, id, image, where);
        if (text.empty()) return problem(where, "has no \"caption\"");
        data_.samples[sampleOf(image)].captions.push_back(text);
    }

    void readBox(const json& element, const json& box, const std::string& text, const std::string& id,
                 const std::string& image, const std::string& where) {
        if (numberOf(element, "iscrowd") != 0) return;  // its box holds many things
        if (!box.is_array() || box.size() != 4 ||
            !std::ranges::all_of(box, [](const json& n) { return n.is_number(); }))
            return problem(where, "has a \"bbox\" that is not [x, y, width, height]");
        const auto k = sampleOf(image);
        auto& sample = data_.samples[k];
        const auto inside = boxInside({box[0], box[1], box[2], box[3]}, sample.annotatedWidth, sample.annotatedHeight,
                                      where, data_.problems);
        if (!inside) return;
        sample.regions.push_back({id, *inside, {}});
        if (!text.empty())
            sample.regions.back().texts.push_back(text);
        else if (auto category = idOf(element, "category_id"); !category.empty())
            ofCategory_.push_back({k, sample.regions.size() - 1, std::move(category)});
    }

    void nameCategories() {
        for (const auto& [sample, region, category] : ofCategory_)
            if (const auto name = categories_.find(category); name != categories_.end() && !name->second.empty())
                data_.samples[sample].regions[region].texts.push_back(name->second);
    }

    // Annotations of images that no list names.
    void dropNameless(const fs::path& file) {
        std::erase_if(data_.samples, [&](const Sample& sample) {
            if (!sample.image.empty()) return false;
            problem(file.string(),
                    fmt::format("annotates the image {}, which is not listed", sample.externalIds.at("coco")));
            return true;
        });
    }

    void problem(std::string where, std::string why) { data_.problems.push_back({std::move(where), std::move(why)}); }

    const base::JobContext& context_;
    Dataset data_;
    const fs::path* file_ = nullptr;
    std::string split_;
    std::unordered_map<std::string, std::size_t> byId_;
    std::unordered_set<std::size_t> ids_;  // of annotations, hashed: two millions of them must fit
    std::unordered_map<std::string, std::string> categories_;
    std::vector<CategoryOf> ofCategory_;
};

class CocoReader final : public DatasetReader {
 public:
    std::string format() const override { return "coco"; }
    std::string describe() const override {
        return "MSCOCO 2014 or 2017: captions_*.json, the boxes of instances_*.json when there, images in any "
               "sub-folder";
    }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        return Coco(context).read(root);
    }
};

}  // namespace

ReaderPtr make_coco() {
    return std::make_unique<CocoReader>();
}

}  // namespace legenda::data
