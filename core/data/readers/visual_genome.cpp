// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/image_files.h"
#include "core/data/json_files.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr const char* kImageData = "image_data.json";

// Thrown through the JSON reader by a sink that returned an error.
struct Failed {
    base::Error error;
};

struct ImageFacts {
    int width = 0, height = 0;
    std::string name, coco;
};
using Facts = std::unordered_map<std::string, ImageFacts>;

base::Result<Facts> readFacts(const fs::path& file, const base::JobContext& context, std::vector<Problem>& problems) {
    Facts facts;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return facts;
    auto done = forEachElement(file, context, problems, [&](const std::string&, std::size_t, const json& element) {
        auto id = idOf(element, "image_id");
        if (id.empty()) id = idOf(element, "id");
        if (!id.empty())
            facts[id] = {numberOf(element, "width"), numberOf(element, "height"), textOf(element, "url"),
                         idOf(element, "coco_id")};
    });
    if (!done) return base::pass(done);
    return facts;
}

void readRegions(const json& list, const std::string& where, const ImageFacts& facts, Sample& sample,
                 std::vector<Problem>& problems) {
    for (std::size_t r = 0; r < list.size(); ++r) {
        const auto& region = list[r];
        const auto place = fmt::format("{}.regions[{}]", where, r);
        auto text = textOf(region, "phrase");
        if (!hasWords(text)) {
            problems.push_back({place, "has no \"phrase\" with a word"});
            continue;
        }
        base::Box box;
        bool whole = true;
        for (const auto& [key, to] : {std::pair{"x", &box.x}, {"y", &box.y}, {"width", &box.w}, {"height", &box.h}}) {
            const auto number = region.contains(key) ? realOf(region[key]) : std::nullopt;
            whole = whole && number;
            if (number) *to = *number;
        }
        if (!whole) {
            problems.push_back({place, "lacks one of x, y, width and height"});
            continue;
        }
        auto id = idOf(region, "region_id");
        if (id.empty()) id = idOf(region, "id");  // the older form
        if (const auto inside = boxInside(box, facts.width, facts.height, place, problems))
            sample.regions.push_back({std::move(id), *inside, {std::move(text)}});
    }
}

// Region descriptions, an image at a time: the five million of them are never in memory together.
class VisualGenomeReader final : public DatasetReader {
 public:
    std::string format() const override { return "visual-genome"; }
    std::string title() const override { return "Visual Genome regions"; }
    std::string contents() const override {
        return "region_descriptions.json, images in any sub-folder, and image_data.json where there";
    }
    int order() const override { return 5; }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        std::vector<Sample> samples;
        auto data = stream(root, context, [&](const Dataset&, Sample&& sample) {
            samples.push_back(std::move(sample));
            return base::Status();
        });
        if (data) data->samples = std::move(samples);
        return data;
    }
    base::Result<Dataset> stream(const fs::path& root, const base::JobContext& context,
                                 const SampleSink& sink) const override {
        LEGENDA_TRY(found, findJsonFile(root, "region_descriptions"));
        const auto& file = found->files.front();
        Dataset data;
        data.format = format();
        data.imageRoot = found->root;
        LEGENDA_TRY(facts, readFacts(file.parent_path() / kImageData, context, data.problems));
        LEGENDA_TRY(images, findImages(found->root, context, data.problems));
        ImageIndex index(std::move(*images), found->root);
        std::unordered_set<std::string> seen;
        const auto each = [&](const std::string& list, std::size_t number, const json& element) {
            if (auto sample = sampleOf(element, placeOf(file, list, number), *facts, index, seen, data))
                if (auto taken = sink(data, std::move(*sample)); !taken) throw Failed{taken.error()};
        };
        try {
            if (auto done = forEachElement(file, context, data.problems, each); !done) return base::pass(done);
        } catch (const Failed& failed) {
            return tl::unexpected<base::Error>(failed.error);
        }
        if (seen.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} lists no image (\"id\" with \"regions\").", file.string()));
        index.report(data.problems);
        return data;
    }

 private:
    static std::optional<Sample> sampleOf(const json& element, const std::string& where, const Facts& facts,
                                          ImageIndex& index, std::unordered_set<std::string>& seen, Dataset& data) {
        auto id = idOf(element, "id");
        if (id.empty()) id = idOf(element, "image_id");
        const auto note = [&](std::string why) { data.problems.push_back({where, std::move(why)}); };
        if (id.empty() || !element.contains("regions") || !element["regions"].is_array()) {
            note("has no \"id\" or no list of \"regions\"");
            return {};
        }
        const auto known = facts.find(id);
        const ImageFacts own = known == facts.end() ? ImageFacts() : known->second;
        // The folders of the URLs (VG_100K_2) may differ from those on the disk.
        const auto parts = meanings(own.name.empty() ? id + ".jpg" : own.name);
        const auto image = parts.empty() ? ImageIndex::Located() : index.locate(parts.back().back());
        if (image.key.empty() || !seen.insert(id).second) {
            note(image.key.empty() ? "names no image" : fmt::format("repeats the image {}", id));
            return {};
        }
        if (!image.why.empty()) note(image.why);
        Sample sample;
        sample.image = image.key;
        if (image.file) {
            sample.image = image.file->path;
            if (image.file->diskPath != image.file->path) sample.diskPath = image.file->diskPath;
        } else {
            data.missingImages.push_back(sample.image);
        }
        sample.externalIds["visual-genome"] = id;
        if (!own.coco.empty()) sample.externalIds["coco"] = own.coco;
        sample.annotatedWidth = own.width;
        sample.annotatedHeight = own.height;
        readRegions(element["regions"], where, own, sample, data.problems);
        return sample;
    }
};

}  // namespace

ReaderPtr make_visual_genome() {
    return std::make_unique<VisualGenomeReader>();
}

}  // namespace legenda::data
