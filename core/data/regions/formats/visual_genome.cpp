// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <system_error>
#include <unordered_map>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kImageData = "image_data.json";  // stands beside: names and sizes of the images

struct GenomeImage {
    std::string name;
    int width = 0, height = 0;
};
using GenomeImages = std::unordered_map<std::string, GenomeImage>;

std::string idOfImage(const json& element) {
    for (const char* key : {"id", "image_id", "image"})
        if (auto id = data::idOf(element, key); !id.empty()) return id;
    return {};
}

GenomeImage imageOf(const json& element) {
    GenomeImage image{{}, data::numberOf(element, "width"), data::numberOf(element, "height")};
    for (const char* key : {"file_name", "url"})
        if (image.name.empty()) image.name = data::nfc(plainText(element, key));
    return image;
}

base::Result<GenomeImages> readImageData(const fs::path& beside, Feed& feed) {
    GenomeImages images;
    const fs::path file = beside.parent_path() / kImageData;
    std::error_code failure;
    if (file == beside || !fs::is_regular_file(file, failure)) return images;
    auto lists = data::forEachElement(file, feed.job(), feed.problems(),
                                      [&](const std::string&, std::size_t, const json& element) {
                                          auto id = data::idOf(element, "image_id");
                                          if (id.empty()) id = data::idOf(element, "id");
                                          if (!id.empty()) images.emplace(std::move(id), imageOf(element));
                                      });
    if (!lists) return base::pass(lists);
    return images;
}

// The regions of one image.
void readElement(const json& element, const std::string& where, const GenomeImages& images, Feed& feed) {
    const auto& regions = member(element, "regions");
    if (!regions.is_array()) return feed.skip(where, "has no list of \"regions\"");
    std::string id = idOfImage(element);
    if (id.empty() && !regions.empty()) id = idOfImage(regions.front());
    auto image = imageOf(element);
    if (const auto known = images.find(id); image.name.empty() && known != images.end()) image = known->second;
    if (id.empty() && image.name.empty()) return feed.skip(where, "has no \"id\" of its image");
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const auto& region = regions[r];
        Record record;
        record.where = fmt::format("{}.regions[{}]", where, r);
        record.image = image.name.empty() ? id + ".jpg" : image.name;
        if (id.find('.') != std::string::npos) record.otherNames = {data::nfc(id)};  // a name, as other data sets have
        record.imageId = id;
        record.alone = true;
        record.width = image.width;
        record.height = image.height;
        const auto box =
            boxOf({member(region, "x"), member(region, "y"), member(region, "width"), member(region, "height")});
        if (!box) {
            feed.skip(record.where, "lacks one of the numbers x, y, width and height");
            continue;
        }
        record.box = box;
        if (!addTexts(member(region, "phrase"), record.texts))
            feed.skip(record.where,
                      fmt::format("has a \"phrase\" that is not text: {}", shown(member(region, "phrase"))));
        const bool older = data::idOf(region, "region_id").empty();
        record.id = plainText(region, older ? "id" : "region_id");
        record.annotator = plainText(region, "annotator");
        record.createdAt = plainText(region, "created_at");
        record.keys = restOf(region, {"region_id", "image_id", "image", "x", "y", "width", "height", "phrase",
                                      "annotator", "created_at", "whole"});
        if (older) record.keys.erase("id");
        if (member(region, "whole") == true) record.box.reset();
        feed.give(std::move(record));
    }
}

class VisualGenomeFormat final : public FileFormat {
 public:
    std::string name() const override { return "visual-genome"; }
    std::string title() const override { return "Visual Genome"; }
    std::string extension() const override { return ".json"; }

    bool recognises(const Look& look) const override {
        return look.has("[].regions") && !look.has("[].grounding") && !look.has("[].annotations");
    }

    base::Status read(const fs::path& file, Feed& feed) const override {
        auto images = readImageData(file, feed);
        if (!images) return base::pass(images);
        auto lists = data::forEachElement(file, feed.job(), feed.problems(),
                                          [&](const std::string& list, std::size_t i, const json& element) {
                                              readElement(element, data::placeOf(file, list, i), *images, feed);
                                          });
        if (!lists) return base::pass(lists);
        if (*lists != std::vector<std::string>{""})
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} is not a list of images with regions.", file.string()));
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override { return lossesOf(title(), {}, survey); }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        const auto numbers = numbersOf(source.images, name());
        ListWriter list(out);
        auto done = source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            json regions = json::array();
            for (const auto& record : records)
                for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i)
                    regions.push_back(regionJson(image, record, i, numbers[image.index]));
            list.add({{"id", numbers[image.index]},
                      {"file_name", image.name},
                      {"width", image.width},
                      {"height", image.height},
                      {"regions", std::move(regions)}});
            return base::Status();
        });
        list.close();
        out << '\n';
        return done;
    }

 private:
    static json regionJson(const Image& image, const Record& record, std::size_t text, std::int64_t number) {
        const Text own = text < record.texts.size() ? record.texts[text] : Text{};
        const auto box = record.box.value_or(base::Box{0, 0, double(image.width), double(image.height)});
        json region = record.keys;
        region["region_id"] = idJson(record.id);
        region["image_id"] = number;
        region["x"] = box.x;
        region["y"] = box.y;
        region["width"] = box.w;
        region["height"] = box.h;
        region["phrase"] = own.text;
        if (const auto& annotator = own.annotator.empty() ? record.annotator : own.annotator; !annotator.empty())
            region["annotator"] = annotator;
        if (!record.createdAt.empty()) region["created_at"] = record.createdAt;
        if (!record.box) region["whole"] = true;
        return region;
    }
};

}  // namespace

FormatPtr make_visual_genome() {
    return std::make_unique<VisualGenomeFormat>();
}

}  // namespace legenda::data::regions
