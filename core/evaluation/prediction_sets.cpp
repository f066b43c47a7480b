// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/prediction_sets.h"

#include "core/base/json.h"
#include "core/base/listed.h"
#include "core/evaluation/predicted_phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using store::PredictionItem;
using Part = PredictionItem::Part;

namespace {

constexpr std::size_t kMatrixRowsAtOnce = 64;

base::Status checkKind(const Evaluation& evaluation) {
    const auto all = tasks();
    const auto task = std::ranges::find(all, evaluation.options.task, &TaskInfo::name);
    if (task == all.end() || std::ranges::find(task->sets, evaluation.from->kind) != task->sets.end()) return {};
    std::vector<std::string> names;
    for (const auto kind : task->sets) names.emplace_back(store::predictionKindName(kind));
    return base::fail(
        ErrorCode::BadInput,
        fmt::format("The predictions {} are {}; evaluate {} scores {}.", evaluation.from->name,
                    store::predictionKindName(evaluation.from->kind), evaluation.options.task, base::listed(names)));
}

Result<std::vector<PredictionItem>> itemsOf(const Evaluation& evaluation, std::int64_t image) {
    return evaluation.project.predictions().items(evaluation.from->id, image);
}

// The places of the images and sentences of a split in a similarity matrix.
struct MatrixPlaces {
    std::vector<std::size_t> rows, columns;
};

// Adds an image's own. Empty: they were added, or the image is skipped.
std::string addPlaces(const std::vector<PredictionItem>& items, const std::vector<std::string>& sentences,
                      MatrixPlaces& places) {
    const auto row = std::ranges::find(items, Part::Row, &PredictionItem::part);
    if (row == items.end()) return "has no row";
    std::map<std::size_t, const PredictionItem*> columns;  // by the number of the caption
    for (const auto& item : items)
        if (item.part == Part::Column) columns.emplace(static_cast<std::size_t>(item.start), &item);
    for (std::size_t n = 0; n < sentences.size(); ++n) {
        const auto column = columns.find(n);
        if (column == columns.end()) return fmt::format("has no column for its sentence {}", n);
        if (column->second->sentence != sentences[n])
            return fmt::format("has another sentence {} than when they were imported", n);
        places.columns.push_back(static_cast<std::size_t>(column->second->end));
    }
    places.rows.push_back(static_cast<std::size_t>(row->start));
    return {};
}

}  // namespace

Result<std::vector<std::string>> captionsOfSet(const Evaluation& evaluation,
                                               const std::vector<store::ImageRecord>& images) {
    if (auto fits = checkKind(evaluation); !fits) return base::pass(fits);
    std::vector<std::string> texts;
    for (const auto& image : images) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(items, itemsOf(evaluation, image.id));
        std::erase_if(*items, [](const auto& item) { return item.part != Part::Prediction; });
        if (items->empty())
            return base::fail(ErrorCode::BadInput, fmt::format("The predictions {} have no caption of {}.",
                                                               evaluation.from->name, image.path));
        texts.push_back(std::move(std::ranges::max_element(*items, {}, [](const auto& item) {
                                      return item.score.value_or(-std::numeric_limits<double>::infinity());
                                  })->text));
    }
    return texts;
}

Result<std::map<std::string, std::string>> phrasesOfSet(const Evaluation& evaluation,
                                                        const std::vector<store::ImageRecord>& images,
                                                        std::vector<GroundedPhrase>& phrases) {
    if (auto fits = checkKind(evaluation); !fits) return base::pass(fits);
    std::map<std::string, std::string> skipped;
    auto phrase = phrases.begin();
    for (const auto& image : images) {
        if (phrase == phrases.end() || phrase->image != image.path) continue;
        if (evaluation.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(items, itemsOf(evaluation, image.id));
        PredictedPhrases own(std::move(*items));
        if (own.skipped()) skipped[image.path] = own.skipped()->text;
        for (; phrase != phrases.end() && phrase->image == image.path; ++phrase) {
            if (own.skipped()) continue;
            const auto* found = own.take(phrase->sentence, phrase->start, phrase->end, phrase->text);
            if (!found)
                return base::fail(
                    ErrorCode::BadInput,
                    fmt::format("The predictions {} have no box for words {} to {} of \"{}\" of {}.",
                                evaluation.from->name, phrase->start, phrase->end, phrase->sentence, image.path));
            const auto* best = store::bestBox(*found);
            phrase->box = best ? best->box : kNowhere;
        }
    }
    return skipped;
}

Result<std::vector<std::string>> regionTextsOfSet(const Evaluation& evaluation, const RegionItems& items) {
    if (auto fits = checkKind(evaluation); !fits) return base::pass(fits);
    std::vector<std::string> texts;
    for (const auto& image : items.images) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(predicted, itemsOf(evaluation, image.image.id));
        std::map<std::string, const PredictionItem*> byPlace;  // the surest of several
        for (const auto& item : *predicted) {
            if (item.part != Part::Prediction || item.boxes.empty()) continue;
            auto& best = byPlace[roundedPlace(image.image.path, store::bestBox(item)->box)];
            if (!best || store::bestBox(item)->score > store::bestBox(*best)->score) best = &item;
        }
        for (const auto& box : image.boxes) {
            const auto found = byPlace.find(roundedPlace(image.image.path, box));
            if (found == byPlace.end())
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("The predictions {} have no text for the box {} of {}.",
                                              evaluation.from->name, base::boxToJson(box).dump(), image.image.path));
            texts.push_back(found->second->text);
        }
    }
    return texts;
}

Result<RetrievalScores> scoresOfSet(const Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                                    const std::vector<std::vector<std::string>>& sentences) {
    if (auto fits = checkKind(evaluation); !fits) return base::pass(fits);
    RetrievalScores found;
    MatrixPlaces places;
    for (std::size_t k = 0; k < images.size(); ++k) {
        LEGENDA_TRY(items, itemsOf(evaluation, images[k].id));
        if (const auto none = std::ranges::find(*items, Part::Skipped, &PredictionItem::part); none != items->end()) {
            found.skipped[images[k].path] = none->text;
            continue;
        }
        if (const auto why = addPlaces(*items, sentences[k], places); !why.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("The predictions {}: {} {}.", evaluation.from->name, images[k].path, why));
        found.owner.insert(found.owner.end(), sentences[k].size(), static_cast<int>(found.images.size()));
        found.images.push_back(k);
    }
    if (found.owner.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("The predictions {} score no image of the split {}.",
                                                           evaluation.from->name, evaluation.options.split));
    found.scores = base::Matrix(places.rows.size(), places.columns.size());
    for (std::size_t first = 0; first < places.rows.size(); first += kMatrixRowsAtOnce) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const auto begin = places.rows.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(kMatrixRowsAtOnce, places.rows.size() - first);
        LEGENDA_TRY(block, evaluation.project.predictions().similarity(
                               *evaluation.from, {begin, begin + static_cast<std::ptrdiff_t>(count)}));
        for (std::size_t r = 0; r < count; ++r)
            for (std::size_t c = 0; c < places.columns.size(); ++c)
                found.scores(first + r, c) = (*block)(r, places.columns[c]);
    }
    return found;
}

std::string roundedPlace(const std::string& image, const base::Box& box) {
    return fmt::format("{} {:.0f},{:.0f},{:.0f},{:.0f}", image, box.x, box.y, box.w, box.h);
}

}  // namespace legenda::evaluation
