// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/data/coco_annotation.h"
#include "core/data/json_stream.h"
#include "core/data/snippet_format.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

namespace legenda::data::snippets {

using nlohmann::json;

namespace {

// The texts of an annotation: "caption", else what its attributes hold (tools differ in the key).
std::vector<std::string> textsOf(const json& annotation, std::string& note) {
    auto texts = data::textsOf(annotation, "caption", note);
    const auto attributes = annotation.find("attributes");
    if (!texts.empty() || attributes == annotation.end()) return texts;
    if (attributes->is_string()) return data::textsOf(annotation, "attributes", note);
    for (const char* key : {"caption", "text", "phrase", "description", "captions", "texts"})
        if (texts.empty()) texts = data::textsOf(*attributes, key, note);
    return texts;
}

// A text unchanged, or a number as text.
std::string plainText(const json& object, const char* key) {
    if (!object.is_object()) return {};
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : idOf(object, key);
}

class CocoReader {
 public:
    CocoReader(const std::filesystem::path& file, Content& content) : file_(file), content_(content) {}

    void readImage(const json& image, std::size_t index) {
        const std::string where = placeOf(file_, "images", index), id = idOf(image, "id");
        if (id.empty() || plainText(image, "file_name").empty()) return skip(where, "needs id and file_name");
        Item item;
        item.image = nfc(plainText(image, "file_name"));
        item.width = numberOf(image, "width");
        item.height = numberOf(image, "height");
        item.split = plainText(image, "split");
        const auto [entry, isNew] = images_.emplace(id, item);
        if (!isNew && entry->second.image != item.image)
            skip(where, fmt::format("gives the id {} to {}, which is {} already", id, item.image, entry->second.image));
    }

    void readAnnotation(const json& annotation, std::size_t index) {
        const std::string where = placeOf(file_, "annotations", index), id = idOf(annotation, "image_id");
        if (id.empty()) return skip(where, "needs image_id");
        const auto image = images_.find(id);
        if (image == images_.end()) return skip(where, fmt::format("its image_id {} is not among the images", id));
        Item item = image->second;
        item.where = where;
        const auto found = annotation.find("attributes");
        const bool object = found != annotation.end() && found->is_object();
        const json attributes = object ? *found : json::object();
        const bool own = attributes.contains("region_id");
        item.id = own ? plainText(attributes, "region_id") : idOf(annotation, "id");
        item.annotator = plainText(attributes, "annotator");
        item.createdAt = plainText(attributes, "created_at");
        std::string note;
        item.texts = textsOf(annotation, note);
        item.textAnnotators.assign(item.texts.size(), item.annotator);
        if (!note.empty()) skip(where, note);
        const auto [box, how, damaged] = cocoBox(annotation);
        if (!how.empty()) skip(where, how);
        if (damaged) return;
        item.hasBox = box.has_value();
        if (box) item.box = *box;
        if (item.hasBox && item.texts.empty() && !object) return note.empty() ? skip(where, "has no text") : void();
        if (auto why = itemProblem(item); !why.empty()) return skip(where, std::move(why));
        add(std::move(item), own);
    }

 private:
    // Annotations of one id and one box are one region with several texts. With another box they are another region,
    // except in a file of ours, whose region ids are unique.
    void add(Item item, bool own) {
        if (item.id.empty()) return content_.items.push_back(std::move(item));
        const auto [entry, isNew] = known_.emplace(item.image + "\n" + item.id, content_.items.size());
        if (isNew) return content_.items.push_back(std::move(item));
        Item& region = content_.items[entry->second];
        if (region.hasBox != item.hasBox || !(region.box == item.box)) {
            if (own)
                return skip(item.where, fmt::format("region {} of {} has another box than in {}", item.id, item.image,
                                                    region.where));
            skip(item.where, fmt::format("repeats the id {} with another box; both were kept", item.id));
            return content_.items.push_back(std::move(item));
        }
        std::ranges::move(item.texts, std::back_inserter(region.texts));
        std::ranges::move(item.textAnnotators, std::back_inserter(region.textAnnotators));
    }

    void skip(std::string where, std::string why) { content_.skipped.push_back({std::move(where), std::move(why)}); }

    const std::filesystem::path& file_;
    Content& content_;
    std::map<std::string, Item> images_;  // by id
    std::map<std::string, std::size_t> known_;
};

json annotationJson(const Item& item, std::size_t text, std::int64_t id, std::int64_t image) {
    json annotation{{"id", id}, {"image_id", image}};
    json attributes{{"region_id", item.id}};
    if (text < item.texts.size()) annotation["caption"] = attributes["caption"] = item.texts[text];
    const std::string annotator = text < item.textAnnotators.size() ? item.textAnnotators[text] : item.annotator;
    if (!annotator.empty()) attributes["annotator"] = annotator;
    if (!item.createdAt.empty()) attributes["created_at"] = item.createdAt;
    if (item.hasBox) {
        annotation["bbox"] = base::boxToJson(item.box);
        annotation["area"] = item.box.area();
        annotation["category_id"] = 1;
        annotation["iscrowd"] = 0;
        annotation["segmentation"] = json::array();
    }
    annotation["attributes"] = std::move(attributes);
    return annotation;
}

class CocoFormat final : public Format {
 public:
    std::string format() const override { return "coco"; }
    std::string extension() const override { return ".json"; }

    bool recognises(std::string_view head) const override {
        const auto first = head.find_first_not_of(" \t\r\n");
        return first != std::string_view::npos && head[first] == '{' &&
               (head.find("\"annotations\"") != std::string_view::npos ||
                head.find("\"images\"") != std::string_view::npos);
    }

    // Twice, first for the images, so that these and the annotations may stand in either order.
    base::Result<Content> read(const std::filesystem::path& file) const override {
        Content content;
        std::vector<Problem> twice;  // set in the second pass
        CocoReader reader(file, content);
        auto lists = forEachElement(file, {}, twice, [&](const std::string& list, std::size_t i, const json& element) {
            if (list == "images") reader.readImage(element, i);
        });
        if (!lists) return base::pass(lists);
        for (const char* key : {"images", "annotations"})
            if (std::ranges::find(*lists, key) == lists->end())
                return base::fail(base::ErrorCode::BadInput,
                                  fmt::format("{} is not a COCO file: it has no list \"{}\".", file.string(), key));
        lists =
            forEachElement(file, {}, content.skipped, [&](const std::string& list, std::size_t i, const json& element) {
                if (list == "annotations") reader.readAnnotation(element, i);
            });
        if (!lists) return base::pass(lists);
        return content;
    }

    base::Status write(const std::vector<Item>& items, std::ostream& out) const override {
        json images = json::array(), annotations = json::array();
        std::map<std::string, std::int64_t> ids;
        for (const auto& item : items) {
            const auto [entry, isNew] = ids.emplace(item.image, static_cast<std::int64_t>(ids.size()) + 1);
            if (isNew) {
                json image{
                    {"id", entry->second}, {"width", item.width}, {"height", item.height}, {"file_name", item.image}};
                if (!item.split.empty()) image["split"] = item.split;
                images.push_back(std::move(image));
            }
            for (std::size_t i = 0; i < std::max<std::size_t>(1, item.texts.size()); ++i)
                annotations.push_back(
                    annotationJson(item, i, static_cast<std::int64_t>(annotations.size()) + 1, entry->second));
        }
        const json document{{"info", {{"description", "Region texts written by Legenda"}}},
                            {"licenses", json::array()},
                            {"images", images},
                            {"annotations", annotations},
                            {"categories", json::array({{{"id", 1}, {"name", "region"}, {"supercategory", ""}}})}};
        out << document.dump(1) << '\n';
        return {};
    }
};

}  // namespace

FormatPtr make_coco() {
    return std::make_unique<CocoFormat>();
}

}  // namespace legenda::data::snippets
