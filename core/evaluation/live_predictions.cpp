// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/live_predictions.h"

#include <fmt/format.h>

namespace legenda::evaluation {

using base::Result;

Result<LivePredictions> LivePredictions::start(Evaluation& evaluation) {
    LEGENDA_TRY(program, live::LiveModel::start(evaluation.options.program, evaluation.context));
    return LivePredictions(evaluation, std::move(*program));
}

template <class T>
Result<std::optional<T>> LivePredictions::orSkipped(const store::ImageRecord& image, Result<T> answer) {
    if (answer) return std::optional<T>(std::move(*answer));
    if (answer.error().key != live::kOfRequest) return base::pass(answer);
    evaluation_.skipped[image.path] = base::withoutPlace(answer.error().message, image.file.string());
    return std::optional<T>();
}

Result<std::optional<std::string>> LivePredictions::caption(const store::ImageRecord& image) {
    LEGENDA_TRY(said, orSkipped(image, program_.caption(image.file, {}, 1, evaluation_.context)));
    return *said ? std::optional((*said)->front().text) : std::nullopt;
}

Result<std::optional<std::vector<std::string>>> LivePredictions::captions(const store::ImageRecord& image,
                                                                          const std::vector<base::Box>& boxes) {
    std::vector<std::string> texts;
    for (const auto& box : boxes) {
        LEGENDA_TRY(said, orSkipped(image, program_.caption(image.file, box, 1, evaluation_.context)));
        if (!*said) return std::optional<std::vector<std::string>>();
        texts.push_back((*said)->front().text);
    }
    return std::optional(std::move(texts));
}

Result<std::optional<LivePredictions::Boxes>> LivePredictions::ground(const store::ImageRecord& image,
                                                                      const std::string& sentence,
                                                                      const std::vector<std::pair<int, int>>& phrases) {
    return orSkipped(image, program_.ground(image.file, sentence, phrases, evaluation_.context));
}

base::Status checkAnyLeft(const Evaluation& evaluation, std::size_t left) {
    if (left > 0) return {};
    const auto& skipped = evaluation.skipped;
    const auto& split = evaluation.options.split;
    if (skipped.empty())
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("The split {} has nothing to ask the program about.", split));
    return base::fail(base::ErrorCode::BadInput,
                      fmt::format("None of the {} images of the split {} can be scored.", skipped.size(), split),
                      fmt::format("{}: {}", skipped.begin()->first, skipped.begin()->second));
}

}  // namespace legenda::evaluation
