// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_images.h"
#include "core/data/json_files.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <unordered_map>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;
using nlohmann::json;

namespace {

const std::map<std::string, std::string> kSplits{
    {"train", "train"}, {"restval", "train"},  {"training", "train"}, {"val", "dev"},      {"dev", "dev"},
    {"valid", "dev"},   {"validation", "dev"}, {"test", "test"},      {"testing", "test"}, {"", ""}};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string sentenceOf(const json& sentence) {
    if (sentence.is_string()) return textOf(json{{"raw", sentence}}, "raw");
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

// Reads the elements of "images"; an image that comes twice has the sentences of both.
class Karpathy {
 public:
    Karpathy(Dataset& data, ImageIndex& index) : data_(data), index_(index) {}

    void read(const json& element, const std::string& where) {
        const auto folder = textOf(element, "filepath"), file = textOf(element, "filename");
        const auto split = lower(textOf(element, "split"));
        const auto known = kSplits.find(split);
        if (known == kSplits.end())
            problem(where, fmt::format("has the split \"{}\", which is not train, restval, val or test", split));
        const std::string ours = known == kSplits.end() ? std::string() : known->second;
        if (file.empty()) return problem(where, "has no \"filename\"");
        const auto& image = index_.locate(folder.empty() ? file : folder + '/' + file, ours);
        if (image.key.empty()) return problem(where, image.why);
        if (!image.why.empty()) problem(where, image.why);
        const auto [entry, isNew] = byName_.emplace(image.key, data_.samples.size());
        if (isNew)
            data_.samples.emplace_back().image = image.key;
        else
            problem(where, fmt::format("repeats the image {}", image.key));
        Sample& sample = data_.samples[entry->second];
        if (sample.split.empty()) sample.split = ours;
        for (const char* key : {"imgid", "cocoid"})
            if (const auto id = idOf(element, key); !id.empty())
                sample.externalIds.emplace(key == std::string("cocoid") ? "coco" : "karpathy", id);
        readSentences(element, sample, isNew, where);
    }

 private:
    void readSentences(const json& element, Sample& sample, bool isNew, const std::string& where) {
        const auto sentences = element.find("sentences");
        if (sentences == element.end() || !sentences->is_array()) return problem(where, "has no list of \"sentences\"");
        for (std::size_t s = 0; s < sentences->size(); ++s) {
            auto text = sentenceOf((*sentences)[s]);
            if (!hasWords(text))
                problem(fmt::format("{}.sentences[{}]", where, s), "is empty or has no word");
            else if (isNew || std::ranges::find(sample.captions, text) == sample.captions.end())
                sample.captions.push_back(std::move(text));
        }
    }
    void problem(std::string where, std::string why) { data_.problems.push_back({std::move(where), std::move(why)}); }

    Dataset& data_;
    ImageIndex& index_;
    std::unordered_map<std::string, std::size_t> byName_;
};

class KarpathyReader final : public DatasetReader {
 public:
    std::string format() const override { return "karpathy-json"; }
    std::string title() const override { return "Karpathy dataset JSON"; }
    std::string contents() const override {
        return "dataset.json as Karpathy published it for Flickr8K, Flickr30K and MSCOCO, and images in any sub-folder";
    }
    int order() const override { return 4; }
    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        LEGENDA_TRY(found, findJsonFile(root, "dataset"));
        const auto& file = found->files.front();
        Dataset data;
        data.format = format();
        LEGENDA_TRY(images, findImages(found->root, context, data.problems));
        ImageIndex index(std::move(*images), found->root);
        Karpathy reader(data, index);
        auto done = forEachElement(file, context, data.problems,
                                   [&](const std::string& list, std::size_t number, const json& element) {
                                       if (list == "images") reader.read(element, placeOf(file, list, number));
                                   });
        if (!done) return base::pass(done);
        if (data.samples.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} lists no image (\"images\" with \"filename\").", file.string()));
        locateImages(data, index, found->root);
        return data;
    }
};

}  // namespace

ReaderPtr make_karpathy_json() {
    return std::make_unique<KarpathyReader>();
}

}  // namespace legenda::data
