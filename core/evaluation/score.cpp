// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/score.h"

#include "core/evaluation/scoring/references.h"
#include "core/evaluation/scoring/result_list.h"
#include "core/metrics/meteor_synonyms.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <map>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

// A system's captions of the images that it is scored on.
struct CaptionSet {
    std::vector<metrics::CaptionItem> items;
    std::vector<std::size_t> images;  // of the references
    std::vector<std::string> said;
};

// The same id as a text for a number, or as a number for a text, if that exists.
std::string otherSpelling(const std::map<std::string, std::size_t>& places, const std::string& id) {
    const bool text = id.starts_with('"');
    const std::string other = text ? id.substr(1, id.size() - 2) : '"' + id + '"';
    if (!places.contains(other)) return {};
    return fmt::format(", but the {} {} is", text ? "number" : "text", other);
}

base::Status checkTokenizer(const ScoreOptions& options) {
    if (options.tokenizer == "ptb" || options.tokenizer == "simple") return {};
    return base::fail(ErrorCode::Usage,
                      fmt::format("--tokenizer: expected ptb or simple, found {}.", options.tokenizer));
}

Result<CaptionSet> readCaptionSet(const ScoreOptions& options, const CaptionReferences& references,
                                  const std::filesystem::path& hypotheses) {
    LEGENDA_TRY(content, readJsonFile(hypotheses));
    LEGENDA_TRY(rows, resultRows(*content, hypotheses.string()));
    const auto tokens = [&](const std::string& text) {
        return options.tokenizer == "simple" ? text::tokenize(text) : text::tokenizePtb(text);
    };
    std::vector<const ResultRow*> said(references.images.size(), nullptr);
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const auto& row = (*rows)[i];
        const auto place = references.places.find(row.id);
        const std::string where = fmt::format("{}[{}]", hypotheses.string(), i);
        if (place == references.places.end())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} is not in {}{}.", where, row.id, references.file.string(),
                                          otherSpelling(references.places, row.id)));
        if (said[place->second])
            return base::fail(ErrorCode::BadInput, fmt::format("{}: image_id {} occurs twice.", where, row.id));
        said[place->second] = &row;
    }
    CaptionSet set;
    for (std::size_t i = 0; i < said.size(); ++i) {
        const auto& image = references.images[i];
        if (said[i]) {
            auto& item = set.items.emplace_back();
            item.hypothesis = tokens(said[i]->caption);
            for (const auto& caption : image.captions) item.references.push_back(tokens(caption));
            set.images.push_back(i);
            set.said.push_back(said[i]->caption);
        } else if (!options.subset) {
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} of {} has no caption (--subset scores those that have one).",
                                          hypotheses.string(), image.id, references.file.string()));
        }
    }
    if (set.items.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: there is nothing to score.", hypotheses.string()));
    return set;
}

// An id as it is shown: a text without its quotes.
std::string shownId(const std::string& id) {
    const auto value = json::parse(id, nullptr, false);
    return value.is_string() ? value.get<std::string>() : id;
}

Sample sampleOfSet(const CaptionReferences& references, const CaptionSet& set, const metrics::CaptionFigures& figures) {
    Sample sample{{}, metrics::captionStatistics(figures.each, set.images, figures.meteor.has_value()), {}};
    for (const auto image : sample.statistics.images) sample.images.push_back(shownId(references.images[image].id));
    return sample;
}

}  // namespace

Result<std::vector<metrics::CaptionItem>> readCaptionItems(const ScoreOptions& options) {
    LEGENDA_TRY(references, readReferences(options.references, options.split, {}));
    LEGENDA_TRY(set, readCaptionSet(options, *references, options.hypotheses));
    return std::move(set->items);
}

json recallToJson(const metrics::RecallFigures& f) {
    return {{"r1", f.r1}, {"r5", f.r5}, {"r10", f.r10}, {"median_rank", f.medianRank}};
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

Result<EvaluationResult> scoreCaptions(const ScoreOptions& options, const project::Resources& resources,
                                       const base::JobContext& context) {
    if (auto known = checkTokenizer(options); !known) return base::pass(known);
    LEGENDA_TRY(references, readReferences(options.references, options.split, context));
    LEGENDA_TRY(set, readCaptionSet(options, *references, options.hypotheses));
    LEGENDA_TRY(meteor, loadMeteor(resources));
    const auto figures = metrics::captionFigures(set->items, &*meteor, context);
    if (context.stopped()) return base::JobContext::cancelled();
    EvaluationResult result{figuresToJson(figures), {captionItems({}, figures)}, {}};
    result.figures["tokenizer"] = options.tokenizer;
    auto& items = result.items.front().items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& image = references->images[set->images[i]];
        items[i].image = shownId(image.id), items[i].prediction = set->said[i], items[i].references = image.captions;
    }
    result.samples.push_back(sampleOfSet(*references, *set, figures));
    if (auto added = addIntervals(result.figures, result.samples, context); !added) return base::pass(added);
    if (options.against.empty()) return result;

    LEGENDA_TRY(other, readCaptionSet(options, *references, options.against));
    const auto others = metrics::captionFigures(other->items, &*meteor, context);
    if (context.stopped()) return base::JobContext::cancelled();
    if (auto added = addComparison(result.figures, result.samples, options.against.filename().string(),
                                   {sampleOfSet(*references, *other, others)}, context);
        !added)
        return base::pass(added);
    return result;
}

}  // namespace legenda::evaluation
