// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/label_studio_task.h"

#include "core/data/json_stream.h"
#include "core/data/name_index.h"
#include "core/data/text_file.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <unordered_map>

namespace legenda::data::regions {

using nlohmann::json;

namespace {

// "8f2a1b3c-dog.jpg": Label Studio puts eight hexadecimal digits before the names of uploaded files.
std::string withoutUploadPrefix(const std::string& name) {
    constexpr std::size_t kDigits = 8;
    if (name.size() <= kDigits + 1 || name[kDigits] != '-') return name;
    const bool digits = name.find_first_not_of("0123456789abcdef") >= kDigits;
    return digits ? name.substr(kDigits + 1) : name;
}

// The name of the task's image, and those by which it may be known as well.
std::vector<std::string> namesOf(const json& task) {
    const auto& data = member(task, "data").is_object() ? member(task, "data") : task;
    std::string name;
    for (const char* key : {"image", "img", "image_url", "url", "photo", "picture", "filename", "file_name"})
        if (name.empty() && member(data, key).is_string()) name = plainText(data, key);
    for (auto entry = data.begin(); name.empty() && entry != data.end(); ++entry)
        if (entry->is_string() && data::looksLikeImage(data::plainName(entry->get<std::string>())))
            name = entry->get<std::string>();
    if (name.empty()) name = plainText(task, "file_upload");
    name = data::nfc(name);
    std::vector<std::string> names{name};
    if (const auto local = name.find("?d="); local != std::string::npos) {  // /data/local-files/?d=folder/dog.jpg
        names.insert(names.begin(), name.substr(local + 3));
    } else if (const auto upload = name.find("data/upload/"); upload != std::string::npos) {
        const auto last = name.substr(name.rfind('/') + 1);
        names = {withoutUploadPrefix(last), last, name};
    } else if (member(data, "image").is_null() && !plainText(task, "file_upload").empty()) {
        names = {withoutUploadPrefix(name), name};
    }
    return names;
}

std::string annotatorOf(const json& annotation) {
    const auto& by = member(annotation, "completed_by");
    if (!by.is_object()) return plainText(annotation, "completed_by");
    for (const char* key : {"email", "username", "first_name", "id"})
        if (auto name = plainText(by, key); !name.empty()) return name;
    return {};
}

// What the results of one annotation say of one region.
struct Parts {
    std::optional<base::Box> box;  // percent
    std::vector<Text> texts, labels;
    json keys = json::object();
    double rotation = 0;
    int width = 0, height = 0;
    std::string id, where;
    bool shape = false;  // there was one, be it a box or not
};

class TaskReader {
 public:
    TaskReader(const json& task, const std::string& where, Feed& feed) : task_(task), where_(where), feed_(feed) {
        auto names = namesOf(task);
        base_.image = names.front();
        base_.otherNames.assign(names.begin() + 1, names.end());
        const auto& data = member(task, "data");
        base_.width = data::numberOf(data, "width");
        base_.height = data::numberOf(data, "height");
    }

    void read() {
        if (!task_.is_object()) return feed_.skip(where_, fmt::format("is no task: {}", shown(task_)));
        if (base_.image.empty()) return feed_.skip(where_, "names no image in its \"data\"");
        bool any = false;
        for (const char* key : {"annotations", "completions"}) {
            const auto& annotations = member(task_, key);
            for (std::size_t a = 0; annotations.is_array() && a < annotations.size(); ++a)
                readAnnotation(annotations[a], fmt::format("{}.{}[{}]", where_, key, a));
            any = any || annotations.is_array();
        }
        if (!any) readShort();
        if (const auto& guesses = member(task_, "predictions"); guesses.is_array() && !guesses.empty())
            feed_.skip(where_,
                       fmt::format("{} predictions of models are no annotations and were left out", guesses.size()));
    }

 private:
    void readAnnotation(const json& annotation, const std::string& where) {
        if (member(annotation, "was_cancelled") == true) return feed_.skip(where, "was cancelled by its annotator");
        const auto& results = member(annotation, "result");
        if (!results.is_array()) return feed_.skip(where, "has no list \"result\"");
        std::vector<Parts> regions;
        std::unordered_map<std::string, std::vector<std::size_t>> byId;
        for (std::size_t r = 0; r < results.size(); ++r) {
            Parts parts;
            parts.where = fmt::format("{}.result[{}]", where, r);
            parts.id = plainText(results[r], "id");
            readResult(results[r], parts.where, parts);
            auto& same = byId[parts.id.empty() ? fmt::format("\n{}", r) : parts.id];
            const auto found = std::ranges::find_if(same, [&](std::size_t i) { return belongs(parts, regions[i]); });
            if (found != same.end()) {
                add(std::move(parts), regions[*found]);
            } else {
                same.push_back(regions.size());
                regions.push_back(std::move(parts));
            }
        }
        for (auto& parts : regions) give(std::move(parts), annotation);
    }

    // Results of one id are of one region, unless their boxes differ.
    static bool belongs(const Parts& parts, const Parts& region) {
        return !parts.box || !region.box || *parts.box == *region.box;
    }

    static void add(Parts&& parts, Parts& region) {
        if (!region.box) region.box = parts.box;
        if (parts.rotation != 0) region.rotation = parts.rotation;
        region.shape = region.shape || parts.shape;
        region.width = std::max(region.width, parts.width);
        region.height = std::max(region.height, parts.height);
        std::ranges::move(parts.texts, std::back_inserter(region.texts));
        std::ranges::move(parts.labels, std::back_inserter(region.labels));
        region.keys.update(parts.keys);
    }

    void readResult(const json& result, const std::string& where, Parts& parts) {
        const auto& value = member(result, "value");
        const auto type = plainText(result, "type");
        if (type == "relation") return feed_.skip(where, "is a relation of two regions");
        if (!value.is_object()) return feed_.skip(where, fmt::format("has no \"value\": {}", shown(result)));
        if (const double turned = data::realOf(member(result, "image_rotation")).value_or(0);
            std::fmod(turned, 360) != 0)
            return feed_.skip(
                where, fmt::format("belongs to an image that was turned by {:g} degrees in Label Studio", turned));
        parts.width = data::numberOf(result, "original_width");
        parts.height = data::numberOf(result, "original_height");
        readShape(value, type, where, parts);
        if (!addTexts(member(value, "text"), parts.texts))
            feed_.skip(where, fmt::format("has a text that is none: {}", shown(member(value, "text"))));
        // A note at a region, which anyone can write without a field for it.
        addTexts(member(member(result, "meta"), "text"), parts.texts);
        for (const char* labels : {"rectanglelabels", "labels", "polygonlabels", "ellipselabels", "keypointlabels",
                                   "brushlabels", "hypertextlabels"})
            addTexts(member(value, labels), parts.labels);
        if (const auto& choices = member(value, "choices"); choices.is_array()) parts.keys["choices"] = choices;
    }

    void readShape(const json& value, const std::string& type, const std::string& where, Parts& parts) {
        std::optional<base::Box> box;
        std::string note;
        if (const auto& points = member(value, "points"); points.is_array()) {
            box = boundsOf(points);
            note = "is a polygon; its bounding box was used";
        } else if (value.contains("radiusX")) {
            const auto ellipse =
                boxOf({member(value, "x"), member(value, "y"), member(value, "radiusX"), member(value, "radiusY")});
            if (ellipse)
                box = base::Box{ellipse->x - ellipse->w, ellipse->y - ellipse->h, 2 * ellipse->w, 2 * ellipse->h};
            note = "is an ellipse; its bounding box was used";
        } else if (value.contains("x") && value.contains("height")) {
            box = boxOf({member(value, "x"), member(value, "y"), member(value, "width"), member(value, "height")});
            parts.rotation = data::realOf(member(value, "rotation")).value_or(0);
        } else if (value.contains("rle") || value.contains("x") || value.contains("format")) {
            parts.shape = true;
            return feed_.skip(where, fmt::format("is a {}, which is no box", type));
        } else {
            return;
        }
        parts.shape = true;
        if (!box) return feed_.skip(where, fmt::format("has a box that is not of numbers: {}", shown(value)));
        if (!note.empty()) feed_.skip(where, note);
        parts.box = box;
    }

    void give(Parts&& parts, const json& annotation) {
        if (parts.shape && !parts.box) return;
        if (!parts.shape && parts.texts.empty()) return;  // choices and ratings of the whole image
        Record record = base_;
        record.where = std::move(parts.where);
        record.id = std::move(parts.id);
        record.annotator = annotatorOf(annotation);
        record.createdAt = plainText(annotation, "created_at");
        if (parts.width > 0 && parts.height > 0) {
            record.width = parts.width;
            record.height = parts.height;
        }
        if (parts.box) placeBox(parts, record);
        record.texts = parts.texts.empty() ? parts.labels : std::move(parts.texts);
        record.keys = std::move(parts.keys);
        if (!parts.labels.empty() && record.texts != parts.labels) {
            record.keys["labels"] = json::array();
            for (const auto& label : parts.labels) record.keys["labels"].push_back(label.text);
        }
        feed_.give(std::move(record));
    }

    void placeBox(const Parts& parts, Record& record) {
        const bool sized = record.width > 0 && record.height > 0;
        if (!sized) {
            record.frame = Frame::Percent;
            feed_.skip(record.where, "says no size of its image: its box is in percent");
        }
        const double x = sized ? record.width / 100.0 : 1, y = sized ? record.height / 100.0 : 1;
        const auto& box = *parts.box;
        record.box = base::Box{box.x * x, box.y * y, box.w * x, box.h * y};
        if (std::fmod(parts.rotation, 360) == 0) return;
        feed_.skip(record.where, fmt::format("is rotated by {:g} degrees; its bounding box was used", parts.rotation));
        record.box = turned(*record.box, parts.rotation, record.box->x, record.box->y);
    }

    // JSON_MIN: lists of boxes under the name of their tag, and texts under that of theirs: as many, or one or several
    // of the whole image.
    void readShort() {
        std::vector<Parts> boxes;
        std::vector<Text> texts;
        for (const auto& [key, value] : task_.items()) {
            const bool list = value.is_array() && !value.empty() && value.front().is_object();
            for (std::size_t i = 0; list && i < value.size(); ++i) {
                Parts parts;
                parts.where = fmt::format("{}.{}[{}]", where_, key, i);
                parts.width = data::numberOf(value[i], "original_width");
                parts.height = data::numberOf(value[i], "original_height");
                readShape(value[i], key, parts.where, parts);
                for (const char* labels : {"rectanglelabels", "labels", "polygonlabels", "ellipselabels"})
                    addTexts(member(value[i], labels), parts.labels);
                if (parts.box) boxes.push_back(std::move(parts));
            }
            for (const char* known : {"caption", "captions", "text", "texts", "transcription", "description", "phrase"})
                if (key == known && !addTexts(value, texts))
                    feed_.skip(where_, fmt::format("has a \"{}\" that is not text: {}", key, shown(value)));
        }
        const bool paired = boxes.size() == texts.size();
        json annotation{{"completed_by", member(task_, "annotator")}, {"created_at", member(task_, "created_at")}};
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            if (paired) boxes[i].texts = {texts[i]};
            give(std::move(boxes[i]), annotation);
        }
        if (paired && !boxes.empty()) return;
        if (boxes.empty() && texts.empty()) return feed_.skip(where_, "has no annotations");
        Parts whole;
        whole.where = where_;
        whole.texts = std::move(texts);
        give(std::move(whole), annotation);
    }

    const json& task_;
    const std::string& where_;
    Feed& feed_;
    Record base_;
};

}  // namespace

void readTask(const json& task, const std::string& where, Feed& feed) {
    TaskReader(task, where, feed).read();
}

}  // namespace legenda::data::regions
