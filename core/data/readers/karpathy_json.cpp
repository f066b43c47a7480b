// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_images.h"
#include "core/data/json_files.h"
#include "core/data/json_stream.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;
using nlohmann::json;

namespace {

const std::map<std::string, std::string> kSplits{
    {"train", "train"}, {"restval", "train"}, {"val", "dev"}, {"test", "test"}, {"", ""}};

std::string sentenceOf(const json& sentence) {
    if (auto raw = textOf(sentence, "raw"); !raw.empty()) return raw;
    std::string text;
    if (sentence.is_object() && sentence.contains("tokens") && sentence["tokens"].is_array())
        for (const auto& token : sentence["tokens"])
            if (token.is_string()) {
                if (!text.empty()) text += ' ';
                text += token.get<std::string>();
            }
    return text;
}

// One element of "images"; nothing where it cannot be used.
std::optional<Sample> sampleOf(const json& element, const std::string& where, std::vector<Problem>& problems) {
    const auto note = [&](std::string why) { problems.push_back({where, std::move(why)}); };
    const auto folder = textOf(element, "filepath"), file = textOf(element, "filename");
    const auto name = safePath(folder.empty() || file.empty() ? file : folder + '/' + file);
    if (!name) {
        note("has no \"filename\" that is a path below the images' folder");
        return {};
    }
    Sample sample;
    sample.image = *name;
    for (const char* key : {"imgid", "cocoid"})
        if (const auto id = idOf(element, key); !id.empty())
            sample.externalIds[key == std::string("cocoid") ? "coco" : "karpathy"] = id;
    const auto split = textOf(element, "split");
    if (const auto known = kSplits.find(split); known != kSplits.end())
        sample.split = known->second;
    else
        note(fmt::format("is of the split \"{}\", which is none of train, restval, val and test", split));
    const auto sentences = element.find("sentences");
    if (sentences == element.end() || !sentences->is_array()) {
        note("has no list of \"sentences\"");
        return sample;
    }
    for (std::size_t s = 0; s < sentences->size(); ++s)
        if (auto text = sentenceOf((*sentences)[s]); !text.empty())
            sample.captions.push_back(std::move(text));
        else
            problems.push_back({fmt::format("{}.sentences[{}]", where, s), "is empty"});
    return sample;
}

class KarpathyReader final : public DatasetReader {
 public:
    std::string format() const override { return "karpathy-json"; }
    std::string describe() const override {
        return "dataset.json as Karpathy published it for Flickr8K, Flickr30K and MSCOCO, images in any sub-folder";
    }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        auto found = findJsonFiles(root, "dataset");
        if (!found) return base::pass(found);
        const auto& file = found->files.front();
        Dataset data;
        data.format = format();
        std::unordered_set<std::string> names;
        auto done = forEachElement(
            file, context, data.problems, [&](const std::string& list, std::size_t number, const json& element) {
                if (list != "images") return;
                const auto where = placeOf(file, list, number);
                auto sample = sampleOf(element, where, data.problems);
                if (!sample) return;
                if (names.insert(sample->image).second)
                    data.samples.push_back(std::move(*sample));
                else
                    data.problems.push_back({where, fmt::format("repeats the image {}", sample->image)});
            });
        if (!done) return base::pass(done);
        if (data.samples.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} lists no image (\"images\" with \"filename\").", file.string()));
        auto images = findImages(found->root, context, data.problems);
        if (!images) return base::pass(images);
        locateImages(data, ImageIndex(std::move(*images)), found->root);
        return data;
    }
};

}  // namespace

ReaderPtr make_karpathy_json() {
    return std::make_unique<KarpathyReader>();
}

}  // namespace legenda::data
