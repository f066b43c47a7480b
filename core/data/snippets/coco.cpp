// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/data/snippet_format.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>

namespace legenda::data::snippets {

using nlohmann::json;

namespace {

std::string textOf(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

int sizeOf(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? static_cast<int>(found->get<double>()) : 0;
}

// The texts of an annotation: "caption", else what its attributes hold (tools differ in the key).
std::vector<std::string> textsOf(const json& annotation) {
    std::vector<std::string> texts;
    const auto add = [&texts](const json& value) {
        if (value.is_string() && !trimmed(value.get_ref<const std::string&>()).empty())
            texts.push_back(value.get<std::string>());
    };
    if (annotation.contains("caption")) add(annotation["caption"]);
    const auto attributes = annotation.find("attributes");
    if (!texts.empty() || attributes == annotation.end()) return texts;
    if (attributes->is_string()) add(*attributes);
    if (!attributes->is_object()) return texts;
    for (const char* key : {"caption", "text", "phrase", "description", "captions", "texts"}) {
        const auto value = attributes->find(key);
        if (value == attributes->end()) continue;
        if (value->is_array())
            std::ranges::for_each(*value, add);
        else
            add(*value);
        if (!texts.empty()) break;
    }
    return texts;
}

// The rectangle round polygons [[x1, y1, x2, y2, …], …].
std::optional<base::Box> polygonBounds(const json& segmentation) {
    if (!segmentation.is_array()) return std::nullopt;
    double left = 0, top = 0, right = 0, bottom = 0;
    bool any = false;
    for (const auto& polygon : segmentation) {
        if (!polygon.is_array()) return std::nullopt;
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
            if (!polygon[i].is_number() || !polygon[i + 1].is_number()) return std::nullopt;
            const double x = polygon[i].get<double>(), y = polygon[i + 1].get<double>();
            left = any ? std::min(left, x) : x;
            right = any ? std::max(right, x) : x;
            top = any ? std::min(top, y) : y;
            bottom = any ? std::max(bottom, y) : y;
            any = true;
        }
    }
    return any ? std::optional(base::Box{left, top, right - left, bottom - top}) : std::nullopt;
}

class CocoReader {
 public:
    CocoReader(const std::filesystem::path& file, Content& content) : file_(file.string()), content_(content) {}

    void readImage(const json& image, std::size_t index) {
        const std::string where = fmt::format("{}: images[{}]", file_, index);
        if (!image.is_object() || !image.contains("id") || textOf(image, "file_name").empty())
            return skip(where, "needs id and file_name");
        Item item;
        item.image = nfc(textOf(image, "file_name"));
        item.width = sizeOf(image, "width");
        item.height = sizeOf(image, "height");
        item.split = textOf(image, "split");
        if (!images_.emplace(image["id"].dump(), std::move(item)).second)
            skip(where, fmt::format("repeats the id {}", image["id"].dump()));
    }

    void readAnnotation(const json& annotation, std::size_t index) {
        const std::string where = fmt::format("{}: annotations[{}]", file_, index);
        if (!annotation.is_object() || !annotation.contains("image_id")) return skip(where, "needs image_id");
        const auto image = images_.find(annotation["image_id"].dump());
        if (image == images_.end())
            return skip(where, fmt::format("its image_id {} is not among the images", annotation["image_id"].dump()));
        Item item = image->second;
        item.where = where;
        const json attributes = annotation.value("attributes", json::object());
        const bool object = attributes.is_object();
        item.id =
            object && attributes.contains("region_id") ? textOf(attributes, "region_id") : textOf(annotation, "id");
        item.annotator = object ? textOf(attributes, "annotator") : std::string();
        item.createdAt = object ? textOf(attributes, "created_at") : std::string();
        item.texts = textsOf(annotation);
        item.textAnnotators.assign(item.texts.size(), item.annotator);
        if (!readBox(annotation, item)) return;
        if (item.hasBox && item.texts.empty() && !object) return skip(where, "has no text");
        if (auto why = itemProblem(item); !why.empty()) return skip(where, std::move(why));
        add(std::move(item), object && attributes.contains("region_id"));
    }

 private:
    bool readBox(const json& annotation, Item& item) {
        const auto box = annotation.find("bbox");
        if (box != annotation.end() && !box->is_null() && !(box->is_array() && box->empty())) {
            auto parsed = base::boxFromJson(*box, item.where);
            if (!parsed) {
                skip(item.where, fmt::format("bbox must be [x, y, width, height], found {}", box->dump()));
                return false;
            }
            item.box = *parsed;
            item.hasBox = true;
        } else if (const auto polygon = annotation.find("segmentation"); polygon != annotation.end()) {
            if (const auto bounds = polygonBounds(*polygon)) {
                item.box = *bounds;
                item.hasBox = true;
                skip(item.where, "a polygon without a bbox was turned into its bounding box");
            }
        }
        return true;
    }

    void add(Item item, bool shared) {
        if (!shared) return content_.items.push_back(std::move(item));
        const auto [entry, isNew] = known_.emplace(item.image + "\n" + item.id, content_.items.size());
        if (isNew) return content_.items.push_back(std::move(item));
        Item& region = content_.items[entry->second];
        if (region.hasBox != item.hasBox || !(region.box == item.box))
            return skip(item.where,
                        fmt::format("region {} of {} has another box than in {}", item.id, item.image, region.where));
        std::ranges::move(item.texts, std::back_inserter(region.texts));
        std::ranges::move(item.textAnnotators, std::back_inserter(region.textAnnotators));
    }

    void skip(std::string where, std::string why) { content_.skipped.push_back({std::move(where), std::move(why)}); }

    std::string file_;
    Content& content_;
    std::map<std::string, Item> images_;  // by the id's JSON text: ids may be numbers or strings
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

    base::Result<Content> read(const std::filesystem::path& file) const override {
        Content content;
        auto text = readText(file, content.skipped);
        if (!text) return base::pass(text);
        auto document = base::parseJson(*text, file.string());
        if (!document) return base::pass(document);
        for (const char* key : {"images", "annotations"})
            if (!document->is_object() || !document->contains(key) || !(*document)[key].is_array())
                return base::fail(base::ErrorCode::BadInput,
                                  fmt::format("{} is no COCO file: it has no list \"{}\".", file.string(), key));
        CocoReader reader(file, content);
        const auto& images = (*document)["images"];
        const auto& annotations = (*document)["annotations"];
        for (std::size_t i = 0; i < images.size(); ++i) reader.readImage(images[i], i);
        for (std::size_t i = 0; i < annotations.size(); ++i) reader.readAnnotation(annotations[i], i);
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
