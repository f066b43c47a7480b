// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/questions.h"

#include "core/inference/dense_captions.h"
#include "core/inference/project_search.h"

namespace legenda::inference {

using base::JobContext;
using base::Result;

namespace {

// A search computes missing features itself for up to this many images, about ten seconds of work; beyond that the
// features job must be run.
constexpr int kFeaturesWhileWaiting = 150;

}  // namespace

Result<model::Alignment> AlignmentQuestion::answer(ProjectModels& models, const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, beside ? Result<Predictor*>(models.beside(*beside)) : models.inUse());
    LEGENDA_TRY(alignment, (*predictor)->align(record->file, record->uuid, sentence, beta, context, classes));
    alignment->image = record->path;
    return alignment;
}

Result<std::vector<PhraseBox>> PhraseQuestion::answer(ProjectModels& models, const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, models.inUse());
    LEGENDA_TRY(alignment, (*predictor)->align(record->file, record->uuid, sentence, 0, context));
    return groundPhrases(*alignment, phrases);
}

Result<CaptionResult> CaptionQuestion::answer(ProjectModels& models, const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, models.inUse());
    std::vector<base::Box> boxes;
    if (box) boxes.push_back(*box);
    LEGENDA_TRY(captions, (*predictor)->caption(record->file, record->uuid, boxes, false, options, context));
    captions->front().image = record->path;
    return std::move(captions->front());
}

Result<std::vector<CaptionResult>> DenseCaptionQuestion::answer(ProjectModels& models,
                                                                const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, models.inUse());
    LEGENDA_TRY(all, (*predictor)->caption(record->file, record->uuid, {}, true, options, context));
    return bestDescriptions(std::move(*all));
}

Result<std::vector<SearchHit>> ImageSearchQuestion::answer(ProjectModels& models, const JobContext& context) const {
    SearchOptions search;
    search.project = models.folder();
    search.text = text;
    search.regions = regions;
    search.top = top;
    search.device = models.device();
    search.mostNewFeatures = kFeaturesWhileWaiting;
    LEGENDA_TRY(predictor, models.inUse());
    LEGENDA_TRY(images, models.images());
    return searchOver(**predictor, **images, search, models.resources(), context);
}

}  // namespace legenda::inference
