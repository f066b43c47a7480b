// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/caption_figures.h"

#include "core/metrics/cider.h"
#include "core/metrics/rouge_l.h"

#include <algorithm>

namespace legenda::metrics {

CaptionFigures captionFigures(const std::vector<CaptionItem>& items, const Meteor* meteor,
                              const base::JobContext& context) {
    CaptionFigures figures;
    figures.items = items.size();
    for (const auto& item : items) {
        const auto count = item.references.size();
        figures.fewestReferences = &item == &items.front() ? count : std::min(figures.fewestReferences, count);
        figures.mostReferences = std::max(figures.mostReferences, count);
    }
    const auto sentences = numbered(items);
    const auto blue = bleu(sentences);
    for (std::size_t n = 0; n < 4; ++n) figures.bleu[n] = blue.corpus[n];
    figures.lengthRatio = blue.lengthRatio;
    const auto rouge = rougeL(sentences, context.stop);
    const auto cider = ciderD(sentences);
    MeteorScores matched;
    figures.rougeL = rouge.corpus;
    figures.cider = cider.corpus;
    if (meteor != nullptr) {
        matched = meteor->score(items, context);
        figures.meteor = matched.corpus;
        figures.meteorModules = meteor->modules();
    }
    if (context.stopped()) return figures;
    for (std::size_t i = 0; i < items.size(); ++i) {
        CaptionItemFigures own{blue.items[i], rouge.items[i], cider.items[i], 0, blue.counts[i], {}};
        if (meteor != nullptr) own.meteor = matched.items[i], own.meteorCounts = matched.counts[i];
        figures.each.push_back(own);
    }
    return figures;
}

CaptionFigures meanFigures(const std::vector<CaptionFigures>& systems) {
    CaptionFigures mean;
    if (systems.empty()) return mean;
    mean.items = systems.front().items;
    mean.meteorModules = systems.front().meteorModules;
    mean.fewestReferences = systems.front().fewestReferences;
    const double share = 1.0 / static_cast<double>(systems.size());
    for (const auto& system : systems) {
        mean.fewestReferences = std::min(mean.fewestReferences, system.fewestReferences);
        mean.mostReferences = std::max(mean.mostReferences, system.mostReferences);
        for (std::size_t n = 0; n < 4; ++n) mean.bleu[n] += share * system.bleu[n];
        mean.rougeL += share * system.rougeL;
        mean.cider += share * system.cider;
        mean.lengthRatio += share * system.lengthRatio;
        if (system.meteor) mean.meteor = mean.meteor.value_or(0) + share * *system.meteor;
    }
    return mean;
}

}  // namespace legenda::metrics
