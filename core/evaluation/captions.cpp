// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/evaluation/common.h"
#include "core/evaluation/human_captions.h"
#include "core/evaluation/nearest_neighbour.h"
#include "core/evaluation/score.h"
#include "core/metrics/caption_figures.h"
#include "core/model/captioner.h"
#include "core/project/image_names.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using metrics::CaptionItem;
using metrics::Tokens;
using nlohmann::json;

namespace {

constexpr std::size_t kImagesAtOnce = 50;

// The images that are scored, with their references; hypotheses are filled in by whoever speaks.
struct Scene {
    std::vector<store::ImageRecord> images;
    std::vector<std::vector<Tokens>> references;
    base::Matrix vectors;  // [N, D] whole frames; empty with --from
};

// Images with captions; with features, only those that have some.
Result<Scene> makeScene(Evaluation& evaluation, const features::FeatureStore* features) {
    const auto& split = evaluation.options.split;
    auto images = imagesOfSplit(evaluation, split);
    if (!images) return base::pass(images);
    auto captions = captionsByImage(evaluation, split);
    if (!captions) return base::pass(captions);
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
        scene.images.push_back(std::move(image));
    }
    if (scene.images.empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The split {} of {} has no image with captions to compare with.", split,
                                      evaluation.project.folder().string()));
    if (features) scene.vectors = frameVectors(*features, scene.images).vectors;
    return scene;
}

Result<std::vector<std::string>> captionAll(const Evaluation& evaluation, const model::Captioner& captioner,
                                            const Scene& scene, const features::FeatureStore& features) {
    const auto& vectors = scene.vectors;
    model::DecodeOptions decode;
    decode.beam = evaluation.options.beam;
    std::vector<std::string> texts;
    for (std::size_t start = 0; start < vectors.rows; start += kImagesAtOnce) {
        model::CaptionSource block{base::Matrix(std::min(kImagesAtOnce, vectors.rows - start), vectors.cols)};
        std::copy_n(vectors.row(start).begin(), block.vectors.data.size(), block.vectors.data.begin());
        for (std::size_t i = start; captioner.attends() && i < start + block.vectors.rows; ++i) {
            const auto* own = features.find(scene.images[i].uuid);
            block.regions.push_back(own->toFloat());
            block.places.push_back(own->places());
        }
        auto captions = captioner.caption(block, decode, evaluation.context);
        if (!captions) return base::pass(captions);
        for (const auto& best : *captions) texts.push_back(best.empty() ? std::string() : best.front().text);
        evaluation.report("captioning images", texts.size(), vectors.rows);
    }
    return texts;
}

bool isNumber(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// What image_id may be, as JSON text, and the image that it stands for.
struct ImageIds {
    std::map<std::string, std::size_t> places;
    bool positions = false;  // numbers stand for the images' places in the split
};

// The image's path or file name; its id in the data set that it comes from, COCO's before others, as number or text;
// and only where no image has such a number, its place in the split from 1.
Result<ImageIds> imageIds(const Evaluation& evaluation, const Scene& scene) {
    auto external = evaluation.project.externalIds(evaluation.options.split);
    if (!external) return base::pass(external);
    ImageIds ids{{}, true};
    auto& places = ids.places;
    std::vector<std::string> paths;
    for (const auto& image : scene.images) paths.push_back(image.path);
    for (const auto& [name, i] : project::imageNames(paths)) places[json(name).dump()] = i;
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

// The captions of the images in order. `byPosition`: whether an image was named by its place in the split.
Result<std::vector<std::string>> readPredictions(const Evaluation& evaluation, const Scene& scene, bool& byPosition) {
    const auto& file = evaluation.options.from;
    auto bytes = base::readFile(file);
    if (!bytes) return base::pass(bytes);
    auto list = base::parseJson(*bytes, file.string());
    if (!list) return base::pass(list);
    if (!list->is_array())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: expected a COCO result list.", file.string()));
    auto ids = imageIds(evaluation, scene);
    if (!ids) return base::pass(ids);
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
                              fmt::format("{}: image_id {} is no image with captions of the split {}.", where,
                                          row["image_id"].dump(), evaluation.options.split));
        if (said[place->second])
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: image_id {} stands there twice.", where, row["image_id"].dump()));
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

json figuresOf(const Evaluation& evaluation, const std::vector<Tokens>& hypotheses,
               const std::vector<std::vector<Tokens>>& references) {
    std::vector<CaptionItem> items;
    for (std::size_t i = 0; i < references.size(); ++i) items.push_back({hypotheses[i], references[i]});
    return figuresToJson(metrics::captionFigures(items, &*evaluation.meteor, {evaluation.context.stop, {}}));
}

// The captions of the nearest training image, as so many systems; the mean.
Result<std::optional<json>> nearestNeighbour(Evaluation& evaluation, const Scene& scene,
                                             const features::Recipe& recipe) {
    const auto none = [&](const std::string& why) -> std::optional<json> {
        evaluation.absent["nearest_neighbour"] = why;
        return std::nullopt;
    };
    if (evaluation.options.split == "train") return none("the split under test is train itself");
    auto images = evaluation.project.images("train");
    if (!images || images->empty()) return none("the split train has no images");
    auto captions = captionsByImage(evaluation, "train");
    if (!captions) return base::pass(captions);
    std::erase_if(*images, [&](const auto& image) { return !captions->contains(image.id); });
    if (images->empty()) return none("the split train has no captions");
    auto features = featuresOfSplit(evaluation, recipe, "train");
    if (!features) return base::pass(features);
    const auto frames = frameVectors(*features, *images);
    if (frames.images.empty()) return none("no image of the split train can be read");
    auto nearest = nearestRows(scene.vectors, frames.vectors, evaluation.context);
    if (!nearest) return base::pass(nearest);

    std::vector<std::vector<Tokens>> said;
    std::size_t most = 1;
    for (const auto row : *nearest) {
        said.push_back(tokenizeAll((*captions)[(*images)[frames.images[row]].id]));
        most = std::max(most, said.back().size());
    }
    std::vector<metrics::CaptionFigures> systems;
    for (std::size_t k = 0; k < most; ++k) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        std::vector<CaptionItem> items;
        for (std::size_t i = 0; i < said.size(); ++i)
            items.push_back({said[i][k % said[i].size()], scene.references[i]});
        systems.push_back(metrics::captionFigures(items, &*evaluation.meteor, {evaluation.context.stop, {}}));
    }
    return figuresToJson(metrics::meanFigures(systems));
}

void addPeople(Evaluation& evaluation, const Scene& scene, const std::vector<Tokens>& model, json& out) {
    const auto people = leaveOneOut(scene.references, model, *evaluation.meteor, evaluation.context.stop);
    if (people.human.items == 0) {
        evaluation.absent["human"] = evaluation.absent["model_4ref"] = "no image of the split has two captions";
        return;
    }
    out["human"] = figuresToJson(people.human);
    out["model_4ref"] = figuresToJson(people.model);
}

Result<json> captionsFrom(Evaluation& evaluation) {
    auto scene = makeScene(evaluation, nullptr);
    if (!scene) return base::pass(scene);
    bool byPosition = false;
    auto texts = readPredictions(evaluation, *scene, byPosition);
    if (!texts) return base::pass(texts);
    const auto hypotheses = tokenizeAll(*texts);
    json out;
    out["model"] = figuresOf(evaluation, hypotheses, scene->references);
    addPeople(evaluation, *scene, hypotheses, out);
    evaluation.absent["nearest_neighbour"] = "--from brings no features";
    out.update(evaluation.header({}));
    nameSource(evaluation, out);
    if (byPosition) out["image_ids"] = "positions in the split, from 1: the project's images have no ids of a data set";
    return out;
}

}  // namespace

Result<json> evaluateCaptions(Evaluation& evaluation) {
    const auto& options = evaluation.options;
    if (!options.from.empty()) return captionsFrom(evaluation);
    if (auto images = imagesOfSplit(evaluation, options.split); !images) return base::pass(images);
    auto captioner = evaluation.captioner(project::ModelKind::Caption);
    if (!captioner) return base::pass(captioner);
    auto features = featuresOfSplit(evaluation, captioner->info().recipe, options.split);
    if (!features) return base::pass(features);
    auto scene = makeScene(evaluation, &*features);
    if (!scene) return base::pass(scene);
    auto texts = captionAll(evaluation, *captioner, *scene, *features);
    if (!texts) return base::pass(texts);
    const auto hypotheses = tokenizeAll(*texts);

    json out;
    out["model"] = figuresOf(evaluation, hypotheses, scene->references);
    addPeople(evaluation, *scene, hypotheses, out);
    auto neighbour = nearestNeighbour(evaluation, *scene, captioner->info().recipe);
    if (!neighbour) return base::pass(neighbour);
    if (*neighbour) out["nearest_neighbour"] = **neighbour;
    out.update(evaluation.header(captioner->infos()));
    out["beam"] = options.beam;
    if (!options.predictions.empty()) {
        json list = json::array();
        for (std::size_t i = 0; i < texts->size(); ++i)
            list.push_back({{"image_id", scene->images[i].path}, {"caption", (*texts)[i]}});
        if (auto written = base::writeFileAtomically(options.predictions, list.dump() + "\n", evaluation.context.stop);
            !written)
            return base::pass(written);
    }
    return out;
}

}  // namespace legenda::evaluation
