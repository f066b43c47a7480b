// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/proposal_recall.h"

#include "core/extraction/extract_features.h"
#include "core/features/earlier_features.h"
#include "core/features/feature_store.h"
#include "core/metrics/grounding.h"
#include "core/model/checkpoint_info.h"
#include "core/project/drawn_boxes.h"
#include "core/project/models_in_use.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

namespace legenda::inference {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::int64_t kImagesAReport = 50;

// Mentions by the first region that covers them; those that none covers come last.
std::vector<double> gainedBy(const std::vector<base::Box>& regions, const project::DrawnBoxes::OfImage& drawn) {
    std::vector<double> gained(regions.size() + 1, 0);
    const auto& frame = regions.front();
    for (std::size_t b = 0; b < drawn.boxes.size(); ++b) {
        const auto& share = drawn.boxes[b];
        const base::Box box{share.x * frame.w, share.y * frame.h, share.w * frame.w, share.h * frame.h};
        std::size_t r = 0;
        while (r < regions.size() && base::iou(regions[r], box) < metrics::kGroundingIou) ++r;
        gained[r] += drawn.mentions[b];
    }
    return gained;
}

// Recall at k in percent of all mentions. An image with fewer regions adds nothing beyond its own.
std::vector<double> heldBy(const BoundReport& report) {
    std::vector<double> held;
    for (const auto& [image, gained] : report.gained) {
        if (held.size() + 1 < gained.size()) held.resize(gained.size() - 1, 0);
        for (std::size_t r = 0; r + 1 < gained.size(); ++r) held[r] += gained[r];
    }
    double sum = 0;
    for (auto& share : held) share = 100 * (sum += share) / report.mentions;
    return held;
}

}  // namespace

Result<BoundReport> runBound(const BoundOptions& options, const project::Resources& resources,
                             const base::JobContext& context) {
    LEGENDA_TRY(checkpoint,
                project::chooseCheckpoint(resources, options.project, project::ModelKind::Alignment, options.model));
    LEGENDA_TRY(info, model::readCheckpointInfo(*checkpoint));
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, project->images(options.split));
    LEGENDA_TRY(drawn, project::DrawnBoxes::read(*project, options.split));
    auto features = features::FeatureStore::open(features::FeatureStore::fileFor(options.project, info->recipe));
    const auto earlier = features::EarlierFeatures::open(options.project, info->recipe);

    BoundReport report;
    report.split = options.split;
    std::int64_t done = 0;
    for (const auto& image : *images) {
        if (context.stopped()) return base::JobContext::cancelled();
        if (done++ % kImagesAReport == 0)
            context.report({"comparing with annotated boxes", done, static_cast<std::int64_t>(images->size()), {}});
        if (!drawn->has(image.id)) continue;
        const auto* regions = features ? features->find(image.uuid) : nullptr;
        if (!regions && earlier) regions = earlier->find(image.uuid);
        if (!regions) {
            ++report.imagesWithout;
            continue;
        }
        const auto& frame = regions->boxes.front();
        auto gained = gainedBy(regions->boxes, drawn->of(image.id, frame.w, frame.h));
        double mentions = 0;
        for (const double own : gained) mentions += own;
        if (!(mentions > 0)) continue;
        ++report.images;
        report.mentions += mentions;
        report.gained.emplace(image.id, std::move(gained));
    }
    if (report.images == 0 && report.imagesWithout > 0) return extraction::noFeatures(options.project);
    if (report.images == 0)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The {} images of {} have no annotated boxes: boxes come with Flickr30k "
                                      "Entities, with snippets, or are drawn on the Annotate page.",
                                      options.split, options.project.string()));
    report.held = heldBy(report);
    return report;
}

}  // namespace legenda::inference
