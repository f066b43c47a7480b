// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the regions of one image cost, decoded picture to boxes and vectors, one image after the other, and their recall
// of annotated phrases.
//   bench_regions PROJECT [--proposals learned|selective-search|grid] [--proposer FILE] [--backbone B] [--images 200]
#include "core/extraction/region_extractor.h"
#include "core/image/decode.h"
#include "core/project/entities.h"
#include "core/store/project_store.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

using namespace legenda;

namespace {

double share(const std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

base::Status measure(const std::filesystem::path& project, const features::Recipe& recipe, std::size_t most,
                     const project::Resources& resources) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, store->images("dev"));
    LEGENDA_TRY(phrases, project::Entities::read(*store, "dev"));
    LEGENDA_TRY(extractor, extraction::RegionExtractor::create(recipe, resources));
    std::vector<double> milliseconds;
    double mentions = 0, held = 0;
    for (const auto& image : *images) {
        if (milliseconds.size() == most) break;
        auto picture = image::networkPicture(image.file, recipe.longestSide);
        if (!picture) continue;
        const auto start = std::chrono::steady_clock::now();
        LEGENDA_TRY(regions, extractor->regions(*picture));
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        const auto& frame = regions->boxes.front();
        const auto drawn = phrases->phrases(image.id, frame.w, frame.h);
        for (std::size_t b = 0; b < drawn.boxes.size(); ++b) {
            const auto& s = drawn.boxes[b];
            const base::Box box{s.x * frame.w, s.y * frame.h, s.w * frame.w, s.h * frame.h};
            mentions += drawn.mentions[b];
            if (std::ranges::any_of(regions->boxes, [&](const auto& own) { return base::iou(own, box) >= 0.5; }))
                held += drawn.mentions[b];
        }
    }
    std::ranges::sort(milliseconds);
    if (milliseconds.empty()) return base::fail(base::ErrorCode::BadInput, "There is no dev image.");
    fmt::print("{} images, {}: median {:.1f} ms, 95 % {:.1f} ms; recall at IoU 0.5 {:.2f} % of {:.0f} mentions\n",
               milliseconds.size(), recipe.proposals, share(milliseconds, 0.5), share(milliseconds, 0.95),
               mentions > 0 ? 100 * held / mentions : 0, mentions);
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("the time and the recall of the regions of an image");
    std::string project;
    features::Recipe recipe;
    recipe.backbone = std::string("efficientnet-lite2");
    std::size_t images = 200;
    app.add_option("PROJECT", project)->required();
    app.add_option("--proposals", recipe.proposals);
    app.add_option("--proposer", recipe.proposer);
    app.add_option("--backbone", recipe.backbone);
    app.add_option("--frame-size", recipe.frameSize);
    app.add_option("--images", images);
    CLI11_PARSE(app, argc, argv);
    const project::Resources resources{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    if (const auto done = measure(project, recipe, images, resources); !done) {
        fmt::print(stderr, "{}\n", done.error().message);
        return 1;
    }
    return 0;
}
