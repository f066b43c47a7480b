// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/human_captions.h"
#include "core/evaluation/live_predictions.h"
#include "core/evaluation/nearest_neighbour.h"
#include "core/evaluation/prediction_sets.h"
#include "core/evaluation/region_items.h"
#include "core/evaluation/score.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "core/project/models_in_use.h"
#include "core/text/tokenizer.h"
#include "core/trainers/region_pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using extraction::BoxView;
using metrics::CaptionItem;
using metrics::Tokens;
using nlohmann::json;

namespace {

constexpr std::size_t kRegionsAtOnce = 100;
constexpr const char* kSnippets = "snippets";  // --truth: the project's own regions

metrics::CaptionFigures figuresOf(const Evaluation& evaluation, const std::vector<Tokens>& hypotheses,
                                  const RegionItems& items) {
    std::vector<CaptionItem> pairs;
    for (std::size_t i = 0; i < items.size(); ++i) pairs.push_back({hypotheses[i], items.references[i]});
    return metrics::captionFigures(pairs, &*evaluation.meteor, {evaluation.context.stop, {}});
}

// A baseline with a checkpoint of its own.
struct Baseline {
    metrics::CaptionFigures figures;
    std::string checkpoint;               // its hash
    std::optional<std::size_t> snippets;  // number of candidates
    std::vector<std::string> texts{};     // what it says of each item
};

json baselineToJson(const Baseline& baseline) {
    json out = figuresToJson(baseline.figures);
    out["checkpoint"] = baseline.checkpoint;
    if (baseline.snippets) out["snippets"] = *baseline.snippets;
    return out;
}

struct RegionReport final : Figures {
    metrics::CaptionFigures model;
    std::optional<LeaveOneOut> human;  // and the model on the same items
    std::optional<Baseline> fullFrame;
    struct Nearest {
        Baseline byMean, bySum;
    };
    std::optional<Nearest> nearest;
    struct Setting {
        int beam = 0;
        std::string truth;
    };
    std::optional<Setting> setting;  // of the model

    json toJson() const override {
        json out{{"model", figuresToJson(model)}};
        if (human) {
            out["human"] = figuresToJson(human->human);
            out["model_human_items"] = figuresToJson(human->model);
        }
        if (fullFrame) out["full_frame"] = baselineToJson(*fullFrame);
        if (nearest) {
            out["nearest_neighbour"] = baselineToJson(nearest->byMean);
            out["nearest_neighbour_sum"] = baselineToJson(nearest->bySum);
        }
        if (setting) {
            out["beam"] = setting->beam;
            out["truth"] = setting->truth;
        }
        return out;
    }
};

// The rows of all boxes, concatenated; with `context` the whole image's vector (row 0 of each image) is appended to
// each.
base::Matrix stacked(const std::vector<base::Matrix>& images, bool context) {
    std::size_t rows = 0, columns = 0;
    for (const auto& image : images)
        rows += image.rows > 0 ? image.rows - 1 : 0, columns = std::max(columns, image.cols);
    base::Matrix all(rows, context ? 2 * columns : columns);
    std::size_t next = 0;
    for (const auto& image : images)
        for (std::size_t r = 1; r < image.rows; ++r, ++next) {
            std::ranges::copy(image.row(r), all.row(next).begin());
            if (context) std::ranges::copy(image.row(0), all.row(next).begin() + static_cast<std::ptrdiff_t>(columns));
        }
    return all;
}

Result<std::vector<std::string>> captionRows(const Evaluation& evaluation, const model::Captioner& captioner,
                                             const base::Matrix& rows, const std::string& stage) {
    model::DecodeOptions decode;
    decode.beam = evaluation.options.beam;
    std::vector<std::string> texts;
    for (std::size_t start = 0; start < rows.rows; start += kRegionsAtOnce) {
        model::CaptionSource block{base::Matrix(std::min(kRegionsAtOnce, rows.rows - start), rows.cols)};
        std::copy_n(rows.row(start).begin(), block.vectors.data.size(), block.vectors.data.begin());
        LEGENDA_TRY(captions, captioner.caption(block, decode, evaluation.context));
        for (const auto& best : *captions) texts.push_back(best.empty() ? std::string() : best.front().text);
        evaluation.report(stage, texts.size(), rows.rows);
    }
    return texts;
}

// Vectors of the items; BadInput where an image has none.
Result<base::Matrix> rowsOfItems(Evaluation& evaluation, const features::Recipe& recipe, BoxView view,
                                 const RegionItems& items) {
    LEGENDA_TRY(vectors, boxRows(evaluation, recipe, view, items.images));
    auto rows = stacked(*vectors, false);
    if (rows.rows != items.size())
        return base::fail(ErrorCode::BadInput,
                          "the features of some images could not be computed by this model's recipe");
    return rows;
}

base::Matrix placesOfItems(const RegionItems& items) {
    base::Matrix places(0, 4);
    for (const auto& image : items.images) {
        const base::Box frame{0, 0, static_cast<double>(image.image.width), static_cast<double>(image.image.height)};
        const auto own = base::placesOf(image.boxes, frame);
        places.data.insert(places.data.end(), own.data.begin(), own.data.end());
        places.rows += own.rows;
    }
    return places;
}

Result<std::optional<Baseline>> fullFrame(Evaluation& evaluation, const RegionItems& items) {
    const auto none = [&](const base::Error& why) -> std::optional<Baseline> {
        evaluation.absent["full_frame"] = why.message;
        return std::nullopt;
    };
    auto path = project::chooseCheckpoint(evaluation.resources, evaluation.options.project, project::ModelKind::Caption,
                                          evaluation.options.fullFrameModel, evaluation.context);
    if (!path) return none(path.error());
    LEGENDA_TRY(captioner, model::Captioner::load(*path, evaluation.options.device));
    auto rows = rowsOfItems(evaluation, captioner->info().recipe, BoxView::Crop, items);
    if (!rows && rows.error().code != ErrorCode::BadInput) return base::pass(rows);
    if (!rows) return none(rows.error());
    LEGENDA_TRY(texts, captionRows(evaluation, *captioner, *rows, "captioning crops"));
    auto figures = figuresOf(evaluation, tokenizeAll(*texts), items);
    return Baseline{std::move(figures), captioner->info().hash, {}, std::move(*texts)};
}

// The distinct snippets that the alignment assigns to regions of the training images. `like`: the options the region
// model was trained with.
Result<std::vector<std::string>> trainingSnippets(Evaluation& evaluation, const model::Aligner& aligner,
                                                  const json& like) {
    auto images = evaluation.project.images("train");
    if (!images || images->empty()) return base::fail(ErrorCode::BadInput, "the split train has no images");
    LEGENDA_TRY(captions, captionsByImage(evaluation, "train"));
    if (captions->empty()) return base::fail(ErrorCode::BadInput, "the split train has no captions");
    LEGENDA_TRY(features, featuresOfSplit(evaluation, aligner.info().recipe, "train"));
    std::vector<trainers::TrainingImage> training;
    for (const auto& image : *images)
        if (const auto* found = features->find(image.uuid)) training.push_back({found, (*captions)[image.id]});
    trainers::RegionPairOptions wanted;
    json known = json::object();
    for (const auto& field : base::optionFields(wanted))
        if (like.is_object() && like.contains(field.info.key)) known[field.info.key] = like[field.info.key];
    if (auto set = base::optionsFromJson(wanted, known, "the region model's options"); !set) return base::pass(set);
    LEGENDA_TRY(pairs, trainers::makeRegionPairs(aligner, training, wanted, evaluation.context));
    std::vector<std::string> texts;
    std::unordered_set<std::string> seen;
    for (auto& pair : *pairs)
        if (seen.insert(pair.text).second) texts.push_back(std::move(pair.text));
    if (texts.empty()) return base::fail(ErrorCode::BadInput, "the split train has no sentence with a snippet");
    return texts;
}

// The nearest training snippets, by mean and by sum of the word scores.
Result<std::optional<RegionReport::Nearest>> nearestSnippets(Evaluation& evaluation, const RegionItems& items,
                                                             const json& regionOptions) {
    const auto none = [&](const base::Error& why) -> Result<std::optional<RegionReport::Nearest>> {
        if (why.code == ErrorCode::Cancelled) return tl::unexpected<base::Error>(why);
        evaluation.absent["nearest_neighbour"] = why.message;
        return std::nullopt;
    };
    if (evaluation.options.split == "train")
        return none({ErrorCode::BadInput, "the split under test is train itself", {}});
    auto path =
        project::chooseCheckpoint(evaluation.resources, evaluation.options.project, project::ModelKind::Alignment,
                                  evaluation.options.alignModel, evaluation.context);
    if (!path) return none(path.error());
    LEGENDA_TRY(aligner, evaluation.aligner(*path));
    auto snippets = trainingSnippets(evaluation, *aligner, regionOptions);
    if (!snippets) return none(snippets.error());
    auto rows = rowsOfItems(evaluation, aligner->info().recipe, BoxView::Pooled, items);
    if (!rows) return none(rows.error());
    LEGENDA_TRY(best,
                bestTexts(*aligner, *snippets, aligner->embedRegions(*rows, placesOfItems(items)), evaluation.context));
    const auto figures = [&](const std::vector<std::size_t>& chosen) {
        std::vector<std::string> said;
        for (const auto text : chosen) said.push_back((*snippets)[text]);
        auto found = figuresOf(evaluation, tokenizeAll(said), items);
        return Baseline{std::move(found), aligner->info().hash, snippets->size(), std::move(said)};
    };
    return RegionReport::Nearest{figures(best->byMean), figures(best->bySum)};
}

// The figures, with the items and statistics behind them.
struct ScoredRegions {
    std::unique_ptr<RegionReport> report = std::make_unique<RegionReport>();
    std::vector<Sample> samples{};
    std::vector<ItemList> lists{};

    // A system that says a text of every item.
    void add(const std::string& section, const metrics::CaptionFigures& figures, const RegionItems& items,
             const std::vector<std::string>& texts) {
        samples.push_back(
            sampleOf(section, metrics::captionStatistics(figures.each, items.imageOfItems(), true), items.names()));
        auto list = captionItems(section, figures);
        std::size_t next = 0;
        for (const auto& image : items.images)
            for (std::size_t b = 0; b < image.boxes.size() && next < list.items.size(); ++b, ++next) {
                auto& item = list.items[next];
                item.image = image.image.path;
                item.id = fmt::format("{}", b + 1);
                item.prediction = texts[next];
                for (const auto& reference : items.references[next])
                    item.references.push_back(fmt::format("{}", fmt::join(reference, " ")));
                item.targets = {image.boxes[b]};
            }
        lists.push_back(std::move(list));
    }
    Report take(std::vector<model::CheckpointInfo> models) {
        return {std::move(models), std::move(report), std::move(samples), std::move(lists)};
    }
};

ScoredRegions scored(Evaluation& evaluation, const RegionItems& items, const std::vector<std::string>& texts) {
    ScoredRegions result;
    const auto said = tokenizeAll(texts);
    result.report->model = figuresOf(evaluation, said, items);
    result.add("model", result.report->model, items, texts);
    auto human =
        pooledLeaveOneOut(items.references, said, *evaluation.meteor, items.imageOfItems(), evaluation.context.stop);
    if (human.human.items > 0) {
        result.samples.push_back(sampleOf("human", human.humanStatistics, items.names()));
        result.samples.push_back(sampleOf("model_human_items", human.modelStatistics, items.names()));
        result.report->human = std::move(human);
    } else {
        evaluation.absent["human"] = evaluation.absent["model_human_items"] =
            "no box of the split has two distinct texts";
    }
    return result;
}

// JSON lines {"image", "box", "caption"} of another system, one for each item.
Result<std::vector<std::string>> readPredictions(const Evaluation& evaluation, const RegionItems& items) {
    const auto& file = evaluation.options.from;
    std::map<std::string, std::string> captions;
    const auto take = [&](const json& row, const std::string& where) -> base::Status {
        if (!row.is_object() || !row.contains("box") || !row.contains("image") || !row["image"].is_string() ||
            !row.contains("caption") || !row["caption"].is_string())
            return base::fail(ErrorCode::BadInput, where + ": expected {\"image\", \"box\", \"caption\"}.");
        LEGENDA_TRY(box, base::boxFromJson(row["box"], where));
        captions[roundedPlace(row["image"].get<std::string>(), *box)] = row["caption"].get<std::string>();
        return {};
    };
    if (auto read = eachJsonLine(file, take); !read) return base::pass(read);
    std::vector<std::string> texts;
    for (const auto& image : items.images)
        for (const auto& box : image.boxes) {
            const auto found = captions.find(roundedPlace(image.image.path, box));
            if (found == captions.end())
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("{}: no caption for the box {} of {}.", file.string(),
                                              base::boxToJson(box).dump(), image.image.path));
            texts.push_back(found->second);
        }
    return texts;
}

base::Status writePredictions(const Evaluation& evaluation, const RegionItems& items,
                              const std::vector<std::string>& texts) {
    if (evaluation.options.predictions.empty()) return {};
    std::vector<json> lines;
    for (const auto& image : items.images)
        for (const auto& box : image.boxes)
            lines.push_back(
                {{"image", image.image.path}, {"box", base::boxToJson(box)}, {"caption", texts[lines.size()]}});
    return writeJsonLines(evaluation.options.predictions, lines, evaluation.context.stop);
}

Result<Report> regionsFrom(Evaluation& evaluation, const RegionItems& items) {
    LEGENDA_TRY(texts, evaluation.from ? regionTextsOfSet(evaluation, items) : readPredictions(evaluation, items));
    auto result = scored(evaluation, items, *texts);
    evaluation.absent["full_frame"] = evaluation.absent["nearest_neighbour"] = "predictions have no features";
    return result.take({});
}

// Of a program that is asked about each box.
Result<Report> regionsOfProgram(Evaluation& evaluation, RegionItems found) {
    LEGENDA_TRY(program, LivePredictions::start(evaluation));
    std::vector<bool> described;
    std::vector<std::string> texts;
    for (const auto& [image, boxes] : found.images) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(said, program->captions(image, boxes));
        described.push_back(said->has_value());
        if (*said) texts.insert(texts.end(), (*said)->begin(), (*said)->end());
        evaluation.report("captioning regions", described.size(), found.images.size());
    }
    const auto items = keepImages(std::move(found), described);
    if (auto any = checkAnyLeft(evaluation, items.size()); !any) return base::pass(any);
    auto result = scored(evaluation, items, texts);
    evaluation.absent["full_frame"] = evaluation.absent["nearest_neighbour"] = "a program has no features";
    if (auto written = writePredictions(evaluation, items, texts); !written) return base::pass(written);
    auto report = result.take({});
    report.program = program->name();
    return report;
}

class RegionsTask final : public EvaluationTask {
 public:
    TaskInfo info() const override {
        return {"regions",
                "Region captions",
                "Describes boxes, scored against the annotators' phrases.",
                project::ModelKind::Region,
                "{\"image\":\"a.jpg\",\"box\":[x,y,w,h],\"caption\":\"a dog\"}",
                {"entities", kSnippets},
                4,
                {store::PredictionKind::Regions, store::PredictionKind::Phrases},
                {.ensemble = true, .beam = true, .alignModel = true, .fullFrameModel = true}};
    }
    bool readsMeteor() const override { return true; }
    Result<Report> evaluate(Evaluation& evaluation) const override {
        const auto& options = evaluation.options;
        LEGENDA_TRY(found, options.truth == kSnippets ? snippetItems(evaluation) : entityItems(evaluation));
        if (!options.from.empty()) return regionsFrom(evaluation, *found);
        if (!options.program.empty()) return regionsOfProgram(evaluation, std::move(*found));
        LEGENDA_TRY(captioner, evaluation.captioner(project::ModelKind::Region));
        LEGENDA_TRY(vectors, boxRows(evaluation, captioner->info().recipe, BoxView::Pooled, found->images));
        std::vector<bool> described;
        for (const auto& image : *vectors) described.push_back(image.rows > 0);
        const auto items = keepImages(std::move(*found), described);
        if (items.size() == 0)
            return base::fail(ErrorCode::BadInput, fmt::format("No image of the split {} can be read.", options.split));
        const auto rows = stacked(*vectors, captioner->contextInput());
        LEGENDA_TRY(texts, captionRows(evaluation, *captioner, rows, "captioning regions"));
        auto result = scored(evaluation, items, *texts);
        LEGENDA_TRY(frame, fullFrame(evaluation, items));
        if (const auto& found = *frame) result.add("full_frame", found->figures, items, found->texts);
        result.report->fullFrame = std::move(*frame);
        LEGENDA_TRY(nearest, nearestSnippets(evaluation, items, captioner->info().options));
        if (const auto& found = *nearest) {
            result.add("nearest_neighbour", found->byMean.figures, items, found->byMean.texts);
            result.add("nearest_neighbour_sum", found->bySum.figures, items, found->bySum.texts);
        }
        result.report->nearest = std::move(*nearest);
        result.report->setting = {options.beam, options.truth};
        if (auto written = writePredictions(evaluation, items, *texts); !written) return base::pass(written);
        return result.take(captioner->infos());
    }
};

}  // namespace

TaskPtr make_regions() {
    return std::make_unique<RegionsTask>();
}

}  // namespace legenda::evaluation
