// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/shipped_captions.h"

#include "core/model/captioner.h"
#include "core/model/device.h"
#include "core/runs/caption_judges.h"
#include "core/runs/dev_samples.h"
#include "core/runs/dev_vectors.h"

#include <algorithm>

namespace legenda::runs {

using base::Result;

namespace {

constexpr std::size_t kAtOnce = 100;

// Evenly spaced over all.
std::vector<CaptionedItem> spread(std::vector<CaptionedItem> items, std::size_t most) {
    const std::size_t all = items.size();
    if (all <= most) return items;
    std::vector<CaptionedItem> kept;
    for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(items[i * all / most]));
    return kept;
}

}  // namespace

Result<std::optional<double>> shippedCider(std::vector<CaptionedItem> items, const LoadedData& loaded,
                                           const std::filesystem::path& shipped, const TrainingInputs& inputs,
                                           const base::JobContext& context) {
    LEGENDA_TRY(device, model::resolveDevice(inputs.device));
    LEGENDA_TRY(captioner, model::Captioner::load(shipped, *device));
    const auto dev = DevVectors::of(loaded, captioner->info().recipe, inputs.project.folder());
    if (!dev) return std::nullopt;
    items = spread(std::move(items), inputs.plan.options.value("evaluationItems", std::size_t{1000}));
    std::vector<std::string> captions;
    std::vector<std::vector<std::string>> references;
    for (std::size_t start = 0; start < items.size(); start += kAtOnce) {
        model::CaptionSource source;
        for (std::size_t i = start; i < std::min(start + kAtOnce, items.size()); ++i) {
            addRegion(source, *captioner, (*dev)[items[i].image], static_cast<std::size_t>(items[i].region));
            references.push_back(items[i].texts);
        }
        model::DecodeOptions greedy;
        greedy.beam = 1;
        LEGENDA_TRY(said, captioner->caption(source, greedy, context));
        for (const auto& best : *said) captions.push_back(best.front().text);
    }
    if (captions.empty()) return std::nullopt;
    return ciderOf(captions, references);
}

}  // namespace legenda::runs
