// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/human_captions.h"
#include "core/evaluation/live_predictions.h"
#include "core/evaluation/nearest_neighbour.h"
#include "core/evaluation/prediction_sets.h"
#include "core/evaluation/score.h"
#include "core/metrics/image_statistics.h"
#include "core/model/captioner.h"
#include "core/model/rerank.h"
#include "core/project/image_names.h"
#include "core/project/models_in_use.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using metrics::CaptionItem;
using metrics::Tokens;
using nlohmann::json;

namespace {

constexpr std::size_t kCaptionedAtOnce = 50;

// The scored images with their references; each system fills in its hypotheses.
struct Scene {
    std::vector<store::ImageRecord> images;
    std::vector<std::vector<std::string>> captions;
    std::vector<std::vector<Tokens>> references;  // the captions, tokenised
    base::Matrix vectors;                         // [N, D] whole images; empty with --from

    std::vector<std::string> names() const {
        std::vector<std::string> paths;
        for (const auto& image : images) paths.push_back(image.path);
        return paths;
    }
    std::vector<std::size_t> numbers() const {  // of the images, an item each
        std::vector<std::size_t> all(images.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }
};

// Images with captions; with features, only those that have some.
Result<Scene> makeScene(Evaluation& evaluation, const features::FeatureStore* features) {
    const auto& split = evaluation.options.split;
    LEGENDA_TRY(images, imagesOfSplit(evaluation, split));
    LEGENDA_TRY(captions, captionsByImage(evaluation, split));
    Scene scene;
    for (auto& image : *images) {
        const auto found = captions->find(image.id);
        if (found == captions->end()) {
            evaluation.skipped.emplace(image.path, "it has no captions");
            continue;
        }
        if (features && !features->contains(image.uuid)) {
            evaluation.skipped.emplace(image.path, "it has no features");
            continue;
        }
        scene.references.push_back(tokenizeAll(found->second));
        scene.captions.push_back(std::move(found->second));
        scene.images.push_back(std::move(image));
    }
    if (scene.images.empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The split {} of {} has no image with captions to compare with.", split,
                                      evaluation.project.folder().string()));
    if (features) scene.vectors = frameVectors(*features, scene.images).vectors;
    return scene;
}

base::Matrix rowOf(const base::Matrix& matrix, std::size_t row) {
    base::Matrix one(1, matrix.cols);
    std::ranges::copy(matrix.row(row), one.data.begin());
    return one;
}

// The alignment model of --rerank.
Result<std::optional<model::Aligner>> judgeOf(const Evaluation& evaluation, const model::Captioner& captioner) {
    const auto& options = evaluation.options;
    if (!options.rerank) return std::nullopt;
    LEGENDA_TRY(path, project::chooseCheckpoint(evaluation.resources, options.project, project::ModelKind::Alignment,
                                                options.alignModel, evaluation.context));
    LEGENDA_TRY(judge, evaluation.aligner(*path));
    if (!model::canRerank(judge->info(), captioner.info()))
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} cannot rerank the captions of {}: they read features of different recipes.",
                                      path->string(), captioner.info().path.string()));
    return std::move(*judge);
}

// judge: reranks the beam; nullptr: none does.
Result<std::vector<std::string>> captionAll(const Evaluation& evaluation, const model::Captioner& captioner,
                                            const model::Aligner* judge, const Scene& scene,
                                            const features::FeatureStore& features) {
    const auto& vectors = scene.vectors;
    model::DecodeOptions decode;
    decode.beam = evaluation.options.beam;
    if (judge) decode.count = decode.beam;
    std::vector<std::string> texts;
    for (std::size_t start = 0; start < vectors.rows; start += kCaptionedAtOnce) {
        model::CaptionSource block{base::Matrix(std::min(kCaptionedAtOnce, vectors.rows - start), vectors.cols)};
        std::copy_n(vectors.row(start).begin(), block.vectors.data.size(), block.vectors.data.begin());
        for (std::size_t i = start; captioner.attends() && i < start + block.vectors.rows; ++i) {
            const auto* own = features.find(scene.images[i].uuid);
            block.regions.push_back(own->toFloat());
            block.places.push_back(own->places());
        }
        LEGENDA_TRY(captions, captioner.caption(block, decode, evaluation.context));
        for (std::size_t i = 0; i < captions->size(); ++i) {
            auto& best = (*captions)[i];
            if (judge) {
                const auto* own = features.find(scene.images[start + i].uuid);
                model::rerank(best, *judge, judge->embedRegions(own->toFloat(), own->scoredPlaces()),
                              judge->embedFrames(rowOf(scene.vectors, start + i)));
            }
            texts.push_back(best.empty() ? std::string() : best.front().text);
        }
        evaluation.report("captioning images", texts.size(), vectors.rows);
    }
    return texts;
}

bool isNumber(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// The possible values of image_id, as JSON text, and the image that each identifies.
struct ImageIds {
    std::map<std::string, std::size_t> places;
    bool positions = false;  // numbers are the images' positions in the split
};

// The image's path or file name; its id in the dataset that it comes from, COCO's before others, as number or text;
// and only where no image has such a number, its position in the split from 1.
Result<ImageIds> imageIds(const Evaluation& evaluation, const Scene& scene) {
    LEGENDA_TRY(external, evaluation.project.externalIds(evaluation.options.split));
    ImageIds ids{{}, true};
    auto& places = ids.places;
    for (const auto& [name, i] : project::imageNames(scene.names())) places[json(name).dump()] = i;
    for (const bool coco : {true, false})
        for (std::size_t i = 0; i < scene.images.size(); ++i)
            for (const auto& [format, id] : (*external)[scene.images[i].id]) {
                if ((format == "coco") != coco) continue;
                places.emplace(json(id).dump(), i);
                if (!isNumber(id)) continue;
                places.emplace(id, i);
                ids.positions = false;
            }
    for (std::size_t i = 0; i < scene.images.size() && ids.positions; ++i) places.emplace(std::to_string(i + 1), i);
    return ids;
}

// The captions of the images in order. `byPosition`: whether an image was identified by its position in the split.
Result<std::vector<std::string>> readPredictions(const Evaluation& evaluation, const Scene& scene, bool& byPosition) {
    const auto& file = evaluation.options.from;
    LEGENDA_TRY(bytes, base::readFile(file));
    LEGENDA_TRY(list, base::parseJson(*bytes, file.string()));
    if (!list->is_array())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: expected a COCO result list.", file.string()));
    LEGENDA_TRY(ids, imageIds(evaluation, scene));
    const auto& places = ids->places;
    std::vector<std::string> texts(scene.images.size());
    std::vector<bool> said(scene.images.size(), false);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& row = (*list)[i];
        const std::string where = fmt::format("{}[{}]", file.string(), i);
        if (!row.is_object() || !row.contains("image_id") || !row.contains("caption") || !row["caption"].is_string())
            return base::fail(ErrorCode::BadInput, where + ": expected an object with \"image_id\" and \"caption\".");
        const auto place = places.find(row["image_id"].dump());
        if (place == places.end())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} is not an image with captions in the split {}.", where,
                                          row["image_id"].dump(), evaluation.options.split));
        if (said[place->second])
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} occurs twice.", where, row["image_id"].dump()));
        byPosition = byPosition || (ids->positions && row["image_id"].is_number());
        said[place->second] = true;
        texts[place->second] = row["caption"].get<std::string>();
    }
    for (std::size_t i = 0; i < said.size(); ++i)
        if (!said[i])
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: {} has no caption.", file.string(), scene.images[i].path));
    return texts;
}

metrics::CaptionFigures figuresOf(const Evaluation& evaluation, const std::vector<Tokens>& hypotheses,
                                  const std::vector<std::vector<Tokens>>& references) {
    std::vector<CaptionItem> items;
    for (std::size_t i = 0; i < references.size(); ++i) items.push_back({hypotheses[i], references[i]});
    return metrics::captionFigures(items, &*evaluation.meteor, {evaluation.context.stop, {}});
}

struct CaptionReport final : Figures {
    metrics::CaptionFigures model;
    std::optional<LeaveOneOut> human;  // and the model against the same references
    std::optional<metrics::CaptionFigures> nearestNeighbour;
    std::optional<int> beam;  // of the model
    std::string rerankedBy;   // hash of the alignment model; empty: by none
    bool byPosition = false;  // another system identified images by their position in the split

    json toJson() const override {
        json out{{"model", figuresToJson(model)}};
        if (human) {
            out["human"] = figuresToJson(human->human);
            out["model_4ref"] = figuresToJson(human->model);
        }
        if (nearestNeighbour) out["nearest_neighbour"] = figuresToJson(*nearestNeighbour);
        if (beam) out["beam"] = *beam;
        if (!rerankedBy.empty()) out["reranked_by"] = rerankedBy;
        if (byPosition)
            out["image_ids"] = "positions in the split, from 1: the project's images have no ids of a dataset";
        return out;
    }
};

struct Neighbours {
    metrics::CaptionFigures figures;
    metrics::ImageStatistics statistics;
};

// The captions of the nearest training image, scored as one system each; the mean of these.
Result<std::optional<Neighbours>> nearestNeighbour(Evaluation& evaluation, const Scene& scene,
                                                   const features::Recipe& recipe) {
    const auto none = [&](const std::string& why) -> std::optional<Neighbours> {
        evaluation.absent["nearest_neighbour"] = why;
        return std::nullopt;
    };
    if (evaluation.options.split == "train") return none("the split under test is train itself");
    auto images = evaluation.project.images("train");
    if (!images || images->empty()) return none("the split train has no images");
    LEGENDA_TRY(captions, captionsByImage(evaluation, "train"));
    std::erase_if(*images, [&](const auto& image) { return !captions->contains(image.id); });
    if (images->empty()) return none("the split train has no captions");
    LEGENDA_TRY(features, featuresOfSplit(evaluation, recipe, "train"));
    const auto frames = frameVectors(*features, *images);
    if (frames.images.empty()) return none("no image of the split train can be read");
    LEGENDA_TRY(nearest, nearestRows(scene.vectors, frames.vectors, evaluation.context));

    std::vector<std::vector<Tokens>> said;
    std::size_t most = 1;
    for (const auto row : *nearest) {
        said.push_back(tokenizeAll((*captions)[(*images)[frames.images[row]].id]));
        most = std::max(most, said.back().size());
    }
    std::vector<metrics::CaptionFigures> systems;
    std::vector<metrics::ImageStatistics> statistics;
    for (std::size_t k = 0; k < most; ++k) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        std::vector<CaptionItem> items;
        for (std::size_t i = 0; i < said.size(); ++i)
            items.push_back({said[i][k % said[i].size()], scene.references[i]});
        systems.push_back(metrics::captionFigures(items, &*evaluation.meteor, {evaluation.context.stop, {}}));
        statistics.push_back(metrics::captionStatistics(systems.back().each, scene.numbers(), true));
    }
    return Neighbours{metrics::meanFigures(systems), metrics::meanStatistics(statistics)};
}

// What the captions say of themselves, still without baselines of a model.
struct Scored {
    std::unique_ptr<CaptionReport> report = std::make_unique<CaptionReport>();
    std::vector<Sample> samples;
    ItemList items;
};

Scored scored(Evaluation& evaluation, const Scene& scene, const std::vector<std::string>& texts) {
    Scored result;
    auto& report = *result.report;
    const auto said = tokenizeAll(texts);
    const auto names = scene.names();
    const auto numbers = scene.numbers();
    report.model = figuresOf(evaluation, said, scene.references);
    result.samples.push_back(sampleOf("model", metrics::captionStatistics(report.model.each, numbers, true), names));
    result.items = captionItems("model", report.model);
    for (std::size_t i = 0; i < result.items.items.size(); ++i) {
        auto& item = result.items.items[i];
        item.image = names[i], item.prediction = texts[i], item.references = scene.captions[i];
    }
    auto human = leaveOneOut(scene.references, said, *evaluation.meteor, numbers, evaluation.context.stop);
    if (human.human.items > 0) {
        result.samples.push_back(sampleOf("human", human.humanStatistics, names));
        result.samples.push_back(sampleOf("model_4ref", human.modelStatistics, names));
        report.human = std::move(human);
    } else {
        evaluation.absent["human"] = evaluation.absent["model_4ref"] = "no image of the split has two captions";
    }
    return result;
}

Report reportOf(std::vector<model::CheckpointInfo> models, Scored result) {
    Report report{std::move(models), std::move(result.report), std::move(result.samples), {}};
    report.items.push_back(std::move(result.items));
    return report;
}

Result<Report> captionsFrom(Evaluation& evaluation) {
    LEGENDA_TRY(scene, makeScene(evaluation, nullptr));
    bool byPosition = false;
    LEGENDA_TRY(texts, evaluation.from ? captionsOfSet(evaluation, scene->images)
                                       : readPredictions(evaluation, *scene, byPosition));
    auto result = scored(evaluation, *scene, *texts);
    result.report->byPosition = byPosition;
    evaluation.absent["nearest_neighbour"] = "predictions have no features";
    return reportOf({}, std::move(result));
}

base::Status writePredictions(const Evaluation& evaluation, const Scene& scene, const std::vector<std::string>& texts) {
    if (evaluation.options.predictions.empty()) return {};
    json list = json::array();
    for (std::size_t i = 0; i < texts.size(); ++i)
        list.push_back({{"image_id", scene.images[i].path}, {"caption", texts[i]}});
    return base::writeFileAtomically(evaluation.options.predictions, list.dump() + "\n", evaluation.context.stop);
}

// Of a program that is asked about each image.
Result<Report> captionsOfProgram(Evaluation& evaluation) {
    LEGENDA_TRY(scene, makeScene(evaluation, nullptr));
    LEGENDA_TRY(program, LivePredictions::start(evaluation));
    Scene described;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < scene->images.size(); ++i) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(text, program->caption(scene->images[i]));
        if (*text) {
            texts.push_back(std::move(**text));
            described.captions.push_back(std::move(scene->captions[i]));
            described.references.push_back(std::move(scene->references[i]));
            described.images.push_back(std::move(scene->images[i]));
        }
        evaluation.report("captioning images", i + 1, scene->images.size());
    }
    if (auto any = checkAnyLeft(evaluation, texts.size()); !any) return base::pass(any);
    auto result = scored(evaluation, described, texts);
    evaluation.absent["nearest_neighbour"] = "a program has no features";
    if (auto written = writePredictions(evaluation, described, texts); !written) return base::pass(written);
    auto report = reportOf({}, std::move(result));
    report.program = program->name();
    return report;
}

class CaptionsTask final : public EvaluationTask {
 public:
    TaskInfo info() const override {
        return {"captions",
                "Full-image captions",
                "Writes a sentence for each image, scored against the human captions.",
                project::ModelKind::Caption,
                "one COCO result list [{\"image_id\":\"a.jpg\",\"caption\":\"a dog runs\"},...]",
                {"entities"},
                3,
                {store::PredictionKind::Captions},
                {.ensemble = true, .beam = true, .rerank = true}};
    }
    bool readsMeteor() const override { return true; }
    Result<Report> evaluate(Evaluation& evaluation) const override {
        const auto& options = evaluation.options;
        if (!options.from.empty()) return captionsFrom(evaluation);
        if (!options.program.empty()) return captionsOfProgram(evaluation);
        if (auto images = imagesOfSplit(evaluation, options.split); !images) return base::pass(images);
        LEGENDA_TRY(captioner, evaluation.captioner(project::ModelKind::Caption));
        LEGENDA_TRY(features, featuresOfSplit(evaluation, captioner->info().recipe, options.split));
        LEGENDA_TRY(scene, makeScene(evaluation, &*features));
        LEGENDA_TRY(judge, judgeOf(evaluation, *captioner));
        LEGENDA_TRY(texts, captionAll(evaluation, *captioner, *judge ? &**judge : nullptr, *scene, *features));
        auto result = scored(evaluation, *scene, *texts);
        LEGENDA_TRY(neighbour, nearestNeighbour(evaluation, *scene, captioner->info().recipe));
        if (auto& found = *neighbour) {
            result.samples.push_back(sampleOf("nearest_neighbour", std::move(found->statistics), scene->names()));
            result.report->nearestNeighbour = std::move(found->figures);
        }
        result.report->beam = options.beam;
        if (*judge) result.report->rerankedBy = (*judge)->info().hash;
        if (auto written = writePredictions(evaluation, *scene, *texts); !written) return base::pass(written);
        return reportOf(captioner->infos(), std::move(result));
    }
};

}  // namespace

TaskPtr make_captions() {
    return std::make_unique<CaptionsTask>();
}

}  // namespace legenda::evaluation
