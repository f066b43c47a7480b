// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/project_models.h"
#include "core/inference/reasons/reasons.h"

#include <cstdint>
#include <optional>
#include <string>

namespace legenda::inference {

// Questions (questions.h) about why a model says what it says.

// What changes where a box of the image is covered.
struct CoverQuestion {
    using Answer = CoverAnswer;
    std::int64_t image = 0;
    CoverRequest request = {};

    std::string kind() const { return request.exact ? "cover exactly" : "cover"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

// How probable a text is to the caption model (of a box: to the region model), word by word beside the runners-up, and
// which regions it attends to at each word where it attends to any.
struct TextScoreQuestion {
    using Answer = ReasonedText;
    std::int64_t image = 0;
    std::optional<base::Box> box = {};  // none: the whole image
    std::string text;
    int runnersUp = 5;

    std::string kind() const { return "score text"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

}  // namespace legenda::inference
