// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/caption_rows.h"

#include "core/base/files.h"
#include "core/data/json_stream.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

constexpr const char* kCocoIds = "coco";

// A caption with its log-probability under one of the usual keys.
void giveCaption(Prediction prediction, const json& text, const json& holder, Feed& feed) {
    if (!text.is_string())
        return feed.fault(prediction.image.where,
                          fmt::format("has a caption that is not text: {}", regions::shown(text)));
    prediction.text = text.get<std::string>();
    std::string why;
    if (!scoreOf(holder, {"log_prob", "logprob", "score"}, prediction.score, why))
        return feed.fault(prediction.image.where, why);
    feed.give(std::move(prediction));
}

void readRow(const json& row, const std::string& where, Feed& feed) {
    Prediction prediction;
    prediction.image.where = where;
    if (!row.is_object()) return feed.fault(where, fmt::format("is no object: {}", regions::shown(row)));
    if (!imageOf(row, {"file_name", "image"}, prediction.image))
        return feed.fault(where, "has no \"image_id\" that is a number or a name");
    if (const auto& captions = regions::member(row, "captions"); captions.is_array()) {
        if (!regions::member(row, "box").is_null()) return feed.fault(where, "is of a box, not of an image");
        for (const auto& caption : captions)
            giveCaption(prediction, caption.is_object() ? regions::member(caption, "text") : caption, caption, feed);
        return;
    }
    if (!row.contains("caption")) return feed.fault(where, "has no \"caption\"");
    giveCaption(std::move(prediction), row["caption"], row, feed);
}

}  // namespace

bool isNeuraltalkList(const regions::Look& look) {
    return look.has("[].image_id") && look.has("[].file_name") && look.has("[].caption");
}

base::Status readCaptionList(const std::filesystem::path& file, Feed& feed) {
    LEGENDA_TRY(lists, eachElement(file, {}, feed,
                                   [&](const json& row, const std::string& where) { readRow(row, where, feed); }));
    if (*lists != std::vector<std::string>{""})
        return base::fail(base::ErrorCode::BadInput, fmt::format("{} is not a list of captions.", file.string()));
    return {};
}

base::Status writeCaptionList(const Source& source, const std::filesystem::path& target) {
    const bool byId =
        std::ranges::all_of(source.images, [](const auto& image) { return image.ids.contains(kCocoIds); });
    return base::writeFileAtomically(
        target,
        [&](std::ostream& out) {
            regions::ListWriter list(out);
            auto done = source.forEachImage([&](const regions::Image& image, std::vector<Prediction>& predictions) {
                for (const auto& prediction : predictions) {
                    json row{{"image_id", byId ? regions::idJson(image.ids.at(kCocoIds)) : json(image.name)},
                             {"caption", prediction.text}};
                    if (prediction.score) row["log_prob"] = *prediction.score;
                    list.add(row);
                }
                return base::Status();
            });
            list.close();
            out << '\n';
            return done;
        },
        source.stop);
}

}  // namespace legenda::data::predictions
