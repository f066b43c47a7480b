// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/proposer/proposer_maps_impl.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <numeric>
#include <span>
#include <vector>

namespace legenda::trainers {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

constexpr std::size_t kHeader = 4096;   // the key, filled up; records begin at a page
constexpr double kSpare = 5e8;          // bytes that are left on the disk, or half of what is free where that is less
constexpr std::int64_t kCoarsest = 32;  // pixels a place of the coarsest map
constexpr std::size_t kPicturesAtOnce = 8;  // a cancel is heard between them

std::size_t valuesOf(const ProposerMaps::Shape& shape) {
    return static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
}

void mirror(std::uint8_t* rgb, int side) {
    const auto row = static_cast<std::size_t>(side) * 3;
    for (std::size_t y = 0; y < static_cast<std::size_t>(side); ++y)
        for (std::size_t l = 0, r = static_cast<std::size_t>(side) - 1; l < r; ++l, --r)
            for (std::size_t c = 0; c < 3; ++c) std::swap(rgb[y * row + l * 3 + c], rgb[y * row + r * 3 + c]);
}

std::string keyOf(const ProposerOptions& options, const BoxData& data, const ProposerNetwork& network) {
    std::string pictures;
    for (const auto* split : {&data.train, &data.dev}) {
        for (const auto& picture : *split) pictures += fmt::format("{} ", picture.number);
        pictures += "\n";
    }
    return fmt::format("LEGENDA-MAPS-2 {} {} {} {} {}", network.net.hash(), options.inputSize, options.mirror,
                       data.splitHash, base::sha256(pictures));
}

// Records that may be written below a folder.
std::size_t roomFor(double gigabytes, std::size_t bytes, const fs::path& folder) {
    std::error_code failure;
    const auto free = static_cast<double>(fs::space(folder, failure).available);
    const double own = failure ? 0 : free - std::min(kSpare, free / 2);
    return static_cast<std::size_t>(std::min(gigabytes * 1e9, own) / static_cast<double>(bytes));
}

}  // namespace

base::Result<std::vector<at::Tensor>> PictureMaps::read(std::span<const View> views) const {
    const auto bytes = static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_) * 3;
    std::vector<std::uint8_t> rgb(views.size() * bytes);
    std::vector<base::Status> reads(views.size());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t n = 0; n < views.size(); ++n) {
        std::uint8_t* const own = rgb.data() + n * bytes;
        reads[n] = data_->pixels->read(views[n].number, own);
        if (reads[n] && views[n].mirrored) mirror(own, side_);
    }
    for (auto& got : reads)
        if (!got) return pass(got);
    auto maps = net_->pyramid(rgb.data(), static_cast<int>(views.size()), side_, side_);
    if (maps.size() != 4)
        return fail(ErrorCode::BadInput, fmt::format("The network {} does not show its maps: a proposer needs one of "
                                                     "the EfficientNet-Lite family.",
                                                     name_));
    maps.pop_back();
    for (auto& level : maps) level = level.to(at::kHalf).to(at::kCPU).contiguous();
    return maps;
}

base::Result<ProposerMaps> ProposerMaps::make(const ProposerOptions& options, const BoxData& data,
                                              const ProposerNetwork& network, const base::JobContext& context) {
    if (options.inputSize % kCoarsest != 0)
        return fail(ErrorCode::Usage,
                    fmt::format("inputSize must be a multiple of {}, found {}.", kCoarsest, options.inputSize));
    if (data.pixels->side() != options.inputSize)
        return fail(ErrorCode::BadInput, fmt::format("The pictures are {} pixels wide, the proposer reads {}.",
                                                     data.pixels->side(), options.inputSize));
    ProposerMaps maps(data, {data, network, options.inputSize});
    const PictureMaps::View some{data.train.front().number, false};
    auto first = maps.pictures_.read({&some, 1});
    if (!first) return pass(first);
    for (std::size_t l = 0; l < maps.shapes_.size(); ++l) {
        const auto& map = (*first)[l];
        maps.shapes_[l] = {map.size(1), map.size(2), map.size(3)};
        maps.values_ += valuesOf(maps.shapes_[l]);
    }
    maps.views_ = options.mirror ? 2 : 1;
    const auto key = keyOf(options, data, network);
    const std::size_t bytes = maps.values_ * sizeof(std::uint16_t);
    // A file of fewer records is that of a disk that was fuller.
    const auto take = [&](features::MappedFile file) {
        if (file.size() <= kHeader || (file.size() - kHeader) % bytes != 0) return false;
        const auto held = (file.size() - kHeader) / bytes;
        if (held > maps.records() || std::memcmp(file.data(), key.data(), key.size()) != 0) return false;
        maps.stored_ = held;
        maps.file_ = std::move(file);
        return true;
    };
    std::error_code ignored;
    if (fs::exists(network.scratch, ignored))
        if (auto old = features::MappedFile::open(network.scratch); old && take(std::move(*old))) return maps;
    fs::remove(network.scratch, ignored);
    fs::create_directories(network.scratch.parent_path(), ignored);
    maps.stored_ = std::min(maps.records(), roomFor(options.mapsOnDisk, bytes, network.scratch.parent_path()));
    if (maps.stored_ < maps.records())
        context.say(
            fmt::format("The feature maps of {} of {} views of the pictures are kept on the disk, the others "
                        "are computed anew in every epoch.",
                        maps.stored_, maps.records()));
    if (maps.stored_ == 0) return maps;
    if (auto written = maps.write(network.scratch, key, context); !written) return pass(written);
    auto file = features::MappedFile::open(network.scratch);
    if (!file) return pass(file);
    if (!take(std::move(*file)))
        return fail(ErrorCode::Io, fmt::format("{} was not written whole.", network.scratch.string()));
    return maps;
}

PictureMaps::View ProposerMaps::viewOf(std::size_t record) const {
    const std::size_t devs = data_->dev.size();
    if (record < devs) return {data_->dev[record].number, false};
    return {data_->train[(record - devs) / views_].number, (record - devs) % views_ == 1};
}

// Into a file that takes its name when it is whole.
base::Status ProposerMaps::write(const fs::path& scratch, const std::string& key,
                                 const base::JobContext& context) const {
    auto part = scratch;
    part += ".part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    std::string header = key;
    header.resize(kHeader, ' ');
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    base::Status status;
    for (std::size_t done = 0; status && done < stored_; done += kPicturesAtOnce) {
        std::vector<PictureMaps::View> views;
        for (std::size_t n = done; n < std::min(done + kPicturesAtOnce, stored_); ++n) views.push_back(viewOf(n));
        auto maps = context.stopped() ? base::JobContext::cancelled() : pictures_.read(views);
        if (!maps) {
            status = pass(maps);
            break;
        }
        for (std::size_t n = 0; n < views.size(); ++n)
            for (const auto& level : *maps) {
                const auto own = level[static_cast<std::int64_t>(n)];
                out.write(static_cast<const char*>(own.data_ptr()),
                          static_cast<std::streamsize>(own.numel() * sizeof(std::uint16_t)));
            }
        if (!out) status = fail(ErrorCode::Io, fmt::format("{} cannot be written.", part.string()));
        context.report({"looking at pictures",
                        static_cast<std::int64_t>(done + views.size()),
                        static_cast<std::int64_t>(stored_),
                        {}});
    }
    out.close();
    if (status && !out) status = fail(ErrorCode::Io, fmt::format("{} cannot be written.", part.string()));
    std::error_code ignored;
    if (status) fs::rename(part, scratch, ignored);
    if (!status || ignored) fs::remove(part, ignored);
    return status;
}

ProposerMaps::Levels ProposerMaps::train(std::span<const View> views) const {
    std::vector<std::size_t> records;
    for (const auto& view : views)
        records.push_back(data_->dev.size() + view.picture * views_ + (view.mirrored ? 1 : 0));
    return gather(records);
}

ProposerMaps::Levels ProposerMaps::dev(std::size_t first, std::size_t count) const {
    std::vector<std::size_t> records(count);
    std::iota(records.begin(), records.end(), first);
    return gather(records);
}

ProposerMaps::Levels ProposerMaps::gather(const std::vector<std::size_t>& records) const {
    Levels levels;
    for (std::size_t l = 0; l < shapes_.size(); ++l) {
        const auto& [channels, rows, columns] = shapes_[l];
        levels[l] = at::empty({static_cast<std::int64_t>(records.size()), channels, rows, columns}, at::kHalf);
    }
    const auto put = [&](std::size_t n, std::size_t l, const void* from) {
        const std::size_t own = valuesOf(shapes_[l]) * sizeof(std::uint16_t);
        std::memcpy(static_cast<std::uint8_t*>(levels[l].data_ptr()) + n * own, from, own);
        return own;
    };
    std::vector<std::size_t> missing;  // places in `records`
    for (std::size_t n = 0; n < records.size(); ++n) {
        if (records[n] >= stored_) {
            missing.push_back(n);
            continue;
        }
        const auto* from = file_.data() + kHeader + records[n] * values_ * sizeof(std::uint16_t);
        for (std::size_t l = 0; l < levels.size(); ++l) from += put(n, l, from);
    }
    for (std::size_t first = 0; first < missing.size(); first += kPicturesAtOnce) {
        const auto block = std::span(missing).subspan(first, std::min(kPicturesAtOnce, missing.size() - first));
        std::vector<PictureMaps::View> views;
        for (const auto n : block) views.push_back(viewOf(records[n]));
        auto maps = pictures_.read(views);
        if (!maps) throw StepFailure(maps.error());
        for (std::size_t k = 0; k < block.size(); ++k)
            for (std::size_t l = 0; l < levels.size(); ++l)
                put(block[k], l, (*maps)[l][static_cast<std::int64_t>(k)].data_ptr());
    }
    return levels;
}

}  // namespace legenda::trainers
