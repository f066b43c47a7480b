// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/reasons/cover_answers.h"

#include "core/base/places.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace legenda::inference {

using base::Result;

Result<CoverAnswers::Hidden> CoverAnswers::hide(const features::Recipe& recipe, const CoverRequest& request,
                                                bool described, bool regions, const base::JobContext& context) {
    std::vector<base::Box> boxes;
    if (described) boxes.push_back(*request.described);
    if (regions) {
        LEGENDA_TRY(known, image_.regions(recipe));
        boxes.insert(boxes.end(), (*known)->boxes.begin() + 1, (*known)->boxes.end());
    }
    LEGENDA_TRY(rows, image_.covered(recipe, boxes, request.cover, request.exact, context));
    Hidden hidden;
    if (described) {
        const auto width = static_cast<std::ptrdiff_t>(rows->cols);
        const auto own = rows->data.begin() + width;
        hidden.described = base::Matrix(1, rows->cols);
        std::copy(own, own + width, hidden.described.data.begin());
        rows->data.erase(own, own + width);
        --rows->rows;
    }
    hidden.rows = std::move(*rows);
    return hidden;
}

Result<model::CaptionSource> CoverAnswers::sourceOf(const model::Captioner& captioner, const CoverRequest& request,
                                                    const Hidden& hidden) {
    model::CaptionSource source;
    const auto frame = hidden.rows.row(0);
    auto& vectors = source.vectors;
    vectors.rows = 1;
    if (request.described) {
        vectors.data = hidden.described.data;
        if (captioner.contextInput()) vectors.data.insert(vectors.data.end(), frame.begin(), frame.end());
    } else {
        vectors.data.assign(frame.begin(), frame.end());
        if (captioner.attends()) {
            LEGENDA_TRY(known, image_.regions(captioner.info().recipe));
            source.places.push_back(base::placesOf((*known)->boxes, (*known)->boxes.front()));
            source.regions.push_back(hidden.rows);
        }
    }
    vectors.cols = vectors.data.size();
    return source;
}

base::Status CoverAnswers::align(const Aligning& aligning, const CoverRequest& request, const base::Matrix& hidden,
                                 CoverAnswer& answer) {
    LEGENDA_TRY(known, image_.regions(aligning.on));
    LEGENDA_TRY(embedded, image_.embedded(aligning.by, aligning.on));
    const auto& uncovered = uncovered_.alignment(aligning.by, **embedded, request.sentence, request.beta);
    const auto& regions = **known;
    base::Matrix frame(1, hidden.cols);
    std::ranges::copy(hidden.row(0), frame.data.begin());
    const auto places = base::placesOf(regions.boxes, regions.boxes.front(), regions.scores);
    answer.coveredAlignment =
        aligning.by.align(aligning.by.embedRegions(hidden, places), aligning.by.embedFrames(frame).row(0),
                          request.sentence, uncovered.words, request.beta);
    answer.alignment = uncovered.alignment;
    return {};
}

Result<CoverAnswer> CoverAnswers::answer(const CoverRequest& request, const model::Captioner& captioner,
                                         const Aligning* aligning, const base::JobContext& context) {
    const auto& recipe = captioner.info().recipe;
    const bool described = request.described.has_value();
    const bool oneRecipe = aligning != nullptr && aligning->on.hash() == recipe.hash();
    CoverAnswer answer;
    LEGENDA_TRY(source, image_.sourceOf(captioner, request.described));
    LEGENDA_TRY(said, uncovered_.caption(captioner, std::move(*source), request.options, context));
    answer.shown = (*said)->caption;
    answer.before = (*said)->text;
    LEGENDA_TRY(hidden, hide(recipe, request, described, oneRecipe || (!described && captioner.attends()), context));
    LEGENDA_TRY(covered, sourceOf(captioner, request, *hidden));
    LEGENDA_TRY(captions, captioner.caption(*covered, request.options, context));
    if (!captions->front().empty()) answer.covered = std::move(captions->front().front());
    answer.gone = wordsGone(answer.shown, answer.covered);
    if (!answer.shown.words.empty()) {
        LEGENDA_TRY(after, captioner.score(*covered, answer.shown.text));
        answer.after = std::move(*after);
    }
    if (aligning == nullptr) return answer;
    if (!oneRecipe) {
        LEGENDA_TRY(own, hide(aligning->on, request, false, true, context));
        *hidden = std::move(*own);
    }
    LEGENDA_TRY(aligned, align(*aligning, request, hidden->rows, answer));
    return answer;
}

}  // namespace legenda::inference
