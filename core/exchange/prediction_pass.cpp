// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/prediction_pass.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::exchange {

using base::Result;
using base::Status;
using predictions::Prediction;
using store::PredictionItem;

namespace {

constexpr std::size_t kUnknownListed = 1000;
constexpr std::int64_t kItemsALook = 1000;  // between two looks at the stop token

// The ids of the data set that a format's files come with.
std::string idsOf(const predictions::Format& format) {
    return format.name().starts_with("coco") ? "coco" : format.name();
}

// The same for predictions that are the same.
std::string keyOf(const Prediction& prediction, std::int64_t image, int copy) {
    std::string key =
        fmt::format("{}\n{}\n{}\n{}\n{}\n", image, copy, prediction.sentence, prediction.start, prediction.end);
    if (!prediction.sentence.empty() || prediction.skipped) return key;
    key += prediction.text;
    for (const auto& [box, score] : prediction.boxes) key += fmt::format("\n{} {} {} {}", box.x, box.y, box.w, box.h);
    return key;
}

PredictionItem itemOf(Prediction&& prediction, std::int64_t image) {
    PredictionItem item;
    item.image = image;
    item.part = prediction.skipped ? PredictionItem::Part::Skipped : PredictionItem::Part::Prediction;
    item.sentence = std::move(prediction.sentence);
    item.start = prediction.start;
    item.end = prediction.end;
    item.text = std::move(prediction.text);
    item.score = prediction.score;
    for (const auto& [box, score] : prediction.boxes) item.boxes.push_back({box, score});
    item.tokens = std::move(prediction.tokens);
    item.assignment = std::move(prediction.assignment);
    item.wordScores = std::move(prediction.wordScores);
    item.scores = std::move(prediction.scores);
    return item;
}

}  // namespace

Result<PredictionPass> PredictionPass::make(const store::ProjectStore& project, const predictions::Format& format,
                                            const base::JobContext& context, Takers takers) {
    LEGENDA_TRY(finder, ImageFinder::make(project, idsOf(format), ImageFinder::Ids::OfAny));
    return PredictionPass(project, std::move(*finder), context, std::move(takers));
}

Status PredictionPass::read(const predictions::Format& format, const predictions::Input& input) {
    predictions::Feed* own = nullptr;
    predictions::Feed feed(
        context_,
        {[&](Prediction&& prediction) { return take(std::move(prediction), *own); },
         [&](const std::vector<predictions::SentenceId>& sentences) { return takeColumns(sentences, *own); },
         [&](const regions::Record& image, std::span<const float> scores) { return takeRow(image, scores, *own); }});
    own = &feed;
    auto done = predictions::readPredictions(format, input, feed);
    if (overEdge_ > 0)
        feed.note(firstOver_,
                  fmt::format("{} of {} boxes, this one first, reach over the edge of their image", overEdge_, boxes_));
    faults_ = feed.faults();
    notes_ = feed.notes();
    faultCount_ = static_cast<std::int64_t>(feed.faultCount());
    if (done && context_.stopped()) return base::JobContext::cancelled();
    return done;
}

void PredictionPass::report(PredictionsReport& report) const {
    report.items = items_;
    report.unknown = unknown_;
    report.unknownImages = static_cast<std::int64_t>(unknownSeen_.size());
    report.problems = faults_;
    report.problemCount = faultCount_;
    report.notes = notes_;
    report.images = static_cast<std::int64_t>(images_.size());
    report.missing = 0;
    report.missingBySplit.clear();
    for (const auto& image : finder_.images())
        if (!images_.contains(image.id)) {
            ++report.missing;
            ++report.missingBySplit[image.split.empty() ? "none" : image.split];
        }
}

const store::ImageRecord* PredictionPass::imageOf(const regions::Record& record, predictions::Feed& feed) {
    std::string why;
    if (data::meanings(record.image).empty()) {
        feed.fault(record.where, fmt::format("\"{}\" is no name of an image", record.image));
        return nullptr;
    }
    if (const auto* image = finder_.find(record, why)) return image;
    if (unknownSeen_.add(record.image) && unknown_.size() < kUnknownListed) unknown_.push_back(record.image);
    return nullptr;
}

bool PredictionPass::placeBoxes(Prediction& prediction, const store::ImageRecord& image, predictions::Feed& feed) {
    auto& record = prediction.image;
    constexpr double kRounding = 1.5;  // pixels, as 1-based and rounded boxes have them
    for (auto& [box, score] : prediction.boxes) {
        std::string why;
        record.box = box;
        const auto placed = finder_.boxOnImage(record, image, why);
        if (!placed) {
            feed.fault(record.where, why);
            return false;
        }
        box = *placed;
        ++boxes_;
        const bool over = box.x < -kRounding || box.y < -kRounding || box.right() > image.width + kRounding ||
                          box.bottom() > image.height + kRounding;
        if (image.width > 0 && over && ++overEdge_ == 1) firstOver_ = record.where;
    }
    return true;
}

// How often the image has this sentence, in its captions or in Entities: that often it may have the same prediction.
Result<int> PredictionPass::copiesOf(std::int64_t image, const std::string& sentence) {
    if (!copies_) {
        std::map<std::pair<std::int64_t, std::string>, int> captions, entities;
        LEGENDA_TRY(texts, project_.captionsOfSplit({}));
        for (auto& caption : *texts) ++captions[{caption.image, std::move(caption.text)}];
        LEGENDA_TRY(sentences, project_.entitySentences({}));
        for (auto& each : *sentences) ++entities[{each.image, std::move(each.text)}];
        for (const auto& [key, count] : entities) captions[key] = std::max(captions[key], count);
        std::erase_if(captions, [](const auto& entry) { return entry.second < 2; });
        copies_ = std::move(captions);
    }
    const auto found = copies_->find({image, sentence});
    return found == copies_->end() ? 1 : found->second;
}

Result<bool> PredictionPass::isNew(const Prediction& prediction, std::int64_t image) {
    if (seen_.add(keyOf(prediction, image, 0))) return true;
    if (prediction.sentence.empty()) return false;
    LEGENDA_TRY(copies, copiesOf(image, prediction.sentence));
    for (int copy = 1; copy < *copies; ++copy)
        if (seen_.add(keyOf(prediction, image, copy))) return true;
    return false;
}

Status PredictionPass::give(PredictionItem&& item) {
    images_.insert(item.image);
    using Part = PredictionItem::Part;
    items_ += item.part == Part::Prediction || item.part == Part::Column ? 1 : 0;
    return takers_.item ? takers_.item(std::move(item)) : Status();
}

Status PredictionPass::take(Prediction&& prediction, predictions::Feed& feed) {
    if (++taken_ % kItemsALook == 0 && context_.stopped()) return base::JobContext::cancelled();
    const auto* image = imageOf(prediction.image, feed);
    if (!image || !placeBoxes(prediction, *image, feed)) return {};
    LEGENDA_TRY(first, isNew(prediction, image->id));
    if (!*first) {
        feed.fault(prediction.image.where, fmt::format("repeats what the file says of {} before", image->path));
        return {};
    }
    return give(itemOf(std::move(prediction), image->id));
}

Status PredictionPass::takeColumns(const std::vector<predictions::SentenceId>& sentences, predictions::Feed& feed) {
    LEGENDA_TRY(texts, project_.captionsOfSplit({}));
    std::map<std::int64_t, std::vector<std::string>> captions;
    for (auto& caption : *texts) captions[caption.image].push_back(std::move(caption.text));
    std::map<std::int64_t, std::size_t> next;
    for (const auto& sentence : sentences) {
        const auto column = static_cast<int>(columns_++);
        regions::Record named;
        named.image = named.imageId = sentence.image;
        named.where = sentence.where;
        const auto* image = imageOf(named, feed);
        if (!image) continue;
        const auto& own = captions[image->id];
        const auto number = sentence.number >= 0 ? static_cast<std::size_t>(sentence.number) : next[image->id]++;
        if (number >= own.size()) {
            feed.fault(sentence.where, fmt::format("{} is sentence {} of {}, which has {}, counted from 0", sentence.id,
                                                   number, image->path, own.size()));
            continue;
        }
        if (!seen_.add(fmt::format("column\n{}\n{}", image->id, number))) {
            feed.fault(sentence.where, fmt::format("{} is a sentence that is named before", sentence.id));
            continue;
        }
        PredictionItem item;
        item.image = image->id;
        item.part = PredictionItem::Part::Column;
        item.start = static_cast<int>(number);
        item.end = column;
        item.sentence = own[number];
        LEGENDA_TRY(given, give(std::move(item)));
    }
    return {};
}

Status PredictionPass::takeRow(const regions::Record& record, std::span<const float> scores, predictions::Feed& feed) {
    const auto* image = imageOf(record, feed);
    if (!image) return {};
    if (!seen_.add(fmt::format("row\n{}", image->id))) {
        feed.fault(record.where, fmt::format("{} has a row before", image->path));
        return {};
    }
    PredictionItem item;
    item.image = image->id;
    item.part = PredictionItem::Part::Row;
    item.start = static_cast<int>(rows_++);
    LEGENDA_TRY(given, give(std::move(item)));
    return takers_.row ? takers_.row(scores) : Status();
}

}  // namespace legenda::exchange
