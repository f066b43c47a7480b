// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"
#include "core/data/regions/label_studio_task.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <map>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// A result list for each annotator: Label Studio has one annotation for each of them.
using Results = std::map<std::string, json>;

class LabelStudioFormat final : public FileFormat {
 public:
    std::string name() const override { return "label-studio"; }
    std::string title() const override { return "Label Studio"; }
    std::string extension() const override { return ".json"; }

    bool recognises(const Look& look) const override {
        for (const std::string before : {"[].", ""})
            for (const char* key : {"annotations[].result", "completions[].result", "predictions[].result"})
                if (look.has((before + key).c_str())) return true;
        return (look.has("[].data") && look.has("[].annotations")) || look.has("[].annotation_id") ||
               look.has("[].lead_time");
    }

    base::Status read(const fs::path& file, Feed& feed) const override {
        json one = json::object();  // a file of one task is an object
        auto lists = data::forEachElement(
            file, feed.job(), feed.problems(),
            [&](const std::string& list, std::size_t i, const json& element) {
                if (list.empty())
                    readTask(element, data::placeOf(file, {}, i), feed);
                else if (list == "annotations" || list == "completions" || list == "predictions")
                    one[list].push_back(element);
            },
            [&](const std::string& object, const std::string& key, const json& value) {
                (object.empty() ? one : one[object])[key] = value;
            });
        if (!lists) return base::pass(lists);
        if (one.empty() && *lists != std::vector<std::string>{""})
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} is not a list of tasks of Label Studio.", file.string()));
        if (!one.empty()) readTask(one, file.string(), feed);
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override {
        Lacks lacks;
        lacks.sizeless = true;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        ListWriter list(out);
        auto done = source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            if (image.width <= 0 || image.height <= 0) return base::Status();
            std::map<std::string, Results> byTime;
            for (const auto& record : records) addResults(image, record, byTime[record.createdAt]);
            json annotations = json::array();
            for (auto& [time, byAnnotator] : byTime)
                for (auto& [annotator, results] : byAnnotator) {
                    json annotation{{"result", std::move(results)}, {"was_cancelled", false}};
                    if (!annotator.empty()) annotation["completed_by"] = {{"email", annotator}};
                    if (!time.empty()) annotation["created_at"] = time;
                    annotations.push_back(std::move(annotation));
                }
            list.add(
                {{"id", image.index + 1}, {"data", {{"image", image.name}}}, {"annotations", std::move(annotations)}});
            return base::Status();
        });
        list.close();
        out << '\n';
        return done;
    }

 private:
    // The box, and its texts as a second result of the same id, at each annotator who said something of it.
    static void addResults(const Image& image, const Record& record, Results& results) {
        std::map<std::string, json> texts;
        for (const auto& text : record.texts)
            texts[text.annotator.empty() ? record.annotator : text.annotator].push_back(text.text);
        if (texts.empty()) texts[record.annotator] = json::array();
        for (auto& [annotator, said] : texts) {
            auto& list = results[annotator];
            if (list.is_null()) list = json::array();
            json value = json::object();
            if (record.box) {
                const auto& box = *record.box;
                value = {{"x", 100 * box.x / image.width},
                         {"y", 100 * box.y / image.height},
                         {"width", 100 * box.w / image.width},
                         {"height", 100 * box.h / image.height},
                         {"rotation", 0}};
                const auto& labels = member(record.keys, "labels");
                json shape = value;
                if (labels.is_array()) shape["rectanglelabels"] = labels;
                list.push_back(result(image, record, labels.is_array() ? "label" : "bbox",
                                      labels.is_array() ? "rectanglelabels" : "rectangle", std::move(shape)));
            }
            if (said.empty()) continue;
            value["text"] = std::move(said);
            list.push_back(result(image, record, "caption", "textarea", std::move(value)));
        }
    }

    static json result(const Image& image, const Record& record, const char* from, const char* type, json value) {
        json result{{"from_name", from},
                    {"to_name", "image"},
                    {"type", type},
                    {"origin", "manual"},
                    {"original_width", image.width},
                    {"original_height", image.height},
                    {"image_rotation", 0},
                    {"value", std::move(value)}};
        if (!record.id.empty()) result["id"] = record.id;
        return result;
    }
};

}  // namespace

FormatPtr make_label_studio() {
    return std::make_unique<LabelStudioFormat>();
}

}  // namespace legenda::data::regions
