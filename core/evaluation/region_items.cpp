// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/region_items.h"

#include "core/project/entities.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;

namespace {

// The tokens of Entities' own sentences, lower-cased.
metrics::Tokens wordsAtSpaces(const std::string& text) {
    std::istringstream in(text);
    metrics::Tokens words;
    for (std::string word; in >> word;) {
        for (char& c : word)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        words.push_back(std::move(word));
    }
    return words;
}

void addItem(RegionItems& items, const store::ImageRecord& image, const base::Box& box,
             std::vector<metrics::Tokens> references) {
    if (items.images.empty() || items.images.back().image.id != image.id) items.images.push_back({image, {}});
    items.images.back().boxes.push_back(box);
    items.references.push_back(std::move(references));
}

}  // namespace

std::vector<std::string> RegionItems::names() const {
    std::vector<std::string> paths;
    for (const auto& image : images) paths.push_back(image.image.path);
    return paths;
}

std::vector<std::size_t> RegionItems::imageOfItems() const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < images.size(); ++i) all.insert(all.end(), images[i].boxes.size(), i);
    return all;
}

std::vector<metrics::Tokens> distinctTexts(const std::vector<std::string>& texts) {
    std::vector<metrics::Tokens> distinct;
    std::set<metrics::Tokens> seen;
    for (const auto& text : texts) {
        auto tokens = text::tokenizePtb(text);
        if (!tokens.empty() && seen.insert(wordsAtSpaces(text)).second) distinct.push_back(std::move(tokens));
    }
    return distinct;
}

Result<RegionItems> entityItems(const Evaluation& evaluation) {
    const auto& split = evaluation.options.split;
    LEGENDA_TRY(images, imagesOfSplit(evaluation, split));
    LEGENDA_TRY(entities, project::Entities::read(evaluation.project, split));
    RegionItems items;
    for (const auto& image : *images) {
        const auto* found = entities->find(image.id);
        if (!found) continue;
        for (const auto& [chain, mentions] : found->mentions())
            if (found->boxes.contains(chain))
                if (auto texts = distinctTexts(mentions); !texts.empty())
                    addItem(items, image, found->around(chain), std::move(texts));
    }
    if (items.size() == 0)
        return base::fail(ErrorCode::BadInput, fmt::format("The split {} of {} has no Entities phrases with boxes.",
                                                           split, evaluation.project.folder().string()));
    return items;
}

Result<RegionItems> snippetItems(const Evaluation& evaluation) {
    const auto& split = evaluation.options.split;
    LEGENDA_TRY(images, imagesOfSplit(evaluation, split));
    LEGENDA_TRY(regions, evaluation.project.trueRegions(split));
    std::map<std::int64_t, std::vector<const store::RegionRecord*>> byImage;
    for (const auto& region : *regions) byImage[region.image].push_back(&region);
    RegionItems items;
    for (const auto& image : *images) {
        const auto found = byImage.find(image.id);
        if (found == byImage.end()) continue;
        for (const auto* region : found->second) {
            std::vector<std::string> texts;
            for (const auto& snippet : region->snippets)
                if (snippet.origin != "model") texts.push_back(snippet.text);
            if (auto distinct = distinctTexts(texts); !distinct.empty())
                addItem(items, image, region->box, std::move(distinct));
        }
    }
    if (items.size() == 0)
        return base::fail(ErrorCode::BadInput, fmt::format("The split {} of {} has no region with a human text.", split,
                                                           evaluation.project.folder().string()));
    return items;
}

RegionItems keepImages(RegionItems items, const std::vector<bool>& keep) {
    RegionItems kept;
    std::size_t item = 0;
    for (std::size_t i = 0; i < items.images.size(); ++i) {
        const std::size_t count = items.images[i].boxes.size();
        if (keep[i]) {
            for (std::size_t b = 0; b < count; ++b) kept.references.push_back(std::move(items.references[item + b]));
            kept.images.push_back(std::move(items.images[i]));
        }
        item += count;
    }
    return kept;
}

}  // namespace legenda::evaluation
