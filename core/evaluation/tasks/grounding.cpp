// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/grounding_file.h"
#include "core/evaluation/live_predictions.h"
#include "core/evaluation/prediction_sets.h"
#include "core/image/decode.h"
#include "core/metrics/grounding.h"
#include "core/metrics/image_statistics.h"
#include "core/model/aligner.h"
#include "core/model/mrf.h"
#include "core/model/phrase_region.h"
#include "core/project/entities.h"
#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;
using project::Entities;

namespace {

constexpr std::size_t kGroundedAtOnce = 32;
constexpr const char* kAnnotators = "snippets";  // --truth: the phrases that the project's annotators linked

Result<Entities> readPhrases(const Evaluation& evaluation, const std::string& split) {
    return evaluation.options.truth == kAnnotators ? Entities::readAnnotated(evaluation.project, split)
                                                   : Entities::read(evaluation.project, split);
}

// The image's phrases with boxes; nullptr: it has none.
const Entities::OfImage* phrasesOf(const Entities& entities, const store::ImageRecord& image) {
    const auto* found = entities.find(image.id);
    return found && found->hasPhrases() ? found : nullptr;
}

// The image's size: as stored, else from the file.
std::optional<base::Box> frameOf(const store::ImageRecord& image) {
    if (image.width > 0 && image.height > 0) return base::Box{0, 0, double(image.width), double(image.height)};
    const auto picture = image::decode(image.file, 64);
    if (!picture) return {};
    return base::Box{0, 0, double(picture->fullWidth), double(picture->fullHeight)};
}

Result<std::optional<metrics::RelativeBox>> fitConstantBox(const Evaluation& evaluation) {
    auto entities = readPhrases(evaluation, "train");
    if (!entities || !entities->hasPhrases()) return std::nullopt;
    LEGENDA_TRY(images, evaluation.project.images("train"));
    std::vector<metrics::WeightedTarget> targets;
    for (const auto& image : *images) {
        const auto* found = phrasesOf(*entities, image);
        if (!found) continue;
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const auto frame = frameOf(image);
        if (!frame) continue;
        for (const auto& [chain, texts] : found->mentions())
            if (found->boxes.contains(chain))
                targets.push_back({found->around(chain), *frame, static_cast<double>(texts.size())});
    }
    if (targets.empty()) return std::nullopt;
    evaluation.report("fitting the constant box", 0, 0);
    return metrics::bestConstantBox(targets);
}

struct Tallies {
    metrics::GroundingTally model, mrf, whole, constant;
    long reachable = 0, centred = 0;
    std::vector<GroundedPhrase> phrases;
    std::vector<std::vector<bool>> hits;  // of each phrase, by hitNames()

    // A phrase with the box that a system predicts, and the boxes of the baselines.
    void add(const GroundedPhrase& phrase, const metrics::GroundingTarget& target,
             const std::optional<metrics::RelativeBox>& fitted) {
        const bool inCentre = target.unionBox().contains(target.whole.centreX(), target.whole.centreY());
        const auto own = added(model, target, phrase.box), frame = added(whole, target, target.whole);
        centred += inCentre;
        auto& row = hits.emplace_back(own);
        row.insert(row.end(), {frame[0], inCentre, frame[2], frame[3]});
        if (fitted) row.push_back(added(constant, target, metrics::placed(*fitted, target.whole))[0]);
        phrases.push_back(phrase);
    }
    // What the regions of our own model offered for the phrase just added: the MRF's choice, and whether any fits.
    void addOffered(const metrics::GroundingTarget& target, const base::Box& chosen, bool anyFits) {
        const auto own = added(mrf, target, chosen);
        reachable += anyFits;
        hits.back().insert(hits.back().end(), {own[0], own[1], anyFits});
    }
    static std::vector<std::string> hitNames(bool fitted, bool offered) {
        std::vector<std::string> names{"accuracy",    "pointing",        "accuracy_any",    "pointing_any",
                                       "whole_image", "centre_pointing", "whole_image_any", "centre_pointing_any"};
        if (fitted) names.emplace_back("constant_box");
        if (offered) names.insert(names.end(), {"accuracy_mrf", "pointing_mrf", "upper_bound"});
        return names;
    }

 private:
    // Accurate, pointed, and the two for the best single box.
    static std::vector<bool> added(metrics::GroundingTally& tally, const metrics::GroundingTarget& target,
                                   const base::Box& box) {
        const auto before = tally;
        tally.add(target, box);
        return {tally.accurate > before.accurate, tally.pointed > before.pointed,
                tally.accurateAny > before.accurateAny, tally.pointedAny > before.pointedAny};
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
    const Entities::OfImage& entities;
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
        std::vector<int> words;  // rows of scores
        for (const int token : model::knownTokens(spans, mention.start, mention.end, task.words.known))
            words.push_back(known[static_cast<std::size_t>(token)]);
        const auto& predicted = task.boxes[static_cast<std::size_t>(model::bestRegion(scores, words))];
        const auto all = target.unionBox();
        tallies.add({task.image.path, task.sentence.text, mention.start, mention.end, mention.text, all, predicted},
                    target, task.constant);
        tallies.addOffered(target, task.boxes[static_cast<std::size_t>(model::majorityRegion(chain, words))],
                           std::ranges::any_of(
                               task.boxes, [&](const auto& b) { return base::iou(b, all) >= metrics::kGroundingIou; }));
    }
}

Result<Tallies> groundAll(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                          const Entities& entities, const model::Aligner& aligner,
                          const features::FeatureStore& features, double beta,
                          const std::optional<metrics::RelativeBox>& constant) {
    Tallies tallies;
    for (std::size_t start = 0; start < images.size(); start += kGroundedAtOnce) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const std::size_t end = std::min(start + kGroundedAtOnce, images.size());
        std::vector<std::string> sentences;
        for (std::size_t i = start; i < end; ++i)
            if (const auto* found = phrasesOf(entities, images[i]))
                for (const auto& sentence : found->sentences) sentences.push_back(sentence.text);
        const auto words = aligner.embedSentences(sentences);
        std::size_t next = 0;
        for (std::size_t i = start; i < end; ++i) {
            const auto* found = phrasesOf(entities, images[i]);
            if (!found) continue;
            const auto* regions = features.find(images[i].uuid);
            if (!regions) {
                evaluation.skipped.emplace(images[i].path, "it has no features");
                next += found->sentences.size();
                continue;
            }
            const auto v = aligner.embedRegions(regions->toFloat(), regions->scoredPlaces());
            for (const auto& sentence : found->sentences)
                groundSentence(
                    {images[i], *found, sentence, regions->boxes, v, words[next++], beta * aligner.spread(), constant},
                    tallies);
        }
        evaluation.report("grounding phrases", end, images.size());
    }
    return tallies;
}

struct GroundingReport final : Figures {
    // The figures of a model with region scores, which another system's predictions lack.
    struct OfScores {
        double accuracyMrf = 0, pointingMrf = 0, beta = 0, upperBound = 0;
    };
    metrics::GroundingTally model, whole, constant;
    double centrePointing = 0;
    std::optional<metrics::RelativeBox> constantBox;
    std::optional<OfScores> scores;
    std::optional<long> withoutBox;  // phrases for which none was found: they count as missed
    std::string truth;

    GroundingReport(const Tallies& t, const std::optional<metrics::RelativeBox>& fitted, std::string of)
        : model(t.model),
          whole(t.whole),
          constant(t.constant),
          centrePointing(t.model.percent(t.centred)),
          constantBox(fitted),
          truth(std::move(of)) {}

    json toJson() const override {
        json out{{"phrases", model.phrases},
                 {"truth", truth},
                 {"accuracy", model.percent(model.accurate)},
                 {"pointing", model.percent(model.pointed)},
                 {"accuracy_any", model.percent(model.accurateAny)},
                 {"pointing_any", model.percent(model.pointedAny)},
                 {"whole_image", whole.percent(whole.accurate)},
                 {"whole_image_any", whole.percent(whole.accurateAny)},
                 {"centre_pointing", centrePointing},
                 {"centre_pointing_any", whole.percent(whole.pointedAny)}};
        if (constantBox) {
            out["constant_box"] = constant.percent(constant.accurate);
            out["constant_box_is"] = *constantBox;  // left, top, right, bottom relative to width and height
        }
        if (withoutBox) out["without_box"] = *withoutBox;
        if (scores) {
            out["accuracy_mrf"] = scores->accuracyMrf;
            out["pointing_mrf"] = scores->pointingMrf;
            out["beta"] = scores->beta;
            out["upper_bound"] = scores->upperBound;
        }
        return out;
    }
};

Report reportOf(std::vector<model::CheckpointInfo> models, std::unique_ptr<GroundingReport> figures,
                const Tallies& tallies) {
    Report report{std::move(models), nullptr, {}, {}};
    std::vector<std::string> names;   // of the images
    std::vector<std::size_t> images;  // of each phrase
    std::map<std::string, std::size_t> known;
    const auto hits = Tallies::hitNames(figures->constantBox.has_value(), figures->scores.has_value());
    ItemList list{{}, hits, {}};
    list.figures.emplace_back("iou");
    for (std::size_t i = 0; i < tallies.phrases.size(); ++i) {
        const auto& phrase = tallies.phrases[i];
        const auto [image, isNew] = known.emplace(phrase.image, names.size());
        if (isNew) names.push_back(phrase.image);
        images.push_back(image->second);
        auto& item = list.items.emplace_back();
        item.image = phrase.image;
        item.id = fmt::format("{}-{} {}", phrase.start, phrase.end, phrase.sentence);
        item.figures.assign(tallies.hits[i].begin(), tallies.hits[i].end());
        item.figures.push_back(base::iou(phrase.box, phrase.target));
        item.references = {phrase.text};
        item.box = phrase.box;
        item.targets = {phrase.target};
    }
    report.samples.push_back(sampleOf({}, metrics::shareStatistics(hits, tallies.hits, images), names));
    report.items.push_back(std::move(list));
    report.figures = std::move(figures);
    return report;
}

// Another system's boxes.
Result<Report> groundingFrom(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                             const Entities& entities, const std::optional<metrics::RelativeBox>& constant) {
    std::vector<GroundedPhrase> phrases;
    std::vector<metrics::GroundingTarget> targets;
    for (const auto& image : images) {
        const auto* found = phrasesOf(entities, image);
        if (!found) continue;
        const auto frame = frameOf(image).value_or(base::Box{});
        for (const auto& sentence : found->sentences)
            for (const auto& mention : sentence.mentions) {
                const auto boxes = found->boxes.find(mention.chain);
                if (boxes == found->boxes.end()) continue;
                targets.push_back({boxes->second, frame});
                phrases.push_back({image.path,
                                   sentence.text,
                                   mention.start,
                                   mention.end,
                                   mention.text,
                                   targets.back().unionBox(),
                                   {}});
            }
    }
    LEGENDA_TRY(skipped, evaluation.from ? phrasesOfSet(evaluation, images, phrases)
                                         : readGroundedPhrases(evaluation.options.from, phrases));
    evaluation.skipped.insert(skipped->begin(), skipped->end());
    Tallies tallies;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        if (skipped->contains(phrases[i].image)) continue;
        if (targets[i].whole.area() <= 0)
            return base::fail(ErrorCode::BadInput,
                              fmt::format("The size of {} is not known: its file cannot be read.", phrases[i].image));
        tallies.add(phrases[i], targets[i], constant);
    }
    evaluation.absent["accuracy_mrf"] = evaluation.absent["upper_bound"] = "--from has no scores of regions";
    auto figures = std::make_unique<GroundingReport>(tallies, constant, evaluation.options.truth);
    if (const auto without = std::ranges::count(tallies.phrases, kNowhere, &GroundedPhrase::box); without > 0)
        figures->withoutBox = without;
    return reportOf({}, std::move(figures), tallies);
}

base::Status writePredictions(const Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                              const Entities& entities, const std::vector<GroundedPhrase>& phrases) {
    if (evaluation.options.predictions.empty()) return {};
    auto skipped = evaluation.skipped;
    std::erase_if(skipped, [&](const auto& entry) {
        return std::ranges::none_of(
            images, [&](const auto& image) { return image.path == entry.first && phrasesOf(entities, image); });
    });
    return writeGroundedPhrases(evaluation.options.predictions, phrases, skipped, evaluation.context.stop);
}

// The phrases of one image by a program that is asked about each of its sentences; false: the image is left out.
Result<bool> askAbout(LivePredictions& program, const store::ImageRecord& image, const Entities::OfImage& entities,
                      std::vector<GroundedPhrase>& phrases, std::vector<std::vector<base::Box>>& targets) {
    for (const auto& sentence : entities.sentences) {
        std::vector<std::pair<int, int>> places;
        for (const auto& mention : sentence.mentions)
            if (const auto boxes = entities.boxes.find(mention.chain); boxes != entities.boxes.end()) {
                places.emplace_back(mention.start, mention.end);
                targets.push_back(boxes->second);
                phrases.push_back({image.path, sentence.text, mention.start, mention.end, mention.text, {}, kNowhere});
            }
        if (places.empty()) continue;
        LEGENDA_TRY(found, program.ground(image, sentence.text, places));
        if (!*found) return false;
        for (std::size_t i = 0; i < places.size(); ++i)
            if (const auto& box = (**found)[i]) phrases[phrases.size() - places.size() + i].box = box->box;
    }
    return true;
}

Result<Report> groundingOfProgram(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                                  const Entities& entities, const std::optional<metrics::RelativeBox>& constant) {
    LEGENDA_TRY(program, LivePredictions::start(evaluation));
    Tallies tallies;
    long withoutBox = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        evaluation.report("grounding phrases", i + 1, images.size());
        const auto* found = phrasesOf(entities, images[i]);
        if (!found) continue;
        const auto frame = frameOf(images[i]);
        if (!frame) {
            evaluation.skipped[images[i].path] = "it cannot be read";
            continue;
        }
        std::vector<GroundedPhrase> phrases;
        std::vector<std::vector<base::Box>> targets;
        LEGENDA_TRY(answered, askAbout(*program, images[i], *found, phrases, targets));
        if (!*answered) continue;
        for (std::size_t p = 0; p < phrases.size(); ++p) {
            const metrics::GroundingTarget target{targets[p], *frame};
            phrases[p].target = target.unionBox();
            tallies.add(phrases[p], target, constant);
            withoutBox += phrases[p].box == kNowhere;
        }
    }
    if (auto any = checkAnyLeft(evaluation, tallies.phrases.size()); !any) return base::pass(any);
    if (auto written = writePredictions(evaluation, images, entities, tallies.phrases); !written)
        return base::pass(written);
    auto figures = std::make_unique<GroundingReport>(tallies, constant, evaluation.options.truth);
    figures->withoutBox = withoutBox;
    evaluation.absent["accuracy_mrf"] = evaluation.absent["upper_bound"] = "a program has no scores of regions";
    auto report = reportOf({}, std::move(figures), tallies);
    report.program = program->name();
    return report;
}

Result<Report> groundingOfModel(Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                                const Entities& entities, const std::optional<metrics::RelativeBox>& constant) {
    const auto& options = evaluation.options;
    LEGENDA_TRY(path, evaluation.checkpoint(project::ModelKind::Alignment));
    LEGENDA_TRY(aligner, evaluation.aligner(*path));
    LEGENDA_TRY(features, featuresOfSplit(evaluation, aligner->info().recipe, options.split));
    const double beta = options.beta < 0 ? model::kDefaultBeta : options.beta;
    LEGENDA_TRY(tallies, groundAll(evaluation, images, entities, *aligner, *features, beta, constant));
    if (tallies->model.phrases == 0)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The split {} has no phrase whose image has features.", options.split));
    if (auto written = writePredictions(evaluation, images, entities, tallies->phrases); !written)
        return base::pass(written);
    auto figures = std::make_unique<GroundingReport>(*tallies, constant, options.truth);
    figures->scores = {tallies->mrf.percent(tallies->mrf.accurate), tallies->mrf.percent(tallies->mrf.pointed), beta,
                       tallies->model.percent(tallies->reachable)};
    return reportOf({aligner->info()}, std::move(figures), *tallies);
}

class GroundingTask final : public EvaluationTask {
 public:
    TaskInfo info() const override {
        return {"grounding",
                "Grounding",
                "Finds the box that a phrase refers to.",
                project::ModelKind::Alignment,
                "{\"image\":\"a.jpg\",\"sentence\":\"A dog runs .\",\"start\":0,\"end\":2,\"box\":[x,y,w,h]}, words\n"
                "start to end (exclusive) of the Entities sentence at its spaces",
                {"entities", kAnnotators},
                2,
                {store::PredictionKind::Phrases, store::PredictionKind::Regions},
                {.lexicon = true, .beta = true}};
    }
    Result<Report> evaluate(Evaluation& evaluation) const override {
        const auto& split = evaluation.options.split;
        const std::string phrases = evaluation.options.truth == kAnnotators
                                        ? "phrases that annotators linked with boxes"
                                        : "Entities phrases with boxes";
        LEGENDA_TRY(images, imagesOfSplit(evaluation, split));
        LEGENDA_TRY(entities, readPhrases(evaluation, split));
        if (!entities->hasPhrases())
            return base::fail(ErrorCode::BadInput, fmt::format("The split {} of {} has no {}.", split,
                                                               evaluation.project.folder().string(), phrases));
        LEGENDA_TRY(constant, fitConstantBox(evaluation));
        if (!*constant) evaluation.absent["constant_box"] = fmt::format("the split train has no {}", phrases);
        if (!evaluation.options.program.empty()) return groundingOfProgram(evaluation, *images, *entities, *constant);
        return evaluation.options.from.empty() ? groundingOfModel(evaluation, *images, *entities, *constant)
                                               : groundingFrom(evaluation, *images, *entities, *constant);
    }
};

}  // namespace

TaskPtr make_grounding() {
    return std::make_unique<GroundingTask>();
}

}  // namespace legenda::evaluation
