// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/live/live_answers.h"

#include "core/live/crop_folder.h"
#include "core/text/noun_phrases.h"

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

Result<model::Alignment> LiveAnswers::align(const std::filesystem::path& image, const std::vector<base::Box>& boxes,
                                            const std::string& sentence, double beta, const base::JobContext& context) {
    model::Alignment alignment;
    alignment.sentence = sentence;
    alignment.tokens = live::wordsAtSpaces(sentence);
    for (const auto& box : boxes) alignment.regions.push_back({box});
    if (alignment.tokens.empty()) {
        alignment.score = -std::numeric_limits<double>::infinity();
        return alignment;
    }
    LEGENDA_TRY(program, ready(context));
    LEGENDA_TRY(scores, asImageFault((*program)->align(image, sentence, boxes, context)));
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

Result<LiveSentence> LiveAnswers::place(const std::filesystem::path& image, const std::vector<base::Box>& boxes,
                                        const std::string& sentence, double beta, const base::JobContext& context) {
    LEGENDA_TRY(program, ready(context));
    LiveSentence said;
    if ((*program)->answers("align") || !(*program)->answers("ground")) {
        LEGENDA_TRY(alignment, align(image, boxes, sentence, beta, context));
        said.alignment = std::move(*alignment);
        return said;
    }
    const auto phrases = text::nounPhrases(sentence);
    if (phrases.empty()) return said;
    LEGENDA_TRY(found, asImageFault((*program)->ground(image, sentence, phrases, context)));
    for (std::size_t i = 0; i < phrases.size(); ++i)
        if (const auto& box = (*found)[i]) said.phrases.push_back({phrases[i].first, phrases[i].second, *box});
    return said;
}

}  // namespace legenda::inference
