// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/pack_pixels.h"

#include "core/base/files.h"
#include "core/extraction/picture_pipeline.h"
#include "core/features/packed_pixels.h"
#include "core/image/resize.h"
#include "core/store/project_store.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace legenda::extraction {

base::Result<PixelsReport> packPixels(const PixelsOptions& options, const base::JobContext& context) {
    const auto started = std::chrono::steady_clock::now();
    LEGENDA_TRY(writable, base::checkWritable(options.file));
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, project->images(options.split));
    std::vector<std::filesystem::path> files;
    for (const auto& image : *images) files.push_back(image.file);
    features::Recipe decodeAlone;
    decodeAlone.regions = 0;
    decodeAlone.longestSide = options.longestSide;
    const int threads =
        options.threads > 0 ? options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    PicturePipeline pipeline(std::move(files), decodeAlone, threads);

    PixelsReport report;
    std::size_t next = 0;
    const auto put = [&](std::uint8_t* rgb) -> base::Result<std::optional<std::string>> {
        while (next < images->size()) {
            const auto& image = (*images)[next++];
            auto prepared = pipeline.take(context.stop);
            if (!prepared || context.stopped()) return base::JobContext::cancelled();
            context.report(
                {"packing pixels", static_cast<std::int64_t>(next), static_cast<std::int64_t>(images->size()), {}});
            if (!*prepared) {
                report.skipped.push_back(
                    {image.path, base::withoutPlace(prepared->error().message, image.file.string())});
                continue;
            }
            std::ranges::copy(image::resize((*prepared)->picture, options.side, options.side).rgb, rgb);
            return image.uuid;
        }
        return std::nullopt;
    };
    LEGENDA_TRY(written, features::writePackedPixels(options.file, options.side, put));
    report.images = static_cast<std::int64_t>(*written);
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

}  // namespace legenda::extraction
