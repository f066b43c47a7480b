// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/predictor.h"

#include "core/base/file_hashes.h"
#include "core/base/waiting.h"
#include "core/inference/class_sight.h"
#include "core/inference/image_context.h"
#include "core/inference/live/live_answers.h"
#include "core/inference/reasons/cover_answers.h"
#include "core/model/person_nouns.h"
#include "core/model/rerank.h"
#include "core/project/models_in_use.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::Result;

struct Predictor::Impl {
    Impl(project::Resources resources, fs::path project, Models models, std::string device, int networkThreads)
        : resources(resources),
          project(project),
          models(std::move(models)),
          device(device),
          files(std::move(project)),
          image(std::move(resources), std::move(device), networkThreads, files) {
        program.use(this->models.program);
    }

    const project::Resources resources;
    const fs::path project;
    Models models;
    const std::string device;

    std::optional<model::Aligner> aligner;
    std::map<project::ModelKind, model::Captioner> captioners;
    std::map<project::ModelKind, std::string> stamps;  // of the files that were loaded
    std::optional<TrainingPictures> trainingPictures;
    std::shared_ptr<const text::Lexicon> lexicon;
    std::optional<text::ClassWords> classWords;
    FeatureFiles files;
    ImageContext image;
    CoverAnswers covers{image};
    KeptVectors kept;
    LiveAnswers program;

    Result<model::Aligner*> alignerInUse(const base::JobContext& context) {
        if (!aligner) {
            LEGENDA_TRY(path, project::chooseCheckpoint(resources, project, project::ModelKind::Alignment,
                                                        models.alignment, context));
            stamps[project::ModelKind::Alignment] = base::fileStamp(*path);
            LEGENDA_TRY(loaded, model::Aligner::load(*path, device));
            LEGENDA_TRY(known, knownWords());
            if (*known) loaded->setLexicon(*known);
            aligner.emplace(std::move(*loaded));
        }
        return &*aligner;
    }

    // nullptr: none ships.
    Result<std::shared_ptr<const text::Lexicon>> knownWords() {
        if (!lexicon && fs::exists(resources.lexicon())) {
            LEGENDA_TRY(read, text::Lexicon::read(resources.lexicon()));
            lexicon = std::make_shared<const text::Lexicon>(std::move(*read));
        }
        return lexicon;
    }

    Result<const text::ClassWords*> classNames() {
        if (!classWords) {
            LEGENDA_TRY(read, text::ClassWords::read(resources.classes()));
            classWords = std::move(*read);
        }
        return &*classWords;
    }

    // [R, classes] of the recipe's regions of the current image, by the image classifier.
    Result<base::Matrix> classesSeen(const features::Recipe& recipe) {
        LEGENDA_TRY(own, image.regions(recipe));
        return image.classProbabilities(classifierRecipe(), (*own)->boxes);
    }

    base::Status look(const features::Recipe& recipe, base::Matrix& probabilities) {
        LEGENDA_TRY(seen, classesSeen(recipe));
        probabilities = std::move(*seen);
        return {};
    }

    // Captions that say what the classifier is sure of, in place of those that do not; item k of the source.
    base::Status sayClasses(const model::Captioner& captioner, const base::Matrix& seen,
                            const model::CaptionSource& source, std::size_t k, const model::DecodeOptions& options,
                            const base::JobContext& context, std::vector<model::Caption>& captions) {
        if (captions.empty()) return {};
        LEGENDA_TRY(names, classNames());
        LEGENDA_TRY(readings, knownWords());
        const auto knows = [&](const std::string& word) { return captioner.knows(word); };
        const auto sets = wordsToSay(**names, seen, readings->get(), knows, captions.front());
        if (sets.empty()) return {};
        LEGENDA_TRY(said, captioner.captionSaying(sets, source, k, options, context));
        if (!said->empty()) captions = std::move(*said);
        return {};
    }

    const fs::path& named(project::ModelKind kind) const {
        return kind == project::ModelKind::Alignment ? models.alignment
               : kind == project::ModelKind::Caption ? models.caption
                                                     : models.region;
    }

    features::Recipe recipeOf(const model::Aligner& of) const {
        auto recipe = of.info().recipe;
        if (!models.proposals.empty() && models.proposals != recipe.proposals) {
            recipe.proposals = models.proposals;
            recipe.proposalsHash.clear();
            recipe.proposer.clear();
        }
        return recipe;
    }

    // Nothing where no file of them ships.
    Result<std::optional<TrainingDistance>> trainingDistance(const features::Recipe& recipe,
                                                             std::span<const float> frame) {
        if (!trainingPictures && fs::exists(resources.calibration())) {
            LEGENDA_TRY(pictures, TrainingPictures::read(resources.calibration()));
            trainingPictures = std::move(*pictures);
        }
        return trainingPictures ? trainingPictures->distance(recipe.backboneHash, frame) : std::nullopt;
    }

    Result<model::Captioner*> captionerInUse(project::ModelKind kind, const base::JobContext& context) {
        auto found = captioners.find(kind);
        if (found == captioners.end()) {
            LEGENDA_TRY(path, project::chooseCheckpoint(resources, project, kind, named(kind), context));
            stamps[kind] = base::fileStamp(*path);
            LEGENDA_TRY(loaded, model::Captioner::load(*path, device));
            found = captioners.emplace(kind, std::move(*loaded)).first;
        }
        return &found->second;
    }

    // The alignment model that reranks the captions; nullptr: none does.
    Result<const model::Aligner*> judgeOf(const model::Captioner& captioner, const model::DecodeOptions& options,
                                          const base::JobContext& context) {
        if (!options.rerank || options.temperature > 0) return nullptr;
        LEGENDA_TRY(aligner, alignerInUse(context));
        return model::canRerank((*aligner)->info(), captioner.info()) ? *aligner : nullptr;
    }

    // By the alignment model, of the current image.
    Result<model::Alignment> alignHere(const model::Aligner& with, const features::Recipe& recipe,
                                       const std::string& sentence, double beta) {
        LEGENDA_TRY(vectors, image.embedded(with, recipe));
        return with.align((*vectors)->regions, (*vectors)->frame.row(0), sentence, beta);
    }

    static void place(model::Alignment& alignment, const extraction::ImageRegions& regions, const fs::path& file) {
        const auto& frame = regions.boxes.front();
        alignment.image = file.filename().string();
        alignment.width = static_cast<int>(std::lround(frame.w));
        alignment.height = static_cast<int>(std::lround(frame.h));
        for (std::size_t r = 0; r < alignment.regions.size(); ++r) {
            alignment.regions[r].box = regions.boxes[r];
            alignment.regions[r].score = regions.scores[r];
        }
    }

    // One image after another by the program; passOver as of captionWhole().
    Result<std::vector<CaptionResult>> askAboutWhole(
        std::span<const ImageFile> images, int count, const base::JobContext& context,
        const std::function<void(std::size_t)>& gathered,
        const std::function<bool(std::size_t, const base::Error&)>& passOver) {
        std::vector<CaptionResult> results;
        for (std::size_t i = 0; i < images.size(); ++i) {
            if (context.stopped()) return base::JobContext::cancelled();
            results.push_back({images[i].file.string(), {}, {}});
            auto said = program.caption(images[i].file, {}, count, context);
            if (said)
                results.back() = std::move(*said);
            else if (said.error().key != kImageFault || !passOver || !passOver(i, said.error()))
                return base::pass(said);
            if (gathered) gathered(i + 1);
        }
        return results;
    }

    Result<std::vector<CaptionResult>> askAboutBoxes(const fs::path& file, std::vector<base::Box> boxes,
                                                     bool allRegions, int count, const base::JobContext& context) {
        if (allRegions) {
            LEGENDA_TRY(captioner, captionerInUse(project::ModelKind::Region, context));
            LEGENDA_TRY(own, image.regions((*captioner)->info().recipe));
            boxes = (*own)->boxes;
        }
        std::vector<CaptionResult> results;
        for (const auto& box : boxes) {
            LEGENDA_TRY(said, program.caption(file, box, count, context));
            results.push_back(std::move(*said));
        }
        return results;
    }

    // Of the boxes, or of the recipe's own regions.
    Result<std::vector<CaptionResult>> captionBoxes(const fs::path& file, std::vector<base::Box> boxes, bool allRegions,
                                                    const model::DecodeOptions& options,
                                                    const base::JobContext& context) {
        LEGENDA_TRY(captioner, captionerInUse(project::ModelKind::Region, context));
        const auto& recipe = (*captioner)->info().recipe;
        const bool withFrame = (*captioner)->contextInput();
        if (allRegions) {
            LEGENDA_TRY(own, image.regions(recipe));
            boxes = (*own)->boxes;
        }
        LEGENDA_TRY(vectors,
                    allRegions ? image.regionVectors(recipe, withFrame) : image.boxVectors(recipe, boxes, withFrame));
        LEGENDA_TRY(captions, (*captioner)->caption({std::move(*vectors)}, options, context));
        std::vector<CaptionResult> results;
        for (std::size_t i = 0; i < boxes.size(); ++i)
            results.push_back({file.string(), boxes[i], std::move((*captions)[i])});
        return results;
    }
};

Predictor::Predictor(project::Resources resources, fs::path project, Models models, std::string device,
                     int networkThreads)
    : impl_(new Impl(std::move(resources), std::move(project), std::move(models), std::move(device), networkThreads)) {}
Predictor::~Predictor() = default;

void Predictor::use(Models models) {
    auto& impl = *impl_;
    const auto before = std::exchange(impl.models, std::move(models));
    const auto stays = [&](project::ModelKind kind, const fs::path& file) {
        const auto stamp = impl.stamps.find(kind);
        return file == impl.named(kind) &&
               (stamp == impl.stamps.end() || stamp->second.empty() || stamp->second == base::fileStamp(file));
    };
    if (!stays(project::ModelKind::Alignment, before.alignment)) impl.aligner.reset();
    if (!stays(project::ModelKind::Caption, before.caption)) impl.captioners.erase(project::ModelKind::Caption);
    if (!stays(project::ModelKind::Region, before.region)) impl.captioners.erase(project::ModelKind::Region);
    impl.program.use(impl.models.program);
}

void Predictor::forgetFeatures() {
    impl_->files.close();
    impl_->image.forget();
    impl_->covers.forget();
}

Result<const model::Aligner*> Predictor::aligner(const base::JobContext& context) {
    LEGENDA_TRY(aligner, impl_->alignerInUse(context));
    return *aligner;
}

const features::FeatureStore* Predictor::featuresOf(const features::Recipe& recipe) {
    return impl_->files.of(recipe);
}

KeptVectors& Predictor::keptOf(const features::Recipe& recipe) {
    auto& impl = *impl_;
    impl.kept.keepFor(fmt::format("{} {} {}", impl.aligner ? impl.aligner->info().hash : "", recipe.hash(),
                                  impl.files.stateOf(recipe)));
    return impl.kept;
}

Result<model::Alignment> Predictor::align(const fs::path& file, const std::string& imageUuid,
                                          const std::string& sentence, double beta, const base::JobContext& context,
                                          bool classes) {
    base::mayWait("a model", file);
    LEGENDA_TRY(aligner, impl_->alignerInUse(context));
    impl_->image.take(file, imageUuid);
    const auto recipe = impl_->recipeOf(**aligner);
    LEGENDA_TRY(known, impl_->image.regions(recipe));
    if (context.stopped()) return base::JobContext::cancelled();
    LEGENDA_TRY(found, impl_->program.isUsed() ? impl_->program.align(file, (*known)->boxes, sentence, beta, context)
                                               : impl_->alignHere(**aligner, recipe, sentence, beta));
    auto& alignment = *found;
    Impl::place(alignment, **known, file);
    if (!classes || impl_->program.isUsed()) return found;
    LEGENDA_TRY(names, impl_->classNames());
    if (!asksForClasses(**names, alignment)) return found;
    LEGENDA_TRY(seen, impl_->classesSeen(recipe));
    model::takeClassifierScores(alignment, classScores(**names, *seen, alignment));
    return found;
}

Result<std::vector<CaptionResult>> Predictor::caption(const fs::path& file, const std::string& imageUuid,
                                                      const std::vector<base::Box>& boxes, bool allRegions,
                                                      const model::DecodeOptions& options,
                                                      const base::JobContext& context) {
    base::mayWait("a model", file);
    impl_->image.take(file, imageUuid);
    if (!boxes.empty() || allRegions)
        return impl_->program.isUsed() ? impl_->askAboutBoxes(file, boxes, allRegions, options.count, context)
                                       : impl_->captionBoxes(file, boxes, allRegions, options, context);
    const ImageFile only{file, imageUuid};
    return captionWhole({&only, 1}, options, context);
}

Result<std::vector<CaptionResult>> Predictor::captionWhole(
    std::span<const ImageFile> images, const model::DecodeOptions& options, const base::JobContext& context,
    const std::function<void(std::size_t)>& gathered,
    const std::function<bool(std::size_t, const base::Error&)>& passOver) {
    if (impl_->program.isUsed()) return impl_->askAboutWhole(images, options.count, context, gathered, passOver);
    LEGENDA_TRY(captioner, impl_->captionerInUse(project::ModelKind::Caption, context));
    LEGENDA_TRY(judge, impl_->judgeOf(**captioner, options, context));
    const bool classes = options.classes && options.temperature <= 0;
    std::vector<ImageContext::Embedded> judged;
    std::vector<base::Matrix> seen;
    model::CaptionSource source;
    std::vector<std::size_t> read;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        impl_->image.take(images[i].file, images[i].uuid);
        const auto& recipe = (*captioner)->info().recipe;
        base::Matrix probabilities;
        auto added = classes ? impl_->look(recipe, probabilities) : base::Status();
        if (added) added = impl_->image.addWhole(**captioner, source);
        if (added) {
            read.push_back(i);
            seen.push_back(std::move(probabilities));
            if (*judge) {
                LEGENDA_TRY(embedded, impl_->image.embedded(**judge, recipe));
                judged.push_back(**embedded);
            }
        } else if (!passOver || !passOver(i, added.error()))
            return base::pass(added);
        if (gathered) gathered(i + 1);
    }
    std::vector<CaptionResult> results;
    for (const auto& image : images) results.push_back({image.file.string(), {}, {}});
    if (read.empty()) return results;
    auto decode = options;
    if (*judge) decode.count = options.beam;
    LEGENDA_TRY(captions, (*captioner)->caption(source, decode, context));
    for (std::size_t k = 0; k < read.size(); ++k) {
        auto& own = (*captions)[k];
        const auto sort = [&] {
            if (*judge) model::rerank(own, **judge, judged[k].regions, judged[k].frame);
        };
        sort();
        if (classes) {
            if (auto said = impl_->sayClasses(**captioner, seen[k], source, k, decode, context, own); !said)
                return base::pass(said);
            sort();
        }
        if (*judge && options.personMargin > 0)
            model::settlePersonNouns(own, **judge, judged[k].regions, judged[k].frame, options.personMargin);
        if (const auto most = static_cast<std::size_t>(options.count); own.size() > most) own.resize(most);
        results[read[k]].captions = std::move(own);
        LEGENDA_TRY(training, impl_->trainingDistance((*captioner)->info().recipe, source.vectors.row(k)));
        results[read[k]].training = *training;
    }
    return results;
}

Result<CoverAnswer> Predictor::cover(const fs::path& file, const std::string& imageUuid, const CoverRequest& request,
                                     const base::JobContext& context) {
    base::mayWait("a model", file);
    auto& impl = *impl_;
    if (impl.program.isUsed())
        return base::fail(base::ErrorCode::Unsupported, "A program cannot be asked what a covered box changes.");
    impl.image.take(file, imageUuid);
    LEGENDA_TRY(captioner, impl.captionerInUse(
                               request.described ? project::ModelKind::Region : project::ModelKind::Caption, context));
    if (request.sentence.empty()) return impl.covers.answer(request, **captioner, nullptr, context);
    LEGENDA_TRY(with, impl.alignerInUse(context));
    const CoverAnswers::Aligning aligning{**with, impl.recipeOf(**with)};
    LEGENDA_TRY(answer, impl.covers.answer(request, **captioner, &aligning, context));
    LEGENDA_TRY(known, impl.image.regions(aligning.on));
    for (auto* alignment : {&answer->alignment, &answer->coveredAlignment}) Impl::place(**alignment, **known, file);
    return answer;
}

Result<ReasonedText> Predictor::score(const fs::path& file, const std::string& imageUuid,
                                      const std::optional<base::Box>& box, const std::string& text, int runnersUp,
                                      const base::JobContext& context) {
    base::mayWait("a model", file);
    auto& impl = *impl_;
    if (impl.program.isUsed())
        return base::fail(base::ErrorCode::Unsupported, "A program cannot be asked how probable a text is.");
    impl.image.take(file, imageUuid);
    LEGENDA_TRY(captioner,
                impl.captionerInUse(box ? project::ModelKind::Region : project::ModelKind::Caption, context));
    LEGENDA_TRY(source, impl.image.sourceOf(**captioner, box));
    LEGENDA_TRY(scored, (*captioner)->score(*source, text, runnersUp));
    ReasonedText reasoned{std::move(*scored), {}};
    if (!box && (*captioner)->attends()) {
        LEGENDA_TRY(known, impl.image.regions((*captioner)->info().recipe));
        reasoned.regions = (*known)->boxes;
    }
    return reasoned;
}

}  // namespace legenda::inference
