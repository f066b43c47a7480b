// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/json_stream.h"
#include "core/data/predictions/format.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

// One phrase a line, as `evaluate grounding --predictions` writes it:
//   {"image":"a.jpg","sentence":"A dog runs .","start":0,"end":2,"box":[x,y,w,h],"score":…}
// "boxes": [[x,y,w,h],…] with "scores": […] stand for "box" and "score" where a phrase has several; "box": null is a
// phrase for which none was found. An image without predictions: {"image":"b.jpg","skipped":"why"}. A line without
// "start" and "end" names its words by "phrase".
class PhraseLine {
 public:
    PhraseLine(const json& line, const std::string& where, Feed& feed) : line_(line), where_(where), feed_(feed) {
        made_.image.where = where;
    }

    void read() {
        if (!imageOf(line_, {"image", "file_name"}, made_.image)) return feed_.fault(where_, "has no \"image\"");
        made_.image.width = data::numberOf(line_, "width");
        made_.image.height = data::numberOf(line_, "height");
        if (const auto& why = regions::member(line_, "skipped"); why.is_string()) {
            made_.skipped = true;
            made_.text = why.get<std::string>();
            return feed_.give(std::move(made_));
        }
        if (auto why = readWords(); !why.empty()) return feed_.fault(where_, why);
        if (auto why = readBoxes(); !why.empty()) return feed_.fault(where_, why);
        feed_.give(std::move(made_));
    }

 private:
    std::string readWords() {
        const auto& sentence = regions::member(line_, "sentence");
        if (!sentence.is_string()) return "has no \"sentence\"";
        made_.sentence = sentence.get<std::string>();
        const auto &start = regions::member(line_, "start"), &end = regions::member(line_, "end");
        if (!start.is_number_integer() || !end.is_number_integer()) {
            const auto words = regions::wordsLike(made_.sentence, regions::plainText(line_, "phrase"));
            if (!words) return "has neither \"start\" and \"end\" nor a \"phrase\" of its sentence";
            made_.start = words->first;
            made_.end = words->second;
        } else {
            const auto count = static_cast<std::int64_t>(regions::wordsOf(made_.sentence).size());
            const auto first = start.get<std::int64_t>(), last = end.get<std::int64_t>();
            if (first < 0 || last <= first || last > count)
                return fmt::format("names words {} to {} of a sentence of {} words", first, last, count);
            made_.start = static_cast<int>(first);
            made_.end = static_cast<int>(last);
        }
        made_.text = regions::phraseOf(made_.sentence, made_.start, made_.end);
        return {};
    }

    std::string readBoxes() {
        const auto& several = regions::member(line_, "boxes");
        if (!several.is_array()) {
            if (!line_.contains("box")) return "has no \"box\"";
            return line_["box"].is_null() ? std::string() : addBox(line_["box"], line_);
        }
        const auto& scores = regions::member(line_, "scores");
        if (several.empty()) return "has an empty list of \"boxes\"";
        if (!scores.is_null() && (!scores.is_array() || scores.size() != several.size()))
            return fmt::format("has {} scores for {} boxes", scores.is_array() ? scores.size() : 1, several.size());
        for (std::size_t i = 0; i < several.size(); ++i)
            if (auto why = addBox(several[i], scores.is_array() ? json{{"score", scores[i]}} : json()); !why.empty())
                return why;
        return {};
    }

    std::string addBox(const json& value, const json& scoreHolder) {
        const auto box = regions::boxOf(value);
        if (auto why = boxProblem(box, value); !why.empty()) return why;
        std::optional<double> score;
        std::string why;
        if (!scoreOf(scoreHolder, {"score"}, score, why)) return why;
        made_.boxes.push_back({*box, score});
        return {};
    }

    const json& line_;
    const std::string& where_;
    Feed& feed_;
    Prediction made_;
};

class PhraseBoxesFormat final : public Format {
 public:
    std::string name() const override { return "phrase-boxes"; }
    std::string title() const override { return "Phrase boxes"; }
    Kind kind() const override { return Kind::Phrases; }
    std::vector<std::string> extensions() const override { return {".jsonl"}; }

    bool recognises(const regions::Look& look) const override {
        const bool phrase = look.has("sentence") && (look.has("start") || look.has("phrase"));
        return (phrase || look.has("skipped")) && !look.has("tokens[]") && !look.has("sentences[]");
    }

    base::Status read(const Input& input, Feed& feed) const override {
        return eachLine(input.file, feed,
                        [&](const json& line, const std::string& where) { PhraseLine(line, where, feed).read(); });
    }

    base::Status write(const Source& source, const std::filesystem::path& target) const override {
        return base::writeFileAtomically(
            target,
            [&](std::ostream& out) {
                return source.forEachImage([&](const regions::Image& image, std::vector<Prediction>& predictions) {
                    for (auto& prediction : predictions) {
                        // What is said of the whole image.
                        if (prediction.boxes.empty() && prediction.sentence.empty() && !prediction.skipped) {
                            if (image.width <= 0) continue;
                            prediction.boxes.push_back({{0, 0, double(image.width), double(image.height)}, {}});
                        }
                        out << regions::dumped(lineOf(image.name, prediction)) << '\n';
                    }
                    return base::Status();
                });
            },
            source.stop);
    }

 private:
    static json lineOf(const std::string& image, const Prediction& prediction) {
        if (prediction.skipped) return {{"image", image}, {"skipped", prediction.text}};
        // A phrase without its sentence stands for one.
        const bool alone = prediction.sentence.empty();
        const std::string& sentence = alone ? prediction.text : prediction.sentence;
        const int end = alone ? static_cast<int>(regions::wordsOf(sentence).size()) : prediction.end;
        json line{{"image", image},
                  {"sentence", sentence},
                  {"phrase", prediction.text},
                  {"start", alone ? 0 : prediction.start},
                  {"end", end}};
        if (prediction.boxes.empty()) {
            line["box"] = nullptr;
            return line;
        }
        if (prediction.boxes.size() == 1) {
            line["box"] = base::boxToJson(prediction.boxes.front().box);
            if (prediction.boxes.front().score) line["score"] = *prediction.boxes.front().score;
            return line;
        }
        bool scored = true;
        json boxes = json::array(), scores = json::array();
        for (const auto& [box, score] : prediction.boxes) {
            boxes.push_back(base::boxToJson(box));
            scores.push_back(score.value_or(0));
            scored = scored && score;
        }
        line["boxes"] = std::move(boxes);
        if (scored) line["scores"] = std::move(scores);
        return line;
    }
};

}  // namespace

FormatPtr make_phrase_boxes() {
    return std::make_unique<PhraseBoxesFormat>();
}

}  // namespace legenda::data::predictions
