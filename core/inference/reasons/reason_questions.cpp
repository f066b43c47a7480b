// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/reasons/reason_questions.h"

namespace legenda::inference {

using base::JobContext;
using base::Result;

Result<CoverAnswer> CoverQuestion::answer(ProjectModels& models, const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, models.inUse());
    return (*predictor)->cover(record->file, record->uuid, request, context);
}

Result<ReasonedText> TextScoreQuestion::answer(ProjectModels& models, const JobContext& context) const {
    LEGENDA_TRY(record, models.image(image));
    LEGENDA_TRY(predictor, models.inUse());
    return (*predictor)->score(record->file, record->uuid, box, text, runnersUp, context);
}

}  // namespace legenda::inference
