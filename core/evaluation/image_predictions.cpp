// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/image_predictions.h"

#include <algorithm>

namespace legenda::evaluation {

using store::PredictionItem;

std::vector<model::Segment> assignedSegments(const model::Alignment& alignment) {
    std::vector<model::Segment> segments;
    for (std::size_t t = 0; t < alignment.assignment.size(); ++t) {
        const int region = alignment.assignment[t];
        const int token = static_cast<int>(t);
        if (region < 0) continue;
        if (segments.empty() || segments.back().region != region || segments.back().end != token)
            segments.push_back({region, token, token, {}, 0});
        auto& segment = segments.back();
        segment.end = token + 1;
        segment.text += (segment.text.empty() ? "" : " ") + alignment.tokens[t];
        segment.score += alignment.wordScores[t];
    }
    return segments;
}

namespace {

model::Alignment shownAlignment(PredictionItem&& item, const store::ImageRecord& image) {
    model::Alignment shown;
    shown.image = image.path;
    shown.width = image.width;
    shown.height = image.height;
    shown.sentence = std::move(item.sentence);
    shown.tokens = std::move(item.tokens);
    const auto count = shown.tokens.size();
    for (const auto& [box, score] : item.boxes) shown.regions.push_back({box, 0, score.value_or(0)});
    shown.assignment = std::move(item.assignment);
    shown.wordScores = std::move(item.wordScores);
    shown.assignment.resize(count, -1);
    shown.wordScores.resize(count, 0);
    shown.scores = std::move(item.scores);
    shown.readAs.resize(count);
    shown.wordNorms.resize(count, 0);
    for (std::size_t t = 0; t < count; ++t) {
        const bool scored =
            t < shown.scores.rows && std::ranges::any_of(shown.scores.row(t), [](float s) { return s != 0; });
        shown.known.push_back(scored || shown.assignment[t] >= 0);
    }
    shown.segments = assignedSegments(shown);
    model::giveOwnScale(shown);
    shown.score = item.score.value_or(0);
    return shown;
}

}  // namespace

base::Result<ImagePredictions> imagePredictions(const store::ProjectStore& project, const std::string& set,
                                                std::int64_t image) {
    LEGENDA_TRY(record, project.predictions().set(set));
    LEGENDA_TRY(of, project.image(image));
    LEGENDA_TRY(items, project.predictions().items(record->id, image));
    ImagePredictions shown;
    shown.set = std::move(*record);
    shown.image = image;
    for (auto& item : *items) {
        if (item.part == PredictionItem::Part::Skipped) shown.skipped = item.text;
        if (item.part != PredictionItem::Part::Prediction) continue;
        switch (shown.set.kind) {
            case store::PredictionKind::Captions:
                shown.captions.push_back({std::move(item.text), item.score});
                break;
            case store::PredictionKind::Phrases: {
                const auto* best = store::bestBox(item);
                const auto place = best ? static_cast<std::size_t>(best - item.boxes.data()) : 0;
                shown.phrases.push_back({std::move(item.sentence), item.start, item.end, std::move(item.text),
                                         std::move(item.boxes), place});
                break;
            }
            case store::PredictionKind::Regions:
                shown.regions.push_back(
                    {item.boxes.empty() ? std::nullopt : std::optional(item.boxes.front()), std::move(item.text)});
                break;
            case store::PredictionKind::Alignments:
                shown.alignments.push_back(shownAlignment(std::move(item), *of));
                break;
            case store::PredictionKind::Similarity:
                break;
        }
    }
    return shown;
}

}  // namespace legenda::evaluation
