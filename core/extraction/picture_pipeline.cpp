// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/picture_pipeline.h"

#include "core/base/file_hashes.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/extraction/region_extractor.h"
#include "core/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace legenda::extraction {

namespace {

// The memory that waiting pictures may take: a folder of 100-megapixel photographs must not exhaust it.
constexpr std::size_t kMostReadyBytes = 300'000'000;

base::Result<PreparedImage> prepare(const std::filesystem::path& file, const features::Recipe& recipe) try {
    const std::string stamp = base::fileStamp(file);
    LEGENDA_TRY(bytes, base::readFile(file));
    const std::string hash = base::sha256(*bytes);
    LEGENDA_TRY(picture, image::networkPicture(std::move(*bytes), file, recipe.longestSide));
    auto candidates = RegionExtractor::propose(recipe, *picture);
    return PreparedImage{std::move(*picture), hash, stamp, std::move(candidates)};
} catch (const std::exception& problem) {
    // On a thread of its own, where one image's exception must not end the program.
    return base::fail(base::ErrorCode::Internal, fmt::format("{}: regions cannot be proposed.", file.string()),
                      problem.what());
}

}  // namespace

PicturePipeline::PicturePipeline(std::vector<std::filesystem::path> files, features::Recipe recipe, int threads)
    : files_(std::move(files)),
      recipe_(std::move(recipe)),
      ahead_(static_cast<std::size_t>(std::max(1, threads)) * 2 + 2) {
    const auto count = std::min(static_cast<std::size_t>(std::max(1, threads)), files_.size());
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this](std::stop_token over) { work(over); });
}

PicturePipeline::~PicturePipeline() {
    for (auto& thread : threads_) thread.request_stop();
}

void PicturePipeline::work(std::stop_token over) {
    while (true) {
        std::size_t index = 0;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, over, [this] {
                return next_ >= files_.size() || next_ == taken_ ||
                       (next_ < taken_ + ahead_ && readyBytes_ < kMostReadyBytes);
            });
            if (over.stop_requested() || next_ >= files_.size()) return;
            index = next_++;
        }
        auto image = prepare(files_[index], recipe_);
        const std::scoped_lock lock(mutex_);
        if (image) readyBytes_ += image->picture.rgb.size();
        ready_.emplace(index, std::move(image));
        changed_.notify_all();
    }
}

std::optional<base::Result<PreparedImage>> PicturePipeline::take(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return ready_.contains(taken_); }) || stop.stop_requested())
        return std::nullopt;
    auto image = std::move(ready_.extract(taken_).mapped());
    if (image) readyBytes_ -= image->picture.rgb.size();
    ++taken_;
    changed_.notify_all();
    return image;
}

}  // namespace legenda::extraction
