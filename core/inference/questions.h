// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/phrase_proposals.h"
#include "core/inference/project_models.h"
#include "core/inference/search.h"

#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::inference {

// A request to the models of the open project: a value that a page makes, that Session passes to the models' thread,
// and that is answered there. kind() distinguishes it from other requests of the same asker: a newer one of a kind
// replaces the older. A new question is a struct here and its answer() in questions.cpp; session and ui/bridge carry
// any.
template <class Q>
concept Question = requires(const Q& question, ProjectModels& models, const base::JobContext& context) {
    typename Q::Answer;
    { question.kind() } -> std::convertible_to<std::string>;
    { question.answer(models, context) } -> std::same_as<base::Result<typename Q::Answer>>;
};

// The alignment of a sentence with an image.
struct AlignmentQuestion {
    using Answer = model::Alignment;
    std::int64_t image = 0;
    std::string sentence;
    double beta = 0;
    std::optional<AlignmentSource> beside = {};  // by another model or on other regions than those in use
    bool classes = false;                        // as of Predictor::align()

    std::string kind() const { return beside ? "align beside" : "align"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

// The boxes of phrases of a sentence: proposals for an annotator.
struct PhraseQuestion {
    using Answer = std::vector<PhraseBox>;
    std::int64_t image = 0;
    std::string sentence;
    std::vector<std::pair<int, int>> phrases;  // words [start, end) of the sentence split at spaces

    std::string kind() const { return "phrases"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

// Captions of an image, or of a box on it.
struct CaptionQuestion {
    using Answer = CaptionResult;
    std::int64_t image = 0;
    std::optional<base::Box> box = {};  // none: the whole image
    model::DecodeOptions options = {};

    std::string kind() const { return box ? "caption box" : "caption whole"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

// Captions of the best regions of an image (dense_captions.h), each with the `options.count` best.
struct DenseCaptionQuestion {
    using Answer = std::vector<CaptionResult>;
    std::int64_t image = 0;
    model::DecodeOptions options = {};

    std::string kind() const { return "describe"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

// The images of the project, or single regions of them, that fit a text best. Missing features are computed first where
// that concerns few images.
struct ImageSearchQuestion {
    using Answer = std::vector<SearchHit>;
    std::string text;
    bool regions = false;
    int top = 10;

    std::string kind() const { return "search"; }
    base::Result<Answer> answer(ProjectModels& models, const base::JobContext& context) const;
};

}  // namespace legenda::inference
