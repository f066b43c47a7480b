// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_source.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view kBetween = ". ";  // the phrases of a caption that is made of them

// The keys of our own that say which thing a phrase names.
struct ChainKeys {
    static constexpr const char* kChain = "chain";
    static constexpr const char* kUnseen = "unseen";  // phrases without a box, which other programs do not expect
    static constexpr const char* kPresence = "presence";
    static constexpr const char* kWholeScene = "whole scene";
    static constexpr const char* kNotVisible = "not visible";
};

// The chains of an image, put together from all of its captions: regions of one chain key or, without such keys, of the
// same boxes.
class ChainCollector {
 public:
    explicit ChainCollector(Feed& feed) : feed_(feed) {}

    // Before a record of the image is given.
    void begin(const Record& image) {
        if (image.image == image_.image) return;
        finish();
        image_ = image;
    }
    void beginCaption(const std::string& caption) { copy_ = copies_[caption]++; }

    void add(const std::string& key, const Chain& chain, const std::string& caption,
             const std::vector<std::pair<int, int>>& words) {
        const auto [entry, isNew] = places_.try_emplace(key, chains_.size());
        if (isNew) chains_.push_back(chain);
        auto& own = chains_[entry->second];
        for (const auto region : chain.regions)
            if (std::ranges::find(own.regions, region) == own.regions.end()) own.regions.push_back(region);
        for (const auto& [start, end] : words) {
            Mention mention{caption, copy_, start, end};
            if (std::ranges::find(own.mentions, mention) == own.mentions.end())
                own.mentions.push_back(std::move(mention));
        }
    }

    void finish() {
        for (auto& chain : chains_) feed_.give(image_, std::move(chain));
        chains_.clear();
        places_.clear();
        copies_.clear();
        image_ = {};
    }

 private:
    Feed& feed_;
    Record image_;
    int copy_ = 0;
    std::map<std::string, int> copies_;
    std::map<std::string, std::size_t> places_;
    std::vector<Chain> chains_;
};

// One line: an image with a caption and the regions of its phrases, or with the instances of a detector.
class LineReader {
 public:
    LineReader(const json& line, std::string where, Feed& feed, ChainCollector& chains)
        : line_(line), where_(std::move(where)), feed_(feed), chains_(chains) {
        base_.image = data::nfc(plainText(line, "filename"));
        base_.width = data::numberOf(line, "width");
        base_.height = data::numberOf(line, "height");
        base_.split = plainText(line, "split");
    }

    void read() {
        if (base_.image.empty()) return feed_.skip(where_, "has no \"filename\"");
        chains_.begin(base_);
        const auto& grounding = member(line_, "grounding");
        const auto& instances = member(member(line_, "detection"), "instances");
        if (!grounding.is_object() && !instances.is_array())
            return feed_.skip(where_, "has neither \"grounding\" nor \"detection\"");
        const auto& regions = member(grounding, "regions");
        const auto& caption = member(grounding, "caption");
        if (caption.is_string()) chains_.beginCaption(caption.get<std::string>());
        for (std::size_t i = 0; regions.is_array() && i < regions.size(); ++i)
            readRegion(regions[i], caption, fmt::format("{}.grounding.regions[{}]", where_, i));
        const auto& unseen = member(grounding, ChainKeys::kUnseen);
        for (std::size_t i = 0; caption.is_string() && unseen.is_array() && i < unseen.size(); ++i)
            addPhrase(unseen[i], caption.get<std::string>(), {},
                      fmt::format("{}.grounding.{}[{}]", where_, ChainKeys::kUnseen, i));
        if (grounding.is_object() && (!regions.is_array() || regions.empty()) && !unseen.is_array())
            readWhole(grounding);
        for (std::size_t i = 0; !grounding.is_object() && i < instances.size(); ++i)
            readInstance(instances[i], fmt::format("{}.detection.instances[{}]", where_, i));
    }

 private:
    // A region may have several boxes.
    void readRegion(const json& region, const json& caption, const std::string& place) {
        const auto& boxes = member(region, "bbox");
        const bool several = boxes.is_array() && !boxes.empty() && boxes.front().is_array();
        const std::string id = plainText(region, "id");
        const bool linked = member(region, ChainKeys::kChain).is_object();  // its texts stand elsewhere
        std::vector<std::int64_t> numbers;
        for (std::size_t b = 0; b < (several ? boxes.size() : 1); ++b) {
            Record record = recordAt(place, region, several ? boxes[b] : boxes);
            if (!record.box) continue;
            record.id = b == 0 || id.empty() ? id : fmt::format("{}/{}", id, b + 1);
            if (!linked && !addTexts(member(region, "phrase"), record.texts))
                feed_.skip(place,
                           fmt::format("has a \"phrase\" that is not text: {}", shown(member(region, "phrase"))));
            record.keys = restOf(region, {"bbox", "phrase", "id", "annotator", "created_at"});
            record.badScore = !several && hasBadScore(region);
            if (linked) record.keys.erase(ChainKeys::kChain);
            if (const auto& tokens = member(region, "tokens_positive");
                !linked && tokens.is_array() && !tokens.empty()) {
                record.keys["tokens_positive"] = tokens;
                if (caption.is_string() && !isMade(caption)) record.keys["caption"] = caption;
            } else {
                record.keys.erase("tokens_positive");
            }
            if (isMade(caption)) record.keys.erase("tokens_positive");
            numbers.push_back(feed_.give(std::move(record)));
        }
        if (caption.is_string() && !isMade(caption))
            addPhrase(region, caption.get<std::string>(), std::move(numbers), place);
    }

    // The words of the caption that a region, or something without one, is named by.
    void addPhrase(const json& region, const std::string& caption, std::vector<std::int64_t> numbers,
                   const std::string& place) {
        const auto& own = member(region, ChainKeys::kChain);
        Chain chain;
        chain.where = place;
        chain.id = plainText(own, "id");
        chain.annotator = plainText(own.is_object() ? own : region, "annotator");
        chain.types = plainText(own, "types");
        chain.regions = std::move(numbers);
        if (const auto presence = plainText(region, ChainKeys::kPresence); !presence.empty())
            chain.seen = presence == ChainKeys::kWholeScene ? Seen::WholeScene : Seen::NotVisible;
        std::vector<std::pair<int, int>> words;
        for (const auto& span : member(region, "tokens_positive"))
            if (span.is_array() && span.size() == 2 && span[0].is_number_integer() && span[1].is_number_integer())
                if (const auto at = wordsAt(caption, span[0].get<std::int64_t>(), span[1].get<std::int64_t>())) {
                    if (!words.empty() && words.back().second >= at->first)
                        words.back().second = std::max(words.back().second, at->second);
                    else
                        words.push_back(*at);
                }
        if (words.empty())
            if (const auto at = wordsLike(caption, plainText(region, "phrase"))) words.push_back(*at);
        const auto key = !chain.id.empty() ? "id " + chain.id : "boxes " + dumped(member(region, "bbox"));
        chains_.add(key + '\n' + chain.annotator, chain, caption, words);
    }

    // Whether the caption is nothing but the phrases one after the other, as exports make it.
    bool isMade(const json& caption) {
        if (made_ >= 0) return made_ == 1;
        std::string joined;
        bool linked = false;
        for (const auto& region : member(member(line_, "grounding"), "regions")) {
            linked = linked || member(region, ChainKeys::kChain).is_object();
            if (const auto phrase = plainText(region, "phrase"); !phrase.empty())
                joined += (joined.empty() ? "" : std::string(kBetween)) + phrase;
        }
        made_ = !linked && caption.is_string() && caption == joined ? 1 : 0;
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
    ChainCollector& chains_;
    Record base_;
    int made_ = -1;
};

// The regions of one image that stand in one caption.
struct Group {
    std::string caption;
    json regions = json::array();
    json unseen = json::array();  // phrases without one
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
        ChainCollector chains(feed);
        LEGENDA_TRY(lines, readLinesOf(file, feed, chains));
        chains.finish();
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override {
        Lacks lacks;
        lacks.phrases = false;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            for (const auto& group : linkedGroups(image, records)) out << lineOf(image, group);
            for (const auto& group : groupsOf(image, records)) out << lineOf(image, group);
            for (const auto& record : records)
                for (std::size_t i = 0; !record.box && i < record.texts.size(); ++i) out << wholeLine(image, record, i);
            return base::Status();
        });
    }

 private:
    static base::Status readLinesOf(const fs::path& file, Feed& feed, ChainCollector& chains) {
        if (isList(file)) {
            auto lists = data::forEachElement(
                file, feed.job(), feed.problems(), [&](const std::string& list, std::size_t i, const json& element) {
                    LineReader(element, data::placeOf(file, list, i), feed, chains).read();
                });
            return lists ? base::Status() : base::Status(base::pass(lists));
        }
        return data::forEachLine(file, feed.job(), feed.problems(), [&](int number, const json& line) {
            LineReader(line, data::place(file, number), feed, chains).read();
        });
    }

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

    static std::string lineOf(const Image& image, const Group& group) {
        json line{{"filename", image.name}, {"height", image.height}, {"width", image.width}};
        if (!image.split.empty()) line["split"] = image.split;
        line["grounding"] = {{"caption", group.caption}, {"regions", group.regions}};
        if (!group.unseen.empty() || group.regions.empty()) line["grounding"][ChainKeys::kUnseen] = group.unseen;
        return dumped(line) + '\n';
    }

    // The sentences with phrases that are linked to regions, in order.
    static std::vector<Group> linkedGroups(const Image& image, const std::vector<Record>& records) {
        std::vector<Group> groups;
        std::map<std::string, int> copies;
        for (const auto& sentence : image.sentences) {
            const int copy = copies[sentence]++;
            Group group{sentence};
            for (const auto& chain : image.chains)
                for (const auto& mention : chain.mentions)
                    if (mention.copy == copy && mention.sentence == sentence)
                        addMention(group, chain, mention, records);
            groups.push_back(std::move(group));
        }
        // Those that are the same are told apart by their order, so that one without a phrase stays before one with.
        std::erase_if(groups, [&](const Group& group) {
            return group.regions.empty() && group.unseen.empty() && copies[group.caption] == 1;
        });
        return groups;
    }

    static void addMention(Group& group, const Chain& chain, const Mention& mention,
                           const std::vector<Record>& records) {
        const auto words = wordsOf(mention.sentence);
        if (mention.start < 0 || mention.end <= mention.start || mention.end > static_cast<int>(words.size())) return;
        const auto &first = words[static_cast<std::size_t>(mention.start)],
                   &last = words[static_cast<std::size_t>(mention.end) - 1];
        json phrase{{"phrase", mention.sentence.substr(first.begin, last.end - first.begin)},
                    {"tokens_positive", json::array({{first.first, last.last}})}};
        auto& own = phrase[ChainKeys::kChain] = {{"id", chain.id}};
        if (!chain.annotator.empty()) own["annotator"] = chain.annotator;
        if (!chain.types.empty()) own["types"] = chain.types;
        if (chain.seen != Seen::Boxes) {
            phrase[ChainKeys::kPresence] =
                chain.seen == Seen::WholeScene ? ChainKeys::kWholeScene : ChainKeys::kNotVisible;
            group.unseen.push_back(std::move(phrase));
            return;
        }
        for (const auto number : chain.regions) {
            const auto& record = records[static_cast<std::size_t>(number)];
            if (!record.box) continue;
            json region = record.keys;
            region.erase("caption");
            region.update(idsOf(record, {}));
            region.update(phrase);
            region["bbox"] = cornersOf(*record.box);
            group.regions.push_back(std::move(region));
        }
    }

    static json cornersOf(const base::Box& box) { return {box.x, box.y, box.right(), box.bottom()}; }

    // Regions that came with a caption go back into it, unless the caption is one of the image's and linked to them;
    // the phrases of all others make one. A region that is linked and has no text is written with its phrases alone.
    static std::vector<Group> groupsOf(const Image& image, const std::vector<Record>& records) {
        Group made;
        std::map<std::string, Group> given;
        std::map<std::int64_t, std::set<std::string>> linked;
        for (const auto& chain : image.chains)
            for (const auto number : chain.regions)
                for (const auto& mention : chain.mentions) linked[number].insert(sentenceKey(mention.sentence));
        for (std::size_t r = 0; r < records.size(); ++r) {
            const auto& record = records[r];
            if (!record.box) continue;
            const auto links = linked.find(static_cast<std::int64_t>(r));
            if (links != linked.end() && record.texts.empty()) continue;
            auto caption = plainText(record.keys, "caption");
            if (links != linked.end() && links->second.contains(sentenceKey(caption))) caption.clear();
            for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i) {
                const Text text = i < record.texts.size() ? record.texts[i] : Text{};
                json region = record.keys;
                region.erase("caption");
                region.update(idsOf(record, text));
                region["bbox"] = cornersOf(*record.box);
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
