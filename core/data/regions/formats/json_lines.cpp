// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// One image per line, with all that a project holds of its regions:
//   {"legenda_regions":1,"image":"a.jpg","width":W,"height":H,"split":"dev","regions":[{"id":…,"box":[x,y,w,h],
//    "annotator":…,"created_at":…,"texts":[{"text":…,"annotator":…}],"keys":{…}}],"sentences":["…"],
//    "phrases":[{"id":…,"annotator":…,"types":…,"presence":"boxes","regions":[place in regions],
//    "mentions":[{"sentence":place in sentences,"start":t,"end":t,"text":…}]}]}
// A region without "box" has texts of the whole image; words [start, end) are those of the sentence split at spaces.
constexpr const char* kMark = "legenda_regions";
constexpr int kVersion = 1;

constexpr const char* seenName(Seen seen) {
    return seen == Seen::Boxes ? "boxes" : seen == Seen::WholeScene ? "whole scene" : "not visible";
}

void putText(json& object, const char* key, const std::string& text) {
    if (!text.empty()) object[key] = text;
}

// A number of a list; -1: it is none.
std::int64_t placeIn(const json& list, const json& number) {
    if (!list.is_array() || !number.is_number_integer()) return -1;
    const auto place = number.get<std::int64_t>();
    return place >= 0 && place < static_cast<std::int64_t>(list.size()) ? place : -1;
}

class ImageLine {
 public:
    ImageLine(const json& line, std::string where, Feed& feed) : line_(line), where_(std::move(where)), feed_(feed) {
        base_.image = data::nfc(plainText(line, "image"));
        base_.width = data::numberOf(line, "width");
        base_.height = data::numberOf(line, "height");
        base_.split = plainText(line, "split");
        base_.where = where_;
    }

    void read() {
        if (base_.image.empty()) return feed_.skip(where_, "has no \"image\"");
        const auto& regions = member(line_, "regions");
        for (std::size_t i = 0; regions.is_array() && i < regions.size(); ++i)
            numbers_.push_back(readRegion(regions[i], fmt::format("{}: regions[{}]", where_, i)));
        const auto& phrases = member(line_, "phrases");
        for (std::size_t i = 0; phrases.is_array() && i < phrases.size(); ++i)
            readChain(phrases[i], fmt::format("{}: phrases[{}]", where_, i));
    }

 private:
    std::int64_t readRegion(const json& region, const std::string& place) {
        Record record = base_;
        record.where = place;
        record.id = plainText(region, "id");
        record.annotator = plainText(region, "annotator");
        record.createdAt = plainText(region, "created_at");
        record.keys = restOf(member(region, "keys"), {});
        if (const auto& box = member(region, "box"); !box.is_null()) {
            record.box = boxOf(box);
            if (!record.box) {
                feed_.skip(place, fmt::format("has a box that is not [x, y, width, height]: {}", shown(box)));
                return -1;
            }
        }
        for (const auto& text : member(region, "texts"))
            if (!addTexts(member(text, "text"), record.texts, plainText(text, "annotator")))
                feed_.skip(place, fmt::format("has a \"text\" that is not text: {}", shown(text)));
        return feed_.give(std::move(record));
    }

    void readChain(const json& phrase, const std::string& place) {
        Chain chain;
        chain.where = place;
        chain.id = plainText(phrase, "id");
        chain.annotator = plainText(phrase, "annotator");
        chain.types = plainText(phrase, "types");
        const auto presence = plainText(phrase, "presence");
        for (const auto seen : {Seen::NotVisible, Seen::WholeScene})
            if (presence == seenName(seen)) chain.seen = seen;
        for (const auto& region : member(phrase, "regions"))
            if (const auto at = placeIn(member(line_, "regions"), region); at >= 0)
                chain.regions.push_back(numbers_[static_cast<std::size_t>(at)]);
        const auto& sentences = member(line_, "sentences");
        for (const auto& words : member(phrase, "mentions")) {
            const auto at = placeIn(sentences, member(words, "sentence"));
            const auto &start = member(words, "start"), &end = member(words, "end");
            if (at < 0 || !sentences[static_cast<std::size_t>(at)].is_string() || !start.is_number_integer() ||
                !end.is_number_integer()) {
                feed_.skip(place, fmt::format("has a mention without a sentence, a start or an end: {}", shown(words)));
                continue;
            }
            const auto& sentence = sentences[static_cast<std::size_t>(at)].get_ref<const std::string&>();
            const auto count = static_cast<std::int64_t>(wordsOf(sentence).size());
            const auto from = start.get<std::int64_t>(), to = end.get<std::int64_t>();
            if (from < 0 || to <= from || to > count) {
                feed_.skip(place, fmt::format("names words {} to {} of a sentence of {} words", from, to, count));
                continue;
            }
            const auto copy = std::count(sentences.begin(), sentences.begin() + at, json(sentence));
            chain.mentions.push_back({sentence, static_cast<int>(copy), static_cast<int>(from), static_cast<int>(to)});
        }
        feed_.give(base_, std::move(chain));
    }

    const json& line_;
    std::string where_;
    Feed& feed_;
    Record base_;
    std::vector<std::int64_t> numbers_;  // of the regions; -1: skipped
};

class JsonLinesFormat final : public FileFormat {
 public:
    std::string name() const override { return "json-lines"; }
    std::string title() const override { return "Legenda's JSON lines"; }
    std::string extension() const override { return ".jsonl"; }

    bool recognises(const Look& look) const override { return look.has(kMark); }

    base::Status read(const fs::path& file, Feed& feed) const override {
        return data::forEachLine(file, feed.job(), feed.problems(), [&](int number, const json& line) {
            const auto where = data::place(file, number);
            const auto& mark = member(line, kMark);
            if (!mark.is_number_integer() || mark.get<std::int64_t>() != kVersion)
                return feed.skip(where, fmt::format("is not a line of version {} of this format", kVersion));
            ImageLine(line, where, feed).read();
        });
    }

    std::vector<std::string> losses(const Survey& survey) const override {
        Lacks lacks;
        lacks.phrases = false;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            json line{{kMark, kVersion},
                      {"image", image.name},
                      {"width", image.width},
                      {"height", image.height},
                      {"regions", json::array()}};
            putText(line, "split", image.split);
            for (const auto& record : records) line["regions"].push_back(regionJson(record));
            if (!image.chains.empty()) line["sentences"] = image.sentences;
            for (const auto& chain : image.chains) line["phrases"].push_back(chainJson(chain, image.sentences));
            out << dumped(line) << '\n';
            return base::Status();
        });
    }

 private:
    static json regionJson(const Record& record) {
        json region{{"id", record.id}, {"texts", json::array()}};
        if (record.box) region["box"] = {record.box->x, record.box->y, record.box->w, record.box->h};
        putText(region, "annotator", record.annotator);
        putText(region, "created_at", record.createdAt);
        if (!record.keys.empty()) region["keys"] = record.keys;
        for (const auto& text : record.texts) {
            region["texts"].push_back({{"text", text.text}});
            if (text.annotator != record.annotator) putText(region["texts"].back(), "annotator", text.annotator);
        }
        return region;
    }

    static json chainJson(const Chain& chain, const std::vector<std::string>& sentences) {
        json phrase{{"id", chain.id}, {"presence", seenName(chain.seen)}, {"regions", chain.regions}};
        putText(phrase, "annotator", chain.annotator);
        putText(phrase, "annotators", chain.annotators);
        putText(phrase, "types", chain.types);
        auto& mentions = phrase["mentions"] = json::array();
        for (const auto& mention : chain.mentions) {
            int before = mention.copy;
            for (std::size_t i = 0; i < sentences.size(); ++i)
                if (sentences[i] == mention.sentence && before-- == 0)
                    mentions.push_back({{"sentence", i},
                                        {"start", mention.start},
                                        {"end", mention.end},
                                        {"text", phraseOf(mention.sentence, mention.start, mention.end)}});
        }
        return phrase;
    }
};

}  // namespace

FormatPtr make_json_lines() {
    return std::make_unique<JsonLinesFormat>();
}

}  // namespace legenda::data::regions
