// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/caption_figures.h"

#include "core/metrics/bleu.h"
#include "core/metrics/cider.h"
#include "core/metrics/meteor.h"
#include "core/metrics/rouge_l.h"

namespace legenda::metrics {

CaptionFigures captionFigures(const std::vector<CaptionItem>& items, const Meteor* meteor,
                              const base::JobContext& context) {
    CaptionFigures figures;
    figures.items = items.size();
    const auto sentences = numbered(items);
    const auto blue = bleu(sentences);
    for (std::size_t n = 0; n < 4; ++n) figures.bleu[n] = blue.corpus[n];
    figures.lengthRatio = blue.lengthRatio;
    figures.rougeL = rougeL(sentences, context.stop).corpus;
    figures.cider = ciderD(sentences).corpus;
    if (meteor != nullptr) {
        figures.meteor = meteor->score(items, context).corpus;
        figures.meteorModules = meteor->modules();
    }
    return figures;
}

CaptionFigures meanFigures(const std::vector<CaptionFigures>& systems) {
    CaptionFigures mean;
    if (systems.empty()) return mean;
    mean.items = systems.front().items;
    mean.meteorModules = systems.front().meteorModules;
    const double share = 1.0 / static_cast<double>(systems.size());
    for (const auto& system : systems) {
        for (std::size_t n = 0; n < 4; ++n) mean.bleu[n] += share * system.bleu[n];
        mean.rougeL += share * system.rougeL;
        mean.cider += share * system.cider;
        mean.lengthRatio += share * system.lengthRatio;
        if (system.meteor) mean.meteor = mean.meteor.value_or(0) + share * *system.meteor;
    }
    return mean;
}

}  // namespace legenda::metrics
