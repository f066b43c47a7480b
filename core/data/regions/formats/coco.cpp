// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/coco_annotation.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kCategory = "region";  // of a box that is of none

struct CocoImage {
    std::string name, split, caption;
    int width = 0, height = 0;
};

// Bytes at which each letter of a text begins, and its end: "tokens_positive" counts letters.
std::vector<std::size_t> letters(const std::string& text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
    starts.push_back(text.size());
    return starts;
}

// The words of the image's caption that MDETR's annotations point at, "" where they point at none.
std::string keyedPhrase(const json& annotation, const std::string& caption) {
    const auto& spans = member(annotation, "tokens_positive");
    if (caption.empty() || !spans.is_array()) return {};
    const auto starts = letters(caption);
    std::string phrase;
    for (const auto& span : spans) {
        if (!span.is_array() || span.size() != 2) return {};
        const auto first = data::realOf(span[0]), end = data::realOf(span[1]);
        if (!first || !end || *first < 0 || *end <= *first || *end >= static_cast<double>(starts.size())) return {};
        const auto from = starts[static_cast<std::size_t>(*first)], to = starts[static_cast<std::size_t>(*end)];
        if (to <= from) return {};
        if (!phrase.empty()) phrase += ' ';
        phrase.append(caption, from, to - from);
    }
    return phrase;
}

// The one text among attributes, whatever its name; null where there are several or none.
const json& onlyText(const json& attributes) {
    static const json kNone;
    const json* only = &kNone;
    if (!attributes.is_object()) return kNone;
    for (const auto& [key, value] : attributes.items()) {
        if (!value.is_string() || key == "annotator" || key == "created_at" || key == "region_id") continue;
        if (!only->is_null()) return kNone;
        only = &value;
    }
    return *only;
}

class CocoReader {
 public:
    CocoReader(const fs::path& file, Feed& feed) : file_(file), feed_(feed) {}

    void readImage(const json& image, std::size_t index) {
        const std::string where = data::placeOf(file_, "images", index), id = data::idOf(image, "id");
        CocoImage read{data::nfc(plainText(image, "file_name")), plainText(image, "split"), plainText(image, "caption"),
                       data::numberOf(image, "width"), data::numberOf(image, "height")};
        if (id.empty() || read.name.empty()) return feed_.skip(where, "needs id and file_name");
        const auto name = read.name;
        const auto [entry, isNew] = images_.emplace(id, std::move(read));
        if (!isNew && entry->second.name != name)
            feed_.skip(where, fmt::format("gives the id {} to {}, which is {} already", id, name, entry->second.name));
    }

    void readCategory(const json& category) {
        categories_.emplace(data::idOf(category, "id"), plainText(category, "name"));
    }

    void readAnnotation(const json& annotation, const std::string& where, bool alone) {
        const std::string imageId = data::idOf(annotation, "image_id");
        if (imageId.empty()) return feed_.skip(where, "needs image_id");
        Record record;
        record.where = where;
        record.alone = true;
        CocoImage none;
        const CocoImage* image = &none;
        if (alone) {  // a list of results names no files
            record.image = record.imageId = imageId;
        } else {
            const auto found = images_.find(imageId);
            if (found == images_.end())
                return feed_.skip(where, fmt::format("its image_id {} is not among the images", imageId));
            image = &found->second;
            record.image = image->name;
            record.width = image->width;
            record.height = image->height;
            record.split = image->split;
        }
        const auto& attributes = member(annotation, "attributes");
        const bool own = attributes.is_object() && attributes.contains("region_id");
        record.id = own ? plainText(attributes, "region_id") : data::idOf(annotation, "id");
        record.annotator = plainText(attributes.contains("annotator") ? attributes : annotation, "annotator");
        record.createdAt = plainText(attributes, "created_at");
        const auto [box, how, damaged] = data::cocoBox(annotation);
        if (!how.empty()) feed_.skip(where, how);
        if (damaged) return;
        record.box = box;
        const auto category = categories_.find(data::idOf(annotation, "category_id"));
        readTexts(annotation, attributes, image->caption, where, record.texts);
        record.keys = keysOf(annotation, attributes);
        record.badScore = hasBadScore(annotation);
        if (category != categories_.end() && !(own && category->second == kCategory))
            record.keys["category"] = category->second;
        if (record.box && record.texts.empty() && !own && category != categories_.end())
            addTexts(category->second, record.texts);
        feed_.give(std::move(record));
    }

    std::size_t images() const { return images_.size(); }

 private:
    // "caption", else what its attributes hold (tools differ in the key), else what the caption of the image says of
    // it.
    void readTexts(const json& annotation, const json& attributes, const std::string& caption, const std::string& where,
                   std::vector<Text>& texts) {
        for (const auto* holder : {&annotation, &attributes})
            for (const char* key :
                 {"caption", "text", "phrase", "description", "captions", "texts", "sentence", "transcription"})
                if (const auto& value = member(*holder, key); texts.empty() && !addTexts(value, texts))
                    feed_.skip(where, fmt::format("has a \"{}\" that is not text: {}", key, shown(value)));
        if (texts.empty())
            for (const auto& sentence : member(annotation, "sentences"))  // of RefCOCO
                addTexts(member(sentence, sentence.contains("raw") ? "raw" : "sent"), texts);
        if (texts.empty() && attributes.is_string()) addTexts(attributes, texts);
        if (texts.empty()) addTexts(onlyText(attributes), texts);
        if (texts.empty()) addTexts(keyedPhrase(annotation, caption), texts);
    }

    static json keysOf(const json& annotation, const json& attributes) {
        json keys = restOf(annotation, {"id", "image_id", "caption", "bbox", "area", "segmentation", "category_id",
                                        "attributes", "annotator"});
        if (keys.contains("iscrowd") && keys["iscrowd"] == 0) keys.erase("iscrowd");
        auto further = restOf(attributes, {"region_id", "annotator", "created_at", "caption", "rotation"});
        if (!further.empty()) keys["attributes"] = std::move(further);
        return keys;
    }

    const fs::path& file_;
    Feed& feed_;
    std::map<std::string, CocoImage> images_;        // by id
    std::map<std::string, std::string> categories_;  // name by id
};

class CocoWriter {
 public:
    CocoWriter(const Source& source, std::ostream& out)
        : source_(source), out_(out), numbers_(numbersOf(source.images, "coco")), next_(source.survey.largestId) {}

    base::Status write() {
        out_ << "{\n\"info\": " << json{{"description", "Region texts written by Legenda"}} << ",\n\"licenses\": [],\n";
        out_ << "\"annotations\": ";
        ListWriter annotations(out_);
        auto done = source_.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            used_.push_back(image.index);
            for (const auto& record : records)
                for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i)
                    annotations.add(annotationJson(record, i, numbers_[image.index]));
            return base::Status();
        });
        annotations.close();
        if (!done) return done;
        out_ << ",\n\"images\": ";
        ListWriter images(out_);
        for (const std::size_t index : used_) {
            const auto& image = source_.images[index];
            json element{
                {"id", numbers_[index]}, {"width", image.width}, {"height", image.height}, {"file_name", image.name}};
            if (!image.split.empty()) element["split"] = image.split;
            images.add(element);
        }
        images.close();
        out_ << ",\n\"categories\": ";
        ListWriter categories(out_);
        for (const auto& [name, id] : categories_) categories.add({{"id", id}, {"name", name}, {"supercategory", ""}});
        categories.close();
        out_ << "\n}\n";
        return {};
    }

 private:
    // The region's own number for its first text, where it has one.
    std::int64_t numberOf(const Record& record, std::size_t text) {
        constexpr std::int64_t kMost = std::int64_t{1} << 52;
        std::int64_t number = 0;
        const char* const end = record.id.data() + record.id.size();
        const auto [read, wrong] = std::from_chars(record.id.data(), end, number);
        const bool plain = wrong == std::errc() && read == end && number > 0 && number <= kMost;
        return text == 0 && plain && taken_.insert(number).second ? number : ++next_;
    }

    json annotationJson(const Record& record, std::size_t text, std::int64_t image) {
        json annotation = record.keys;
        const std::string category = plainText(annotation, "category");
        annotation.erase("category");
        json attributes = member(annotation, "attributes");
        if (!attributes.is_object()) attributes = json::object();
        annotation["id"] = numberOf(record, text);
        annotation["image_id"] = image;
        attributes["region_id"] = record.id;
        std::string annotator = record.annotator;
        if (text < record.texts.size()) {
            annotation["caption"] = attributes["caption"] = record.texts[text].text;
            if (!record.texts[text].annotator.empty()) annotator = record.texts[text].annotator;
        }
        if (!annotator.empty()) attributes["annotator"] = annotator;
        if (!record.createdAt.empty()) attributes["created_at"] = record.createdAt;
        if (record.box) {
            const auto& box = *record.box;
            annotation["bbox"] = {box.x, box.y, box.w, box.h};
            annotation["area"] = box.area();
            const auto [entry, isNew] = categories_.try_emplace(category.empty() ? kCategory : category,
                                                                static_cast<int>(categories_.size()) + 1);
            annotation["category_id"] = entry->second;
            if (!annotation.contains("iscrowd")) annotation["iscrowd"] = 0;
            annotation["segmentation"] = json::array();
        }
        annotation["attributes"] = std::move(attributes);
        return annotation;
    }

    const Source& source_;
    std::ostream& out_;
    std::vector<std::int64_t> numbers_;  // of the images
    std::int64_t next_;
    std::unordered_set<std::int64_t> taken_;
    std::vector<std::size_t> used_;  // images
    std::map<std::string, int> categories_;
};

class CocoFormat final : public FileFormat {
 public:
    std::string name() const override { return "coco"; }
    std::string title() const override { return "COCO"; }
    std::string extension() const override { return ".json"; }

    bool recognises(const Look& look) const override {
        if (look.has("annotations[].result") || look.has("shapes")) return false;
        const bool results =
            look.has("[].image_id") && (look.has("[].bbox") || look.has("[].caption")) && !look.has("[].regions");
        return results || look.has("annotations[].image_id") || look.has("images[].file_name") ||
               (look.has("images") && look.has("annotations"));
    }

    // Twice, first for the images, so that these and the annotations may stand in either order.
    base::Status read(const fs::path& file, Feed& feed) const override {
        CocoReader reader(file, feed);
        std::vector<Problem> twice;  // the second reading tells them
        auto lists = data::forEachElement(file, feed.job(), twice,
                                          [&](const std::string& list, std::size_t i, const json& element) {
                                              if (list == "images") reader.readImage(element, i);
                                              if (list == "categories") reader.readCategory(element);
                                          });
        if (!lists) return base::pass(lists);
        const bool alone = *lists == std::vector<std::string>{""};
        for (const char* key : {"images", "annotations"})
            if (!alone && std::ranges::find(*lists, key) == lists->end())
                return base::fail(base::ErrorCode::BadInput,
                                  fmt::format("{} is no COCO file: it has no list \"{}\".", file.string(), key));
        lists = data::forEachElement(file, feed.job(), feed.problems(),
                                     [&](const std::string& list, std::size_t i, const json& element) {
                                         if (list == (alone ? "" : "annotations"))
                                             reader.readAnnotation(element, data::placeOf(file, list, i), alone);
                                     });
        if (!lists) return base::pass(lists);
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override { return lossesOf(title(), {}, survey); }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        return CocoWriter(source, out).write();
    }
};

}  // namespace

FormatPtr make_coco() {
    return std::make_unique<CocoFormat>();
}

}  // namespace legenda::data::regions
