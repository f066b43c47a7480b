// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/image_context.h"
#include "core/inference/reasons/reasons.h"
#include "core/inference/reasons/uncovered_answers.h"

namespace legenda::inference {

// Answers what changes where a part of the current image is covered. What does not hang on the cover is kept from one
// answer to the next, and of the covered image the vectors of a recipe are computed once for all models that read them.
// Not thread-safe.
class CoverAnswers {
 public:
    explicit CoverAnswers(ImageContext& image /* outlives this */) : image_(image) {}

    // How the request's sentence is aligned.
    struct Aligning {
        const model::Aligner& by;
        features::Recipe on;  // whose regions
    };
    // captioner: of the box that the request describes, or of the whole image. aligning: nullptr: no sentence is. The
    // alignments lack what Aligner::align() leaves out. Errors: those of ImageContext and of the models; Cancelled.
    base::Result<CoverAnswer> answer(const CoverRequest& request, const model::Captioner& captioner,
                                     const Aligning* aligning, const base::JobContext& context);
    void forget() { uncovered_.forget(); }

 private:
    // Of the covered image by one recipe.
    struct Hidden {
        base::Matrix described;  // [1, D] of the request's box, where asked for
        base::Matrix rows;       // [1 + R, D]: the whole image, and the recipe's other regions where asked for
    };
    base::Result<Hidden> hide(const features::Recipe& recipe, const CoverRequest& request, bool described, bool regions,
                              const base::JobContext& context);
    base::Result<model::CaptionSource> sourceOf(const model::Captioner& captioner, const CoverRequest& request,
                                                const Hidden& hidden);
    base::Status align(const Aligning& aligning, const CoverRequest& request, const base::Matrix& hidden,
                       CoverAnswer& answer);

    ImageContext& image_;
    UncoveredAnswers uncovered_;
};

}  // namespace legenda::inference
