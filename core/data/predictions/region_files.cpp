// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

#include "core/data/json_stream.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

regions::FormatPtr regionFormat(const std::string& name) {
    for (auto& format : regions::formats())
        if (format->name() == name) return std::move(format);
    return nullptr;
}

// Makes predictions of the records and chains of region texts, an image at a time: a chain's phrases with its boxes,
// and each record that no chain shows by itself.
class RegionPredictions {
 public:
    RegionPredictions(Kind kind, std::vector<Problem>& problems, Feed& feed)
        : kind_(kind), problems_(problems), feed_(feed) {}

    base::Status take(regions::Record&& record) {
        begin(record);
        tell(record.where);
        const std::string where = record.where;
        if (record.badScore) {
            feed_.fault(where, "has a score that is no finite number");
            return {};
        }
        if (kind_ == Kind::Phrases && !record.box) {
            feed_.fault(where, "has no box");
            return {};
        }
        records_.emplace(record.number, std::move(record));
        return {};
    }

    base::Status take(const regions::Record& image, regions::Chain&& chain) {
        if (kind_ != Kind::Phrases || chain.seen != regions::Seen::Boxes) return {};
        begin(image);
        for (const auto& mention : chain.mentions) {
            Prediction phrase;
            for (const auto number : chain.regions) {
                const auto record = records_.find(number);
                if (record == records_.end()) continue;
                if (phrase.boxes.empty()) phrase.image = imageOnly(record->second);
                phrase.boxes.push_back({*record->second.box, scoreIn(record->second)});
                shown_.push_back(number);
            }
            if (phrase.boxes.empty()) continue;
            phrase.sentence = mention.sentence;
            phrase.start = mention.start;
            phrase.end = mention.end;
            phrase.text = regions::phraseOf(mention.sentence, mention.start, mention.end);
            feed_.give(std::move(phrase));
        }
        return {};
    }

    // file: whose own problems count values that were repaired; empty: they count records that were lost.
    void finish(const std::string& file) {
        flush();
        tell(file);
    }

 private:
    void begin(const regions::Record& of) {
        if (of.image == image_ && of.imageId == imageId_) return;
        flush();
        image_ = of.image;
        imageId_ = of.imageId;
    }

    void flush() {
        for (auto& [number, record] : records_)
            if (std::ranges::find(shown_, number) == shown_.end()) giveAlone(std::move(record));
        records_.clear();
        shown_.clear();
    }

    void giveAlone(regions::Record&& record) {
        if (record.texts.empty()) return feed_.fault(record.where, "has no text beside its box");
        for (const auto& text : record.texts) {
            Prediction made;
            made.image = imageOnly(record);
            made.text = text.text;
            made.score = scoreIn(record);
            if (record.box) made.boxes.push_back({*record.box, made.score});
            if (kind_ == Kind::Phrases) readSentence(record.keys, made);
            feed_.give(std::move(made));
        }
    }

    // The sentence, where a detection says in which it found the phrase.
    static void readSentence(const json& keys, Prediction& made) {
        const auto sentence = regions::plainText(keys, "sentence");
        if (sentence.empty()) return;
        const auto &start = regions::member(keys, "start"), &end = regions::member(keys, "end");
        const auto count = static_cast<std::int64_t>(regions::wordsOf(sentence).size());
        auto words = regions::wordsLike(sentence, made.text);
        if (start.is_number_integer() && end.is_number_integer() && start.get<std::int64_t>() >= 0 &&
            start.get<std::int64_t>() < end.get<std::int64_t>() && end.get<std::int64_t>() <= count)
            words = {start.get<int>(), end.get<int>()};
        if (!words) return;
        made.sentence = sentence;
        std::tie(made.start, made.end) = *words;
    }

    static std::optional<double> scoreIn(const regions::Record& record) {
        return data::realOf(regions::member(record.keys, "score"));
    }

    // The names of the image and the frame of its boxes.
    static regions::Record imageOnly(const regions::Record& record) {
        regions::Record image;
        image.image = record.image;
        image.otherNames = record.otherNames;
        image.imageId = record.imageId;
        image.width = record.width;
        image.height = record.height;
        image.frame = record.frame;
        image.longSide = record.longSide;
        image.where = record.where;
        return image;
    }

    // Whether a place is this one or below it: "a.jsonl:3.grounding.regions[0]" is below "a.jsonl:3".
    static bool liesIn(const std::string& place, const std::string& where) {
        constexpr std::string_view kBelow = ".:[";
        return place.starts_with(where) &&
               (place.size() == where.size() || kBelow.find(place[where.size()]) != std::string_view::npos);
    }

    // Problems of a record that was given come just before it and have its place, or that of the element that it is
    // part of; the others cost a record.
    void tell(const std::string& place) {
        for (auto& [where, why] : problems_) {
            if (liesIn(place, where))
                feed_.note(std::move(where), std::move(why));
            else
                feed_.fault(std::move(where), std::move(why));
        }
        problems_.clear();
    }

    Kind kind_;
    std::vector<Problem>& problems_;
    Feed& feed_;
    std::string image_, imageId_;
    std::map<std::int64_t, regions::Record> records_;  // of the image, by the feed's numbers
    std::vector<std::int64_t> shown_;                  // of these, by chains
};

// Region texts of the predictions of a source. sentences: a phrase with its sentence becomes a chain.
class RegionSource {
 public:
    RegionSource(const Source& source, bool sentences) : source_(source), sentences_(sentences) {
        regions_.images = source.images;
        regions_.survey.images = source.count;
        regions_.stop = source.stop;
        regions_.forEachImage = [this](const regions::Source::EachImage& take) {
            return source_.forEachImage([&](const regions::Image& image, std::vector<Prediction>& predictions) {
                return give(image, predictions, take);
            });
        };
    }
    const regions::Source& source() const { return regions_; }

 private:
    base::Status give(const regions::Image& image, const std::vector<Prediction>& predictions,
                      const regions::Source::EachImage& take) const {
        regions::Image with = image;
        std::vector<regions::Record> records;
        for (const auto& prediction : predictions) {
            // A phrase without a box is none of these formats' region.
            if (prediction.skipped || (prediction.boxes.empty() && !prediction.sentence.empty())) continue;
            const bool linked = sentences_ && !prediction.sentence.empty();
            regions::Chain chain;
            chain.id = fmt::format("{}", records.size());
            for (const auto& [box, score] : prediction.boxes) {
                regions::Record record;
                record.box = box;
                if (!linked) record.texts = {{prediction.text, {}}};
                if (score) record.keys["score"] = *score;
                chain.regions.push_back(static_cast<std::int64_t>(records.size()));
                records.push_back(std::move(record));
            }
            if (prediction.boxes.empty()) {
                records.emplace_back();
                records.back().texts = {{prediction.text, {}}};
            }
            if (!linked) continue;
            if (std::ranges::find(with.sentences, prediction.sentence) == with.sentences.end())
                with.sentences.push_back(prediction.sentence);
            chain.mentions.push_back({prediction.sentence, 0, prediction.start, prediction.end});
            with.chains.push_back(std::move(chain));
        }
        return records.empty() ? base::Status() : take(with, records);
    }

    const Source& source_;
    bool sentences_;
    regions::Source regions_;
};

class RegionFilesFormat final : public Format {
 public:
    explicit RegionFilesFormat(RegionFiles files) : files_(std::move(files)) {}
    std::string name() const override { return files_.name; }
    std::string title() const override { return files_.title; }
    Kind kind() const override { return files_.kind; }
    std::vector<std::string> extensions() const override {
        const auto extension = regionFormat(files_.regions)->extension();
        return extension.empty() ? std::vector<std::string>{} : std::vector{extension};
    }

    bool recognises(const regions::Look& look) const override {
        return (!files_.alsoNeeds || files_.alsoNeeds(look)) && regionFormat(files_.regions)->recognises(look);
    }

    base::Status read(const Input& input, Feed& feed) const override {
        std::vector<Problem> problems;
        RegionPredictions made(files_.kind, problems, feed);
        regions::Feed records(
            feed.job(), problems, [&](regions::Record&& record) { return made.take(std::move(record)); },
            [&](const regions::Record& image, regions::Chain&& chain) { return made.take(image, std::move(chain)); });
        LEGENDA_TRY(read, regions::readRegions(*regionFormat(files_.regions), input.file, records));
        made.finish(records.left() == 0 ? input.file.string() : std::string());
        return {};
    }

    base::Status write(const Source& source, const std::filesystem::path& target) const override {
        const RegionSource regions(source, files_.sentences);
        return regionFormat(files_.regions)->write(regions.source(), target);
    }

 private:
    RegionFiles files_;
};

}  // namespace

FormatPtr fromRegions(RegionFiles files) {
    return std::make_unique<RegionFilesFormat>(std::move(files));
}

}  // namespace legenda::data::predictions
