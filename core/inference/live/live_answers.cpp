// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/live/live_answers.h"

#include "core/model/mrf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace legenda::inference {

using base::Result;

namespace {

template <class T>
Result<T> asImageFault(Result<T> answer) {
    if (!answer && answer.error().key == live::kOfRequest) answer.error().key = kImageFault;
    return answer;
}

// 1 where all scores are the same.
double spreadOf(const base::Matrix& scores) {
    double sum = 0, squares = 0;
    for (const float score : scores.data) sum += score, squares += double(score) * score;
    const auto count = static_cast<double>(std::max<std::size_t>(1, scores.data.size()));
    const double deviation = std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
    return deviation > 0 && std::isfinite(deviation) ? deviation : 1;
}

}  // namespace

void LiveAnswers::use(std::string command) {
    if (command == command_) return;
    program_.reset();
    command_ = std::move(command);
}

base::Status LiveAnswers::start(const base::JobContext& context) {
    if (runs()) return {};
    program_.reset();
    LEGENDA_TRY(started, live::LiveModel::start(command_, context));
    program_.emplace(std::move(*started));
    return {};
}

Result<live::LiveModel*> LiveAnswers::ready(const base::JobContext& context) {
    LEGENDA_TRY(started, start(context));
    return &*program_;
}

Result<CaptionResult> LiveAnswers::caption(const std::filesystem::path& image, const std::optional<base::Box>& box,
                                           int count, const base::JobContext& context) {
    LEGENDA_TRY(program, ready(context));
    LEGENDA_TRY(said, asImageFault((*program)->caption(image, box, count, context)));
    CaptionResult result{image.string(), box, {}};
    for (auto& caption : *said) {
        model::Caption made;
        made.text = std::move(caption.text);
        made.logProb = made.rank = caption.logProb;
        result.captions.push_back(std::move(made));
    }
    return result;
}

Result<model::Alignment> LiveAnswers::align(const std::filesystem::path& image, const extraction::ImageRegions& regions,
                                            const std::string& sentence, double beta, const base::JobContext& context) {
    model::Alignment alignment;
    alignment.sentence = sentence;
    alignment.tokens = live::wordsAtSpaces(sentence);
    alignment.regions.resize(regions.boxes.size());
    if (alignment.tokens.empty()) {
        alignment.score = -std::numeric_limits<double>::infinity();
        return alignment;
    }
    LEGENDA_TRY(program, ready(context));
    LEGENDA_TRY(scores, asImageFault((*program)->align(image, sentence, regions.boxes, context)));
    const auto words = alignment.tokens.size();
    alignment.known.assign(words, true);
    alignment.readAs.resize(words);
    alignment.wordNorms.assign(words, 0);
    alignment.scores = std::move(*scores);
    alignment.spread = spreadOf(alignment.scores);
    alignment.betaFar = model::wholeSentenceBeta(alignment.scores) / alignment.spread;
    for (std::size_t t = 0; t < words; ++t) alignment.score += *std::ranges::max_element(alignment.scores.row(t));
    model::decodeSegments(alignment, beta);
    return alignment;
}

}  // namespace legenda::inference
