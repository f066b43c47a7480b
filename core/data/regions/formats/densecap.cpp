// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// The boxes of one image with their captions. longSide: of the image as DenseCap scaled it, 0: it did not.
void readResult(const json& result, const std::string& where, double longSide, Feed& feed) {
    const auto& boxes = member(result, "boxes");
    const auto& captions = member(result, "captions");
    const auto& scores = member(result, "scores");
    const std::string image = data::nfc(plainText(result, "img_name"));
    if (image.empty()) return feed.skip(where, "has no \"img_name\"");
    if (!boxes.is_array()) return feed.skip(where, "has no list of \"boxes\"");
    if (captions.size() != boxes.size())
        feed.skip(where + ".captions",
                  fmt::format("are {} for {} boxes; they were taken in order", captions.size(), boxes.size()));
    if (scores.is_array() && scores.size() > boxes.size())
        feed.skip(where + ".scores",
                  fmt::format("are {} for {} boxes; they were taken in order", scores.size(), boxes.size()));
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        Record record;
        record.where = fmt::format("{}.boxes[{}]", where, i);
        record.image = image;
        record.box = boxOf(boxes[i]);
        if (longSide > 0) {
            record.frame = Frame::LongSide;
            record.longSide = longSide;
        }
        if (!record.box) {
            feed.skip(record.where, fmt::format("is not [x, y, width, height]: {}", shown(boxes[i])));
            continue;
        }
        if (captions.is_array() && i < captions.size() && !addTexts(captions[i], record.texts))
            feed.skip(record.where, fmt::format("its caption is not text: {}", shown(captions[i])));
        if (scores.is_array() && i < scores.size() && scores[i].is_number()) record.keys["score"] = scores[i];
        // null: the system gave none, as a program that tells no log-probabilities.
        record.badScore =
            scores.is_array() && (i >= scores.size() || (!scores[i].is_null() && !data::realOf(scores[i])));
        feed.give(std::move(record));
    }
}

class DenseCapFormat final : public FileFormat {
 public:
    std::string name() const override { return "densecap"; }
    std::string title() const override { return "DenseCap"; }
    std::string extension() const override { return ".json"; }

    bool recognises(const Look& look) const override {
        return look.has("results[].boxes") || look.has("results[].img_name") ||
               (look.has("results") && look.has("opt"));
    }

    // Twice, first for the size to which DenseCap scaled the images, which may stand behind the results.
    base::Status read(const fs::path& file, Feed& feed) const override {
        std::vector<Problem> twice;
        double longSide = 0;
        auto lists = data::forEachElement(
            file, feed.job(), twice, [](const std::string&, std::size_t, const json&) {},
            [&](const std::string& object, const std::string& key, const json& value) {
                if (object == "opt" && key == "image_size") longSide = data::realOf(value).value_or(0);
            });
        if (!lists) return base::pass(lists);
        if (std::ranges::find(*lists, "results") == lists->end())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} is no file of DenseCap: it has no list \"results\".", file.string()));
        lists = data::forEachElement(file, feed.job(), feed.problems(),
                                     [&](const std::string& list, std::size_t i, const json& element) {
                                         if (list == "results")
                                             readResult(element, data::placeOf(file, list, i), longSide, feed);
                                     });
        if (!lists) return base::pass(lists);
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override {
        Lacks lacks;
        lacks.annotators = lacks.ids = lacks.times = lacks.wholes = true;
        lacks.sizeless = survey.wholes > 0;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        out << "{\"opt\": {}, \"results\": ";
        ListWriter list(out);
        auto done = source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            json boxes = json::array(), scores = json::array(), captions = json::array();
            for (const auto& record : records) {
                if (!record.box && image.width <= 0) continue;
                const auto box = record.box.value_or(base::Box{0, 0, double(image.width), double(image.height)});
                for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i) {
                    boxes.push_back({box.x, box.y, box.w, box.h});
                    const auto& score = member(record.keys, "score");
                    scores.push_back(score.is_number() ? score : json(1));
                    captions.push_back(i < record.texts.size() ? record.texts[i].text : std::string());
                }
            }
            list.add({{"img_name", image.name}, {"boxes", boxes}, {"scores", scores}, {"captions", captions}});
            return base::Status();
        });
        list.close();
        out << "}\n";
        return done;
    }
};

}  // namespace

FormatPtr make_densecap() {
    return std::make_unique<DenseCapFormat>();
}

}  // namespace legenda::data::regions
