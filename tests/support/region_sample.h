// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/data/regions/format.h"
#include "tests/support/check.h"

#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::test {

// Small files of region texts as the programs themselves write them, not as Legenda does.
struct RegionSample {
    std::string image = "dog.jpg", text = "a brown dog";
    int width = 200, height = 100;
    std::vector<base::Box> boxes{{10, 20, 30, 40}};  // one region each
    std::optional<std::string> id = "7";             // of every one of them
    std::string before = {};                         // the file, as a byte order mark
    bool further = false;                            // a key that the format does not know
};

// What formats() reads, X-AnyLabeling and CVAT as kinds of their own.
inline constexpr std::array kRegionKinds{"csv",      "coco",    "cvat",          "visual-genome",
                                         "entities", "labelme", "x-anylabeling", "label-studio",
                                         "densecap", "odvg",    "json-lines"};

inline std::string formatOfKind(const std::string& kind) {
    return kind == "cvat" ? "coco" : kind == "x-anylabeling" ? "labelme" : kind;
}

inline std::string csvQuoted(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

inline nlohmann::json idOf(const RegionSample& sample) {
    const bool digits = sample.id->find_first_not_of("0123456789") == std::string::npos;
    return digits ? nlohmann::json(std::stoll(*sample.id)) : nlohmann::json(*sample.id);
}

inline nlohmann::json regionJson(const std::string& kind, const RegionSample& s, const base::Box& b) {
    using nlohmann::json;
    json region = json::object();
    if (kind == "coco" || kind == "cvat") {
        region = {{"image_id", 3},    {"bbox", {b.x, b.y, b.w, b.h}}, {"area", b.area()}, {"iscrowd", 0},
                  {"category_id", 1}, {"segmentation", json::array()}};
        if (kind == "coco")
            region["caption"] = s.text;
        else
            region["attributes"] = {{"occluded", false}, {"rotation", 0.0}, {"caption", s.text}};
        if (s.id) region["id"] = idOf(s);
    } else if (kind == "visual-genome") {
        region = {{"image_id", 3}, {"x", b.x}, {"y", b.y}, {"width", b.w}, {"height", b.h}, {"phrase", s.text}};
        if (s.id) region["region_id"] = idOf(s);
    } else if (kind == "labelme" || kind == "x-anylabeling") {
        region = {{"label", "dog"},
                  {"group_id", nullptr},
                  {"description", s.text},
                  {"shape_type", "rectangle"},
                  {"flags", json::object()}};
        const json first{b.x, b.y}, last{b.right(), b.bottom()};
        region["points"] = {first, last};
        if (kind == "x-anylabeling") {
            region["points"] = {first, json{b.right(), b.y}, last, json{b.x, b.bottom()}};
            region.update({{"score", nullptr},
                           {"difficult", false},
                           {"attributes", json::object()},
                           {"kie_linking", json::array()}});
            if (s.id) region["xanylabeling_shape_id"] = *s.id;
        }
    } else if (kind == "odvg") {
        region = {{"bbox", {b.x, b.y, b.right(), b.bottom()}}, {"phrase", s.text}, {"tokens_positive", {{2, 11}}}};
    }
    if (kind == "json-lines") {
        region = {{"box", {b.x, b.y, b.w, b.h}}, {"texts", {{{"text", s.text}}}}};
        if (s.id) region["id"] = *s.id;
        if (s.further) region["keys"]["mood"] = "glad";
    } else if (s.further) {
        region["mood"] = "glad";
    }
    return region;
}

inline nlohmann::json labelStudioResults(const RegionSample& s) {
    using nlohmann::json;
    json results = json::array();
    for (std::size_t i = 0; i < s.boxes.size(); ++i) {
        const auto& b = s.boxes[i];
        const json value{{"x", 100 * b.x / s.width},
                         {"y", 100 * b.y / s.height},
                         {"width", 100 * b.w / s.width},
                         {"height", 100 * b.h / s.height},
                         {"rotation", 0}};
        json shape{{"original_width", s.width}, {"original_height", s.height}, {"image_rotation", 0},
                   {"from_name", "label"},      {"to_name", "image"},          {"type", "rectanglelabels"},
                   {"origin", "manual"}};
        json text = shape;
        shape["value"] = value;
        shape["value"]["rectanglelabels"] = {"dog"};
        text["value"] = value;
        text["value"]["text"] = {s.text};
        text.update({{"from_name", "caption"}, {"type", "textarea"}});
        const std::string id = s.id ? *s.id : "region" + std::to_string(i);  // a pair needs one
        shape["id"] = text["id"] = id;
        results.push_back(shape);
        results.push_back(text);
    }
    return results;
}

inline std::string documentOf(const std::string& kind, const RegionSample& s) {
    using nlohmann::json;
    json regions = json::array();
    for (const auto& box : s.boxes) regions.push_back(regionJson(kind, s, box));
    if (kind == "coco" || kind == "cvat")
        return json{{"info", json::object()},
                    {"licenses", json::array()},
                    {"annotations", regions},
                    {"images", {{{"id", 3}, {"width", s.width}, {"height", s.height}, {"file_name", s.image}}}},
                    {"categories", {{{"id", 1}, {"name", "dog"}, {"supercategory", ""}}}}}
            .dump();
    if (kind == "visual-genome") return json::array({{{"id", 3}, {"regions", regions}}}).dump();
    if (kind == "labelme" || kind == "x-anylabeling")
        return json{{"version", kind == "labelme" ? "5.4.1" : "2.4.4"},
                    {"flags", json::object()},
                    {"shapes", regions},
                    {"imagePath", s.image},
                    {"imageData", nullptr},
                    {"imageHeight", s.height},
                    {"imageWidth", s.width}}
            .dump(1);
    if (kind == "label-studio")
        return json::array({{{"id", 1},
                             {"data", {{"image", s.image}}},
                             {"annotations", {{{"id", 11}, {"completed_by", 2}, {"result", labelStudioResults(s)}}}}}})
            .dump();
    if (kind == "odvg")
        return json{{"filename", s.image},
                    {"height", s.height},
                    {"width", s.width},
                    {"grounding", {{"caption", "A " + s.text + " runs."}, {"regions", regions}}}}
                   .dump() +
               "\n";
    if (kind == "json-lines")
        return json{{"legenda_regions", 1},
                    {"image", s.image},
                    {"width", s.width},
                    {"height", s.height},
                    {"regions", regions}}
                   .dump() +
               "\n";
    if (kind == "densecap") {
        json result{
            {"img_name", s.image}, {"boxes", json::array()}, {"scores", json::array()}, {"captions", json::array()}};
        for (const auto& b : s.boxes) {
            result["boxes"].push_back({b.x, b.y, b.w, b.h});
            result["scores"].push_back(1.5);
            result["captions"].push_back(s.text);
        }
        return json{{"opt", json::object()}, {"results", {result}}}.dump();
    }
    std::string csv = std::string("file,region_id,x,y,width,height,text") + (s.further ? ",mood" : "") +
                      ",image_width,image_height\n";
    for (const auto& b : s.boxes)
        csv += csvQuoted(s.image) + ',' + s.id.value_or("") + ',' + nlohmann::json(b.x).dump() + ',' +
               nlohmann::json(b.y).dump() + ',' + nlohmann::json(b.w).dump() + ',' + nlohmann::json(b.h).dump() + ',' +
               csvQuoted(s.text) + (s.further ? ",glad" : "") + ',' + std::to_string(s.width) + ',' +
               std::to_string(s.height) + '\n';
    return csv;
}

// Writes the sample into a folder and gives what to read: a file, or the folder.
inline std::filesystem::path writeSample(const std::string& kind, const RegionSample& s,
                                         const std::filesystem::path& folder) {
    if (kind == "entities") {
        std::string xml = "<annotation>\n<filename>" + s.image + "</filename>\n<size><width>" +
                          std::to_string(s.width) + "</width><height>" + std::to_string(s.height) +
                          "</height><depth>3</depth></size>\n";
        for (const auto& b : s.boxes)
            xml += "<object><name>" + s.id.value_or("7") + "</name><bndbox><xmin>" + std::to_string(int(b.x) + 1) +
                   "</xmin><ymin>" + std::to_string(int(b.y) + 1) + "</ymin><xmax>" + std::to_string(int(b.right())) +
                   "</xmax><ymax>" + std::to_string(int(b.bottom())) + "</ymax></bndbox></object>\n";
        write(folder / "Annotations" / "3.xml", s.before + xml + "</annotation>");
        write(folder / "Sentences" / "3.txt",
              s.before + "[/EN#" + s.id.value_or("7") + "/animals " + s.text + "] runs .\n");
        return folder;
    }
    if (kind == "visual-genome")
        write(folder / "image_data.json",
              nlohmann::json::array({{{"image_id", 3}, {"width", s.width}, {"height", s.height}, {"url", s.image}}})
                  .dump());
    const auto file = folder / ("sample." + kind);  // an ending that tells nothing
    write(file, s.before + documentOf(kind, s));
    return file;
}

struct RegionsRead {
    std::vector<data::regions::Record> records;
    std::vector<data::regions::Chain> chains;
    std::vector<data::Problem> problems;
    bool says(const std::string& where, const std::string& why) const {
        for (const auto& p : problems)
            if (p.where.find(where) != std::string::npos && p.why.find(why) != std::string::npos) return true;
        return false;
    }
    // Every problem, for a message.
    std::string all() const {
        std::string text;
        for (const auto& p : problems) text += p.where + ": " + p.why + '\n';
        return text;
    }
};

// name "": recognised.
inline base::Result<RegionsRead> tryReadRegions(const std::filesystem::path& file, const std::string& name = {}) {
    RegionsRead read;
    const base::JobContext job;
    const auto format = data::regions::formatToRead(file, name, job);
    if (!format) return tl::unexpected<base::Error>(format.error());
    data::regions::Feed feed(
        job, read.problems,
        [&](data::regions::Record&& record) {
            read.records.push_back(std::move(record));
            return base::Status();
        },
        [&](const data::regions::Record&, data::regions::Chain&& chain) {
            read.chains.push_back(std::move(chain));
            return base::Status();
        });
    if (auto done = data::regions::readRegions(**format, file, feed); !done) return base::pass(done);
    return read;
}

inline std::vector<std::string> textsOf(const data::regions::Record& record) {
    std::vector<std::string> texts;
    for (const auto& text : record.texts) texts.push_back(text.text);
    return texts;
}

}  // namespace legenda::test
