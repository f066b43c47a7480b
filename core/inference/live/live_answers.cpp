// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/live/live_answers.h"

#include "core/live/crop_folder.h"

#include <algorithm>
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

void LiveAnswers::removeAbandonedParts() {
    live::CropFolder::removeAbandoned();
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
    model::giveOwnScale(alignment);
    for (std::size_t t = 0; t < words; ++t) alignment.score += *std::ranges::max_element(alignment.scores.row(t));
    model::decodeSegments(alignment, beta);
    return alignment;
}

}  // namespace legenda::inference
