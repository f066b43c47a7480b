// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/data/json_stream.h"
#include "core/data/predictions/caption_rows.h"
#include "core/data/predictions/format.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

// NeuralTalk's result_struct.json, {"imgblobs": [{"img_path", "imgid", "candidate": {"text", "logprob"}}]}, and
// NeuralTalk2's vis.json, a list of captions with file names.
class NeuraltalkFormat final : public Format {
 public:
    std::string name() const override { return "neuraltalk"; }
    std::string title() const override { return "NeuralTalk"; }
    Kind kind() const override { return Kind::Captions; }
    std::vector<std::string> extensions() const override { return {".json"}; }

    bool recognises(const regions::Look& look) const override {
        return look.has("imgblobs[]") || look.has("imgblobs") || isNeuraltalkList(look);
    }

    base::Status read(const Input& input, Feed& feed) const override {
        LEGENDA_TRY(lists, eachElement(input.file, kBlobs, feed, [&](const json& blob, const std::string& where) {
                        readBlob(blob, where, feed);
                    }));
        if (std::ranges::find(*lists, kBlobs) != lists->end()) return {};
        if (*lists == std::vector<std::string>{""}) return readCaptionList(input.file, feed);
        return base::fail(
            base::ErrorCode::BadInput,
            fmt::format("{} is no file of NeuralTalk: it has no list \"imgblobs\".", input.file.string()));
    }

    base::Status write(const Source& source, const std::filesystem::path& target) const override {
        return base::writeFileAtomically(
            target,
            [&](std::ostream& out) {
                out << "{\"params\": {}, \"checkpoint_params\": {}, \"imgblobs\": ";
                regions::ListWriter list(out);
                auto done = source.forEachImage([&](const regions::Image& image, std::vector<Prediction>& predictions) {
                    for (const auto& prediction : predictions) {
                        json candidate{{"text", prediction.text}};
                        if (prediction.score) candidate["logprob"] = *prediction.score;
                        list.add({{"img_path", image.name}, {"imgid", image.index}, {"candidate", candidate}});
                    }
                    return base::Status();
                });
                list.close();
                out << "}\n";
                return done;
            },
            source.stop);
    }

 private:
    static constexpr const char* kBlobs = "imgblobs";

    static void readBlob(const json& blob, const std::string& where, Feed& feed) {
        Prediction prediction;
        prediction.image.where = where;
        if (!imageOf(blob, {"img_path"}, prediction.image)) return feed.fault(where, "has no \"img_path\"");
        const auto& candidate = regions::member(blob, "candidate");
        const auto& text = regions::member(candidate, "text");
        if (!text.is_string())
            return feed.fault(where, fmt::format("has no \"candidate\" with a text: {}", regions::shown(candidate)));
        prediction.text = text.get<std::string>();
        std::string why;
        if (!scoreOf(candidate, {"logprob", "log_prob"}, prediction.score, why)) return feed.fault(where, why);
        feed.give(std::move(prediction));
    }
};

}  // namespace

FormatPtr make_neuraltalk() {
    return std::make_unique<NeuraltalkFormat>();
}

}  // namespace legenda::data::predictions
