// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/grounding.h"

#include "core/evaluation/common.h"
#include "core/evaluation/grounding_file.h"
#include "core/image/decode.h"
#include "core/metrics/grounding.h"
#include "core/model/aligner.h"
#include "core/model/mrf.h"
#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

int bestRegion(const base::Matrix& scores, const std::vector<int>& words) {
    std::vector<double> sums(scores.cols, 0);
    for (const int word : words)
        for (std::size_t r = 0; r < scores.cols; ++r) sums[r] += scores(static_cast<std::size_t>(word), r);
    // max_element returns the first of equals.
    return words.empty() ? 0 : static_cast<int>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

int majorityRegion(const std::vector<int>& chain, const std::vector<int>& words) {
    std::map<int, int> votes;
    for (const int word : words) ++votes[chain[static_cast<std::size_t>(word)]];
    int best = 0, most = 0;
    for (const auto& [region, count] : votes)
        if (count > most) best = region, most = count;
    return best;
}

namespace {

constexpr std::size_t kImagesAtOnce = 32;

// What Entities says of one split, by image.
struct EntitiesOfImage {
    std::vector<store::EntitySentenceRecord> sentences;
    std::map<std::string, std::vector<base::Box>> boxes;  // by chain
};
using Entities = std::map<std::int64_t, EntitiesOfImage>;

Result<Entities> readEntities(const Evaluation& evaluation, const std::string& split) {
    auto sentences = evaluation.project.entitySentences(split);
    if (!sentences) return base::pass(sentences);
    auto boxes = evaluation.project.entityBoxes(split);
    if (!boxes) return base::pass(boxes);
    Entities entities;
    for (auto& sentence : *sentences) entities[sentence.image].sentences.push_back(std::move(sentence));
    for (const auto& box : *boxes) entities[box.image].boxes[box.chain].push_back(box.box);
    std::erase_if(entities,
                  [](const auto& entry) { return entry.second.boxes.empty() || entry.second.sentences.empty(); });
    return entities;
}

// The image's size: as stored, else from the file.
std::optional<base::Box> frameOf(const store::ImageRecord& image) {
    if (image.width > 0 && image.height > 0) return base::Box{0, 0, double(image.width), double(image.height)};
    const auto picture = image::decode(image.file, 64);
    if (!picture) return {};
    return base::Box{0, 0, double(picture->fullWidth), double(picture->fullHeight)};
}

Result<std::optional<metrics::RelativeBox>> fitConstantBox(const Evaluation& evaluation) {
    auto entities = readEntities(evaluation, "train");
    if (!entities || entities->empty()) return std::nullopt;
    auto images = evaluation.project.images("train");
    if (!images) return base::pass(images);
    std::vector<metrics::WeightedTarget> targets;
    for (const auto& image : *images) {
        const auto found = entities->find(image.id);
        if (found == entities->end()) continue;
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const auto frame = frameOf(image);
        if (!frame) continue;
        std::map<std::string, double> mentions;
        for (const auto& sentence : found->second.sentences)
            for (const auto& mention : sentence.mentions) ++mentions[mention.chain];
        for (const auto& [chain, boxes] : found->second.boxes)
            if (mentions[chain] > 0)
                targets.push_back({metrics::GroundingTarget{boxes, *frame}.unionBox(), *frame, mentions[chain]});
    }
    if (targets.empty()) return std::nullopt;
    evaluation.report("fitting the constant box", 0, 0);
    return metrics::bestConstantBox(targets);
}

struct Tallies {
    metrics::GroundingTally model, mrf, whole, constant;
    long reachable = 0, centred = 0;
    std::vector<GroundedPhrase> phrases;

    // A phrase with the box that a system gives it, and the floors beside it.
    void add(const metrics::GroundingTarget& target, const base::Box& predicted,
             const std::optional<metrics::RelativeBox>& fitted) {
        model.add(target, predicted);
        whole.add(target, target.whole);
        if (fitted) constant.add(target, metrics::placed(*fitted, target.whole));
        centred += target.unionBox().contains(target.whole.centreX(), target.whole.centreY());
    }
};

base::Matrix wordScores(const base::Matrix& regions, const base::Matrix& words) {
    base::Matrix scores(words.rows, regions.rows);
    for (std::size_t t = 0; t < words.rows; ++t) {
        const auto word = words.row(t);
        for (std::size_t r = 0; r < regions.rows; ++r) {
            const auto region = regions.row(r);
            scores(t, r) = std::transform_reduce(word.begin(), word.end(), region.begin(), 0.0f);
        }
    }
    return scores;
}

// All phrases of one sentence.
struct SentenceTask {
    const store::ImageRecord& image;
    const EntitiesOfImage& entities;
    const store::EntitySentenceRecord& sentence;
    const std::vector<base::Box>& boxes;  // of the regions
    const base::Matrix& regions;          // v
    const model::Aligner::Words& words;
    double beta;  // in scores
    std::optional<metrics::RelativeBox> constant;
};

void groundSentence(const SentenceTask& task, Tallies& tallies) {
    const auto spans = text::tokenSpansOfWords(task.sentence.text);
    std::vector<int> known(task.words.tokens.size(), -1);  // token -> row of scores
    for (std::size_t t = 0, row = 0; t < known.size(); ++t)
        if (task.words.known[t]) known[t] = static_cast<int>(row++);
    const auto scores = wordScores(task.regions, task.words.vectors);
    const auto chain = scores.rows > 0 ? model::decodeChain(scores, task.beta) : std::vector<int>{};

    for (const auto& mention : task.sentence.mentions) {
        const auto found = task.entities.boxes.find(mention.chain);
        if (found == task.entities.boxes.end()) continue;
        const metrics::GroundingTarget target{found->second, task.boxes.front()};
        std::vector<int> words;
        for (int w = mention.start; w < mention.end && w < static_cast<int>(spans.size()); ++w)
            for (int t = spans[static_cast<std::size_t>(w)].first; t < spans[static_cast<std::size_t>(w)].second; ++t)
                if (t < static_cast<int>(known.size()) && known[static_cast<std::size_t>(t)] >= 0)
                    words.push_back(known[static_cast<std::size_t>(t)]);
        const auto& predicted = task.boxes[static_cast<std::size_t>(bestRegion(scores, words))];
        const auto all = target.unionBox();
        tallies.add(target, predicted, task.constant);
        tallies.mrf.add(target, task.boxes[static_cast<std::size_t>(majorityRegion(chain, words))]);
        tallies.reachable +=
            std::ranges::any_of(task.boxes, [&](const auto& b) { return base::iou(b, all) >= metrics::kGroundingIou; });
        tallies.phrases.push_back(
            {task.image.path, task.sentence.text, mention.start, mention.end, mention.text, all, predicted});
    }
}

Result<Tallies> groundAll(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                          const Entities& entities, const model::Aligner& aligner,
                          const features::FeatureStore& features, double beta,
                          const std::optional<metrics::RelativeBox>& constant) {
    Tallies tallies;
    for (std::size_t start = 0; start < images.size(); start += kImagesAtOnce) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const std::size_t end = std::min(start + kImagesAtOnce, images.size());
        std::vector<std::string> sentences;
        for (std::size_t i = start; i < end; ++i)
            if (const auto found = entities.find(images[i].id); found != entities.end())
                for (const auto& sentence : found->second.sentences) sentences.push_back(sentence.text);
        const auto words = aligner.embedSentences(sentences);
        std::size_t next = 0;
        for (std::size_t i = start; i < end; ++i) {
            const auto found = entities.find(images[i].id);
            if (found == entities.end()) continue;
            const auto* regions = features.find(images[i].uuid);
            if (!regions) {
                evaluation.skipped.emplace(images[i].path, "it has no features");
                next += found->second.sentences.size();
                continue;
            }
            const auto v = aligner.embedRegions(regions->toFloat(), regions->scoredPlaces());
            for (const auto& sentence : found->second.sentences)
                groundSentence({images[i], found->second, sentence, regions->boxes, v, words[next++],
                                beta * aligner.spread(), constant},
                               tallies);
        }
        evaluation.report("grounding phrases", end, images.size());
    }
    return tallies;
}

// What can be said of any system's boxes.
void addFigures(const Tallies& t, const std::optional<metrics::RelativeBox>& constant, json& out) {
    const auto& m = t.model;
    out["phrases"] = m.phrases;
    out["accuracy"] = m.percent(m.accurate);
    out["pointing"] = m.percent(m.pointed);
    out["accuracy_any"] = m.percent(m.accurateAny);
    out["pointing_any"] = m.percent(m.pointedAny);
    out["whole_image"] = t.whole.percent(t.whole.accurate);
    out["whole_image_any"] = t.whole.percent(t.whole.accurateAny);
    out["centre_pointing"] = m.percent(t.centred);
    out["centre_pointing_any"] = t.whole.percent(t.whole.pointedAny);
    if (constant) {
        out["constant_box"] = t.constant.percent(t.constant.accurate);
        out["constant_box_is"] = *constant;  // left, top, right, bottom as shares of width and height
    }
}

// Another system's boxes.
Result<json> groundingFrom(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                           const Entities& entities, const std::optional<metrics::RelativeBox>& constant) {
    std::vector<GroundedPhrase> phrases;
    std::vector<metrics::GroundingTarget> targets;
    for (const auto& image : images) {
        const auto found = entities.find(image.id);
        if (found == entities.end()) continue;
        const auto frame = frameOf(image).value_or(base::Box{});
        for (const auto& sentence : found->second.sentences)
            for (const auto& mention : sentence.mentions) {
                const auto boxes = found->second.boxes.find(mention.chain);
                if (boxes == found->second.boxes.end()) continue;
                targets.push_back({boxes->second, frame});
                phrases.push_back({image.path, sentence.text, mention.start, mention.end, mention.text, {}, {}});
            }
    }
    auto skipped = readGroundedPhrases(evaluation.options.from, phrases);
    if (!skipped) return base::pass(skipped);
    evaluation.skipped.insert(skipped->begin(), skipped->end());
    Tallies tallies;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        if (skipped->contains(phrases[i].image)) continue;
        if (targets[i].whole.area() <= 0)
            return base::fail(ErrorCode::BadInput,
                              fmt::format("The size of {} is not known: its file cannot be read.", phrases[i].image));
        tallies.add(targets[i], phrases[i].box, constant);
    }
    evaluation.absent["accuracy_mrf"] = evaluation.absent["upper_bound"] = "--from brings no scores of regions";
    json out = evaluation.header({});
    nameSource(evaluation, out);
    out["model"] = out["checkpoint"];
    addFigures(tallies, constant, out);
    return out;
}

Result<json> groundingOfModel(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                              const Entities& entities, const std::optional<metrics::RelativeBox>& constant) {
    const auto& options = evaluation.options;
    auto path = evaluation.checkpoint(project::ModelKind::Alignment);
    if (!path) return base::pass(path);
    auto aligner = model::Aligner::load(*path, evaluation.options.device);
    if (!aligner) return base::pass(aligner);
    auto features = featuresOfSplit(evaluation, aligner->info().recipe, options.split);
    if (!features) return base::pass(features);
    const double beta = options.beta < 0 ? model::kDefaultBeta : options.beta;
    auto tallies = groundAll(evaluation, images, entities, *aligner, *features, beta, constant);
    if (!tallies) return base::pass(tallies);
    if (tallies->model.phrases == 0)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The split {} has no phrase whose image has features.", options.split));
    if (!options.predictions.empty()) {
        auto skipped = evaluation.skipped;
        std::erase_if(skipped, [&](const auto& entry) {
            return std::ranges::none_of(
                images, [&](const auto& image) { return image.path == entry.first && entities.contains(image.id); });
        });
        if (auto written =
                writeGroundedPhrases(options.predictions, tallies->phrases, skipped, evaluation.context.stop);
            !written)
            return base::pass(written);
    }
    json out = evaluation.header({aligner->info()});
    out["model"] = aligner->info().hash;
    addFigures(*tallies, constant, out);
    out["accuracy_mrf"] = tallies->mrf.percent(tallies->mrf.accurate);
    out["pointing_mrf"] = tallies->mrf.percent(tallies->mrf.pointed);
    out["beta"] = beta;
    out["upper_bound"] = tallies->model.percent(tallies->reachable);
    return out;
}

}  // namespace

Result<json> evaluateGrounding(Evaluation& evaluation) {
    const auto& split = evaluation.options.split;
    auto images = imagesOfSplit(evaluation, split);
    if (!images) return base::pass(images);
    auto entities = readEntities(evaluation, split);
    if (!entities) return base::pass(entities);
    if (entities->empty())
        return base::fail(ErrorCode::BadInput, fmt::format("The split {} of {} has no Entities phrases with boxes.",
                                                           split, evaluation.project.folder().string()));
    auto constant = fitConstantBox(evaluation);
    if (!constant) return base::pass(constant);
    if (!*constant) evaluation.absent["constant_box"] = "the split train has no Entities phrases with boxes";
    return evaluation.options.from.empty() ? groundingOfModel(evaluation, *images, *entities, *constant)
                                           : groundingFrom(evaluation, *images, *entities, *constant);
}

}  // namespace legenda::evaluation
