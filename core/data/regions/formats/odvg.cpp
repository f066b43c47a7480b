// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_source.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <map>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view kBetween = ". ";  // the phrases of a caption that is made of them

std::int64_t letterCount(std::string_view text) {
    std::int64_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

// One line: an image with a caption and the regions of its phrases, or with the instances of a detector.
class LineReader {
 public:
    LineReader(const json& line, std::string where, Feed& feed) : line_(line), where_(std::move(where)), feed_(feed) {
        base_.image = data::nfc(plainText(line, "filename"));
        base_.width = data::numberOf(line, "width");
        base_.height = data::numberOf(line, "height");
        base_.split = plainText(line, "split");
    }

    void read() {
        if (base_.image.empty()) return feed_.skip(where_, "has no \"filename\"");
        const auto& grounding = member(line_, "grounding");
        const auto& instances = member(member(line_, "detection"), "instances");
        if (!grounding.is_object() && !instances.is_array())
            return feed_.skip(where_, "has neither \"grounding\" nor \"detection\"");
        const auto& regions = member(grounding, "regions");
        const auto& caption = member(grounding, "caption");
        for (std::size_t i = 0; regions.is_array() && i < regions.size(); ++i)
            readRegion(regions[i], caption, fmt::format("{}.grounding.regions[{}]", where_, i));
        if (grounding.is_object() && (!regions.is_array() || regions.empty())) readWhole(grounding);
        for (std::size_t i = 0; !grounding.is_object() && i < instances.size(); ++i)
            readInstance(instances[i], fmt::format("{}.detection.instances[{}]", where_, i));
    }

 private:
    // A region may have several boxes.
    void readRegion(const json& region, const json& caption, const std::string& place) {
        const auto& boxes = member(region, "bbox");
        const bool several = boxes.is_array() && !boxes.empty() && boxes.front().is_array();
        const std::string id = plainText(region, "id");
        for (std::size_t b = 0; b < (several ? boxes.size() : 1); ++b) {
            Record record = recordAt(place, region, several ? boxes[b] : boxes);
            if (!record.box) continue;
            record.id = b == 0 || id.empty() ? id : fmt::format("{}/{}", id, b + 1);
            if (!addTexts(member(region, "phrase"), record.texts))
                feed_.skip(place,
                           fmt::format("has a \"phrase\" that is not text: {}", shown(member(region, "phrase"))));
            record.keys = restOf(region, {"bbox", "phrase", "id", "annotator", "created_at"});
            if (const auto& tokens = member(region, "tokens_positive"); tokens.is_array() && !tokens.empty()) {
                record.keys["tokens_positive"] = tokens;
                if (caption.is_string() && !isMade(caption)) record.keys["caption"] = caption;
            } else {
                record.keys.erase("tokens_positive");
            }
            if (isMade(caption)) record.keys.erase("tokens_positive");
            feed_.give(std::move(record));
        }
    }

    // Whether the caption is nothing but the phrases one after the other, as exports make it.
    bool isMade(const json& caption) {
        if (made_ >= 0) return made_ == 1;
        std::string joined;
        for (const auto& region : member(member(line_, "grounding"), "regions"))
            if (const auto phrase = plainText(region, "phrase"); !phrase.empty())
                joined += (joined.empty() ? "" : std::string(kBetween)) + phrase;
        made_ = caption.is_string() && caption == joined ? 1 : 0;
        return made_ == 1;
    }

    void readWhole(const json& grounding) {
        Record record = base_;
        record.where = where_;
        record.id = plainText(grounding, "id");
        record.annotator = plainText(grounding, "annotator");
        record.createdAt = plainText(grounding, "created_at");
        if (!addTexts(member(grounding, "caption"), record.texts))
            return feed_.skip(
                where_, fmt::format("has a \"caption\" that is not text: {}", shown(member(grounding, "caption"))));
        record.keys = restOf(grounding, {"caption", "regions", "id", "annotator", "created_at"});
        feed_.give(std::move(record));
    }

    void readInstance(const json& instance, const std::string& place) {
        Record record = recordAt(place, instance, member(instance, "bbox"));
        if (!record.box) return;
        addTexts(plainText(instance, "category"), record.texts);
        record.keys = restOf(instance, {"bbox"});
        feed_.give(std::move(record));
    }

    Record recordAt(const std::string& place, const json& region, const json& box) {
        Record record = base_;
        record.where = place;
        record.annotator = plainText(region, "annotator");
        record.createdAt = plainText(region, "created_at");
        record.box = boxOf(box, true);
        if (!record.box) feed_.skip(place, fmt::format("has a bbox that is not [x1, y1, x2, y2]: {}", shown(box)));
        return record;
    }

    const json& line_;
    std::string where_;
    Feed& feed_;
    Record base_;
    int made_ = -1;
};

// The regions of one image that stand in one caption.
struct Group {
    std::string caption;
    json regions = json::array();
};

class OdvgFormat final : public FileFormat {
 public:
    std::string name() const override { return "odvg"; }
    std::string title() const override { return "ODVG"; }
    std::string extension() const override { return ".jsonl"; }

    bool recognises(const Look& look) const override {
        for (const std::string before : {"", "[]."})
            for (const char* key : {"grounding.caption", "grounding.regions", "detection.instances"})
                if (look.has((before + key).c_str())) return true;
        return false;
    }

    base::Status read(const fs::path& file, Feed& feed) const override {
        if (isList(file)) {
            auto lists = data::forEachElement(file, feed.job(), feed.problems(),
                                              [&](const std::string& list, std::size_t i, const json& element) {
                                                  LineReader(element, data::placeOf(file, list, i), feed).read();
                                              });
            return lists ? base::Status() : base::Status(base::pass(lists));
        }
        return data::forEachLine(file, feed.job(), feed.problems(), [&](int number, const json& line) {
            LineReader(line, data::place(file, number), feed).read();
        });
    }

    std::vector<std::string> losses(const Survey& survey) const override { return lossesOf(title(), {}, survey); }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            for (const auto& group : groupsOf(records)) {
                json line{{"filename", image.name}, {"height", image.height}, {"width", image.width}};
                if (!image.split.empty()) line["split"] = image.split;
                line["grounding"] = {{"caption", group.caption}, {"regions", group.regions}};
                out << dumped(line) << '\n';
            }
            for (const auto& record : records)
                for (std::size_t i = 0; !record.box && i < record.texts.size(); ++i) out << wholeLine(image, record, i);
            return base::Status();
        });
    }

 private:
    static bool isList(const fs::path& file) {
        std::vector<Problem> ignored;
        auto source = data::JsonSource::open(file, ignored);
        while (source && source->peek() >= 0 && source->peek() <= ' ') source->get();
        return source && source->peek() == '[';
    }

    static json idsOf(const Record& record, const Text& text) {
        json ids = json::object();
        if (!record.id.empty()) ids["id"] = record.id;
        if (const auto& annotator = text.annotator.empty() ? record.annotator : text.annotator; !annotator.empty())
            ids["annotator"] = annotator;
        if (!record.createdAt.empty()) ids["created_at"] = record.createdAt;
        return ids;
    }

    // Regions that came with a caption go back into it; the phrases of all others make one.
    static std::vector<Group> groupsOf(const std::vector<Record>& records) {
        Group made;
        std::map<std::string, Group> given;
        for (const auto& record : records) {
            if (!record.box) continue;
            const auto& box = *record.box;
            const auto caption = plainText(record.keys, "caption");
            for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i) {
                const Text text = i < record.texts.size() ? record.texts[i] : Text{};
                json region = record.keys;
                region.erase("caption");
                region.update(idsOf(record, text));
                region["bbox"] = {box.x, box.y, box.right(), box.bottom()};
                region["phrase"] = text.text;
                if (!caption.empty() && i == 0 && caption.find(text.text) != std::string::npos) {
                    auto& group = given[caption];
                    group.caption = caption;
                    group.regions.push_back(std::move(region));
                    continue;
                }
                region["tokens_positive"] = json::array();
                if (!text.text.empty()) {
                    if (!made.caption.empty()) made.caption += kBetween;
                    const auto first = letterCount(made.caption);
                    made.caption += text.text;
                    region["tokens_positive"].push_back({first, letterCount(made.caption)});
                }
                made.regions.push_back(std::move(region));
            }
        }
        std::vector<Group> groups;
        for (auto& [caption, group] : given) groups.push_back(std::move(group));
        if (!made.regions.empty()) groups.push_back(std::move(made));
        return groups;
    }

    static std::string wholeLine(const Image& image, const Record& record, std::size_t text) {
        json grounding = record.keys;
        grounding.update(idsOf(record, record.texts[text]));
        grounding["caption"] = record.texts[text].text;
        grounding["regions"] = json::array();
        return dumped({{"filename", image.name},
                       {"height", image.height},
                       {"width", image.width},
                       {"grounding", std::move(grounding)}}) +
               '\n';
    }
};

}  // namespace

FormatPtr make_odvg() {
    return std::make_unique<OdvgFormat>();
}

}  // namespace legenda::data::regions
