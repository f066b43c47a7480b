// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/score.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/metrics/meteor_synonyms.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <map>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

// Ids are numbers or texts; both are compared by their JSON text.
struct Row {
    std::string id;
    std::string caption;
};

Result<std::vector<Row>> rowsOf(const json& list, const std::string& where) {
    if (!list.is_array())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: expected an array of {{image_id, caption}}.", where));
    std::vector<Row> rows;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& row = list[i];
        const std::string place = fmt::format("{}[{}]", where, i);
        if (!row.is_object())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: expected an object, found {}.", place, row.type_name()));
        const auto id = row.find("image_id");
        if (id == row.end() || !(id->is_number_integer() || id->is_string()))
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"image_id\" must be a number or a text.", place));
        const auto caption = row.find("caption");
        if (caption == row.end() || !caption->is_string())
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"caption\" must be a text.", place));
        rows.push_back({id->dump(), caption->get<std::string>()});
    }
    return rows;
}

Result<json> readJson(const std::filesystem::path& file) {
    LEGENDA_TRY(bytes, base::readFile(file));
    if (bytes->starts_with("\xef\xbb\xbf")) bytes->erase(0, 3);
    return base::parseJson(*bytes, file.string());
}

Result<std::vector<Row>> readReferences(const std::filesystem::path& file) {
    LEGENDA_TRY(content, readJson(file));
    if (!content->is_object() || !content->contains("annotations"))
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: expected a COCO caption file with \"annotations\", found {}.", file.string(),
                                      content->type_name()));
    return rowsOf((*content)["annotations"], file.string() + ": annotations");
}

// The same id as a text for a number, or as a number for a text, if that exists.
std::string otherSpelling(const std::map<std::string, std::size_t>& places, const std::string& id) {
    const bool text = id.starts_with('"');
    const std::string other = text ? id.substr(1, id.size() - 2) : '"' + id + '"';
    if (!places.contains(other)) return {};
    return fmt::format(", but the {} {} is", text ? "number" : "text", other);
}

}  // namespace

Result<std::vector<metrics::CaptionItem>> readCaptionItems(const ScoreOptions& options) {
    LEGENDA_TRY(references, readReferences(options.references));
    if (references->empty())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: \"annotations\" holds no captions to compare with.",
                                                           options.references.string()));
    LEGENDA_TRY(content, readJson(options.hypotheses));
    LEGENDA_TRY(hypotheses, rowsOf(*content, options.hypotheses.string()));

    const auto tokens = [&](const std::string& text) {
        return options.tokenizer == "simple" ? text::tokenize(text) : text::tokenizePtb(text);
    };
    std::map<std::string, std::size_t> places;
    std::vector<metrics::CaptionItem> items;
    std::vector<std::string> ids;
    for (const auto& row : *references) {
        const auto [place, isNew] = places.emplace(row.id, items.size());
        if (isNew) items.emplace_back(), ids.push_back(row.id);
        items[place->second].references.push_back(tokens(row.caption));
    }
    std::vector<bool> said(items.size(), false);
    for (std::size_t i = 0; i < hypotheses->size(); ++i) {
        const auto& row = (*hypotheses)[i];
        const auto place = places.find(row.id);
        const std::string where = fmt::format("{}[{}]", options.hypotheses.string(), i);
        if (place == places.end())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} is not in {}{}.", where, row.id, options.references.string(),
                                          otherSpelling(places, row.id)));
        if (said[place->second])
            return base::fail(ErrorCode::BadInput, fmt::format("{}: image_id {} occurs twice.", where, row.id));
        said[place->second] = true;
        items[place->second].hypothesis = tokens(row.caption);
    }
    std::vector<metrics::CaptionItem> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (said[i])
            kept.push_back(std::move(items[i]));
        else if (!options.subset)
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} of {} has no caption (--subset scores those that have one).",
                                          options.hypotheses.string(), ids[i], options.references.string()));
    }
    if (kept.empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: there is nothing to score.", options.hypotheses.string()));
    return kept;
}

json figuresToJson(const metrics::CaptionFigures& f) {
    json out{{"items", f.items},   {"BLEU1", f.bleu[0]},  {"BLEU2", f.bleu[1]}, {"BLEU3", f.bleu[2]},
             {"BLEU4", f.bleu[3]}, {"ROUGE_L", f.rougeL}, {"CIDEr", f.cider},   {"length_ratio", f.lengthRatio}};
    if (f.meteor) out["METEOR"] = *f.meteor, out["METEOR_modules"] = f.meteorModules;
    if (f.fewestReferences == f.mostReferences)
        out["references"] = f.mostReferences;
    else
        out["references"] = {f.fewestReferences, f.mostReferences};
    return out;
}

Result<metrics::Meteor> loadMeteor(const project::Resources& resources) {
    return metrics::Meteor::load(resources.folder / "metrics", metrics::Synonyms::installed());
}

Result<json> runScore(const ScoreOptions& options, const project::Resources& resources,
                      const base::JobContext& context) {
    if (options.tokenizer != "ptb" && options.tokenizer != "simple")
        return base::fail(ErrorCode::Usage,
                          fmt::format("--tokenizer: expected ptb or simple, found {}.", options.tokenizer));
    LEGENDA_TRY(items, readCaptionItems(options));
    LEGENDA_TRY(meteor, loadMeteor(resources));
    const auto figures = metrics::captionFigures(*items, &*meteor, context);
    if (context.stopped()) return base::JobContext::cancelled();
    return figuresToJson(figures);
}

}  // namespace legenda::evaluation
