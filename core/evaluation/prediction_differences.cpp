// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/prediction_differences.h"

#include "core/evaluation/predicted_phrases.h"
#include "core/metrics/rouge_l.h"
#include "core/project/entities.h"
#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using store::PredictionItem;
using store::PredictionKind;
using store::PredictionSetRecord;
using Items = std::vector<PredictionItem>;

namespace {

// A sum of differences.
struct Differences {
    double sum = 0;
    int count = 0;
    void add(double difference) {
        sum += difference;
        ++count;
    }
};

std::vector<std::string> captionsIn(const Items& items) {
    std::vector<std::string> texts;
    std::optional<double> best;
    for (const auto& item : items) {
        if (item.part != PredictionItem::Part::Prediction) continue;
        const bool better = item.score && (!best || *item.score > *best);
        if (better) best = item.score;
        texts.insert(better ? texts.begin() : texts.end(), item.text);  // the best first
    }
    return texts;
}

double captionDifference(const std::string& text, const std::vector<std::string>& others) {
    metrics::CaptionItem item{text::tokenizePtb(text), {}};
    for (const auto& other : others) item.references.push_back(text::tokenizePtb(other));
    return 1 - metrics::rougeL(metrics::numbered({item})).corpus;
}

// F1 of the words of two texts.
double wordF1(const std::string& a, const std::string& b) {
    auto first = text::tokenize(a), second = text::tokenize(b);
    if (first.empty() || second.empty()) return first.empty() && second.empty() ? 1 : 0;
    std::ranges::sort(first);
    std::ranges::sort(second);
    std::vector<std::string> both;
    std::ranges::set_intersection(first, second, std::back_inserter(both));
    return 2.0 * static_cast<double>(both.size()) / static_cast<double>(first.size() + second.size());
}

struct TextBox {
    base::Box box;
    std::string text;
};

std::vector<TextBox> regionsIn(const Items& items) {
    std::vector<TextBox> regions;
    for (const auto& item : items)
        if (item.part == PredictionItem::Part::Prediction && !item.boxes.empty())
            regions.push_back({store::bestBox(item)->box, item.text});
    return regions;
}

Differences regionDifferences(const std::vector<TextBox>& own, const std::vector<TextBox>& others) {
    Differences found;
    if (others.empty()) return found;
    for (const auto& region : own) {
        double nearest = 0;
        for (const auto& other : others)
            if (const double iou = base::iou(region.box, other.box); iou > nearest)
                nearest = std::max(nearest, iou * wordF1(region.text, other.text));
        found.add(1 - nearest);
    }
    return found;
}

// 0 to 1; a phrase without a box differs from one with a box as much as from one far away.
double boxDifference(const store::PredictedBox* own, const store::PredictedBox* other) {
    if (!own || !other) return own || other ? 1 : 0;
    return 1 - base::iou(own->box, other->box);
}

Differences phraseDifferences(const Items& own, PredictedPhrases& others) {
    Differences found;
    for (const auto& item : own) {
        if (item.part != PredictionItem::Part::Prediction) continue;
        if (item.sentence.empty() && item.boxes.empty()) continue;  // of the whole image
        if (const auto* other = others.take(item.sentence, item.start, item.end, item.text))
            found.add(boxDifference(store::bestBox(item), store::bestBox(*other)));
    }
    return found;
}

Differences phraseDifferences(PredictedPhrases& own, const project::Entities::OfImage& truth) {
    Differences found;
    for (const auto& sentence : truth.sentences)
        for (const auto& mention : sentence.mentions)
            if (truth.boxes.contains(mention.chain))
                if (const auto* item = own.take(sentence.text, mention.start, mention.end, mention.text)) {
                    const store::PredictedBox around{truth.around(mention.chain), {}};
                    found.add(boxDifference(store::bestBox(*item), &around));
                }
    return found;
}

const base::Box* regionOf(const PredictionItem& item, std::size_t token) {
    const int region = token < item.assignment.size() ? item.assignment[token] : -1;
    return region < 0 ? nullptr : &item.boxes[static_cast<std::size_t>(region)].box;
}

Differences alignmentDifferences(const Items& own, const Items& others) {
    Differences found;
    std::map<std::string, const PredictionItem*> bySentence;
    for (const auto& other : others) bySentence.emplace(sentenceTokens(other.sentence), &other);
    for (const auto& item : own) {
        const auto other = bySentence.find(sentenceTokens(item.sentence));
        if (other == bySentence.end() || other->second->tokens.size() != item.tokens.size()) continue;
        for (std::size_t t = 0; t < item.tokens.size(); ++t) {
            const auto *a = regionOf(item, t), *b = regionOf(*other->second, t);
            if (a || b) found.add(a && b ? 1 - base::iou(*a, *b) : 1);
        }
    }
    return found;
}

Differences alignmentDifferences(const Items& own, const project::Entities::OfImage& truth) {
    Differences found;
    std::map<std::string, const PredictionItem*> bySentence;
    for (const auto& item : own) bySentence.emplace(sentenceTokens(item.sentence), &item);
    for (const auto& sentence : truth.sentences) {
        const auto item = bySentence.find(sentenceTokens(sentence.text));
        if (item == bySentence.end()) continue;
        const auto spans = text::tokenSpansOfWords(sentence.text);
        if (spans.empty() || spans.back().second != static_cast<int>(item->second->tokens.size())) continue;
        for (const auto& mention : sentence.mentions) {
            if (!truth.boxes.contains(mention.chain)) continue;
            const auto target = truth.around(mention.chain);
            const int last = std::min(mention.end, static_cast<int>(spans.size()));
            for (int w = std::max(0, mention.start); w < last; ++w)
                for (int t = spans[static_cast<std::size_t>(w)].first; t < spans[static_cast<std::size_t>(w)].second;
                     ++t) {
                    const auto* region = regionOf(*item->second, static_cast<std::size_t>(t));
                    found.add(region ? 1 - base::iou(*region, target) : 1);
                }
        }
    }
    return found;
}

// Compares the items of one image.
using Compare = std::function<Result<Differences>(std::int64_t image, Items&& items)>;

Compare withSet(const store::ProjectStore& project, PredictionKind kind, std::int64_t other) {
    return [&project, kind, other](std::int64_t image, Items&& own) -> Result<Differences> {
        LEGENDA_TRY(others, project.predictions().items(other, image));
        if (kind == PredictionKind::Regions) return regionDifferences(regionsIn(own), regionsIn(*others));
        if (kind == PredictionKind::Alignments) return alignmentDifferences(own, *others);
        if (kind == PredictionKind::Phrases) {
            PredictedPhrases phrases(std::move(*others));
            return phraseDifferences(own, phrases);
        }
        const auto texts = captionsIn(own), references = captionsIn(*others);
        Differences found;
        if (!texts.empty() && !references.empty()) found.add(captionDifference(texts.front(), references));
        return found;
    };
}

Result<Compare> withTruth(const store::ProjectStore& project, PredictionKind kind, const std::string& split) {
    if (kind == PredictionKind::Regions) {
        LEGENDA_TRY(regions, project.trueRegions(split));
        auto truth = std::make_shared<std::map<std::int64_t, std::vector<TextBox>>>();
        for (const auto& region : *regions)
            for (const auto& text : region.snippets)
                if (!region.whole) (*truth)[region.image].push_back({region.box, text.text});
        return Compare([truth](std::int64_t image, Items&& own) -> Result<Differences> {
            const auto found = truth->find(image);
            return found == truth->end() ? Differences{} : regionDifferences(regionsIn(own), found->second);
        });
    }
    LEGENDA_TRY(entities, project::Entities::read(project, split));
    auto truth = std::make_shared<project::Entities>(std::move(*entities));
    return Compare([truth, kind](std::int64_t image, Items&& own) -> Result<Differences> {
        Differences found;
        if (kind == PredictionKind::Captions) {
            const auto texts = captionsIn(own);
            const auto* references = truth->captions(image);
            if (!texts.empty() && references && !references->empty())
                found.add(captionDifference(texts.front(), *references));
            return found;
        }
        const auto* phrases = truth->find(image);
        if (!phrases || !phrases->hasPhrases()) return found;
        if (kind == PredictionKind::Alignments) return alignmentDifferences(own, *phrases);
        PredictedPhrases predicted(std::move(own));
        return phraseDifferences(predicted, *phrases);
    });
}

Result<Compare> compareOf(const store::ProjectStore& project, const PredictionSetRecord& set,
                          const DifferenceOptions& options) {
    if (set.kind == PredictionKind::Similarity)
        return base::fail(
            ErrorCode::BadInput,
            fmt::format("The predictions {} are scores, which are compared by evaluating them.", set.name));
    if (options.other.empty()) return withTruth(project, set.kind, options.split);
    LEGENDA_TRY(other, project.predictions().set(options.other));
    if (other->kind != set.kind)
        return base::fail(
            ErrorCode::BadInput,
            fmt::format("The predictions {} are {} and {} are {}: they do not compare.", set.name,
                        store::predictionKindName(set.kind), other->name, store::predictionKindName(other->kind)));
    return withSet(project, set.kind, other->id);
}

}  // namespace

Result<std::vector<ImageDifference>> mostDifferent(const store::ProjectStore& project, const DifferenceOptions& options,
                                                   const base::JobContext& context) {
    LEGENDA_TRY(set, project.predictions().set(options.set));
    LEGENDA_TRY(images, project.images(options.split));
    LEGENDA_TRY(compare, compareOf(project, *set, options));
    std::vector<ImageDifference> found;
    for (const auto& image : *images) {
        if (context.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(items, project.predictions().items(set->id, image.id));
        if (items->empty()) continue;
        LEGENDA_TRY(own, (*compare)(image.id, std::move(*items)));
        if (own->count > 0) found.push_back({image.id, own->sum / own->count, own->count});
    }
    std::ranges::stable_sort(found, std::greater(), &ImageDifference::difference);
    if (found.size() > options.most) found.resize(options.most);
    return found;
}

}  // namespace legenda::evaluation
