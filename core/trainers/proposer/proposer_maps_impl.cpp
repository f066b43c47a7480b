// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/proposer/proposer_maps_impl.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <span>
#include <vector>

namespace legenda::trainers {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

constexpr std::size_t kHeader = 4096;           // the key, filled up; records begin at a page
constexpr std::uintmax_t kSpare = 500'000'000;  // bytes that are left on the disk
constexpr std::int64_t kCoarsest = 32;          // pixels a place of the coarsest map
constexpr std::size_t kPicturesAtOnce = 8;      // a cancel is heard between them

std::size_t valuesOf(const ProposerMaps::Shape& shape) {
    return static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
}

void mirror(std::uint8_t* rgb, int side) {
    const auto row = static_cast<std::size_t>(side) * 3;
    for (std::size_t y = 0; y < static_cast<std::size_t>(side); ++y)
        for (std::size_t l = 0, r = static_cast<std::size_t>(side) - 1; l < r; ++l, --r)
            for (std::size_t c = 0; c < 3; ++c) std::swap(rgb[y * row + l * 3 + c], rgb[y * row + r * 3 + c]);
}

// The maps of pictures, one after the other, into a file that takes its name when it is whole.
class Writer {
 public:
    struct View {
        std::size_t number;  // in the PixelSource
        bool mirrored;
    };

    Writer(const BoxData& data, const ProposerNetwork& network, int side)
        : data_(data), network_(network), side_(side), bytes_(static_cast<std::size_t>(side) * side * 3) {}

    // Of each level [N, c, h, w].
    base::Result<std::vector<at::Tensor>> read(std::span<const View> views) {
        std::vector<std::uint8_t> rgb(views.size() * bytes_);
        std::vector<base::Status> reads(views.size());
#pragma omp parallel for schedule(dynamic)
        for (std::size_t n = 0; n < views.size(); ++n) {
            std::uint8_t* const own = rgb.data() + n * bytes_;
            reads[n] = data_.pixels->read(views[n].number, own);
            if (reads[n] && views[n].mirrored) mirror(own, side_);
        }
        for (auto& got : reads)
            if (!got) return pass(got);
        auto maps = network_.net.pyramid(rgb.data(), static_cast<int>(views.size()), side_, side_);
        if (maps.size() != 4)
            return fail(ErrorCode::BadInput,
                        fmt::format("The network {} does not show its maps: a proposer needs one of the "
                                    "EfficientNet-Lite family.",
                                    network_.name));
        maps.pop_back();
        return maps;
    }

    base::Status write(const std::string& key, std::size_t values, bool mirroredToo, const base::JobContext& context) {
        std::vector<View> views;
        for (const auto& picture : data_.train) {
            views.push_back({picture.number, false});
            if (mirroredToo) views.push_back({picture.number, true});
        }
        for (const auto& picture : data_.dev) views.push_back({picture.number, false});
        const std::uintmax_t bytes = kHeader + views.size() * values * sizeof(std::uint16_t);
        std::error_code ignored;
        fs::create_directories(network_.scratch.parent_path(), ignored);
        const auto room = fs::space(network_.scratch.parent_path(), ignored).available;
        if (!ignored && room < bytes + kSpare)
            return fail(ErrorCode::Io, fmt::format("{}: the maps of all pictures take {} MB, {} MB are free.",
                                                   network_.scratch.string(), bytes / 1'000'000, room / 1'000'000));
        auto part = network_.scratch;
        part += ".part";
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        std::string header = key;
        header.resize(kHeader, ' ');
        out.write(header.data(), static_cast<std::streamsize>(header.size()));
        base::Status status;
        for (std::size_t done = 0; status && done < views.size(); done += kPicturesAtOnce) {
            const auto block = std::span(views).subspan(done, std::min(kPicturesAtOnce, views.size() - done));
            status = append(out, block, context);
            if (status && !out) status = fail(ErrorCode::Io, fmt::format("{} cannot be written.", part.string()));
            context.report({"looking at pictures",
                            static_cast<std::int64_t>(done + block.size()),
                            static_cast<std::int64_t>(views.size()),
                            {}});
        }
        out.close();
        if (status && !out) status = fail(ErrorCode::Io, fmt::format("{} cannot be written.", part.string()));
        if (status) fs::rename(part, network_.scratch, ignored);
        if (!status || ignored) fs::remove(part, ignored);
        return status;
    }

 private:
    base::Status append(std::ofstream& out, std::span<const View> views, const base::JobContext& context) {
        if (context.stopped()) return base::JobContext::cancelled();
        auto maps = read(views);
        if (!maps) return pass(maps);
        for (auto& level : *maps) level = level.to(at::kHalf).to(at::kCPU).contiguous();
        for (std::size_t n = 0; n < views.size(); ++n)
            for (const auto& level : *maps) {
                const auto own = level[static_cast<std::int64_t>(n)];
                out.write(static_cast<const char*>(own.data_ptr()),
                          static_cast<std::streamsize>(own.numel() * sizeof(std::uint16_t)));
            }
        return {};
    }

    const BoxData& data_;
    const ProposerNetwork& network_;
    int side_;
    std::size_t bytes_;  // of a picture's pixels
};

std::string keyOf(const ProposerOptions& options, const BoxData& data, const ProposerNetwork& network) {
    std::string pictures;
    for (const auto* split : {&data.train, &data.dev}) {
        for (const auto& picture : *split) pictures += fmt::format("{} ", picture.number);
        pictures += "\n";
    }
    return fmt::format("LEGENDA-MAPS-1 {} {} {} {} {}", network.net.hash(), options.inputSize, options.mirror,
                       data.splitHash, base::sha256(pictures));
}

}  // namespace

base::Result<ProposerMaps> ProposerMaps::make(const ProposerOptions& options, const BoxData& data,
                                              const ProposerNetwork& network, const base::JobContext& context) {
    if (options.inputSize % kCoarsest != 0)
        return fail(ErrorCode::Usage,
                    fmt::format("inputSize must be a multiple of {}, found {}.", kCoarsest, options.inputSize));
    if (data.pixels->side() != options.inputSize)
        return fail(ErrorCode::BadInput, fmt::format("The pictures are {} pixels wide, the proposer reads {}.",
                                                     data.pixels->side(), options.inputSize));
    Writer writer(data, network, options.inputSize);
    const Writer::View some{data.train.front().number, false};
    auto first = writer.read({&some, 1});
    if (!first) return pass(first);
    ProposerMaps maps;
    for (std::size_t l = 0; l < maps.shapes_.size(); ++l) {
        const auto& map = (*first)[l];
        maps.shapes_[l] = {map.size(1), map.size(2), map.size(3)};
        maps.values_ += valuesOf(maps.shapes_[l]);
    }
    maps.views_ = options.mirror ? 2 : 1;
    maps.trained_ = data.train.size();
    const auto key = keyOf(options, data, network);
    const std::size_t records = data.train.size() * maps.views_ + data.dev.size();
    const std::size_t bytes = kHeader + records * maps.values_ * sizeof(std::uint16_t);
    const auto fits = [&](const features::MappedFile& file) {
        return file.size() == bytes && std::memcmp(file.data(), key.data(), key.size()) == 0;
    };
    std::error_code ignored;
    if (fs::exists(network.scratch, ignored))
        if (auto old = features::MappedFile::open(network.scratch); old && fits(*old)) {
            maps.file_ = std::move(*old);
            return maps;
        }
    if (auto written = writer.write(key, maps.values_, options.mirror, context); !written) return pass(written);
    auto file = features::MappedFile::open(network.scratch);
    if (!file) return pass(file);
    if (!fits(*file)) return fail(ErrorCode::Io, fmt::format("{} was not written whole.", network.scratch.string()));
    maps.file_ = std::move(*file);
    return maps;
}

ProposerMaps::Levels ProposerMaps::train(std::span<const View> views) const {
    std::vector<std::size_t> records;
    for (const auto& view : views) records.push_back(view.picture * views_ + (view.mirrored ? 1 : 0));
    return gather(records);
}

ProposerMaps::Levels ProposerMaps::dev(std::size_t first, std::size_t count) const {
    std::vector<std::size_t> records;
    for (std::size_t k = 0; k < count; ++k) records.push_back(trained_ * views_ + first + k);
    return gather(records);
}

ProposerMaps::Levels ProposerMaps::gather(const std::vector<std::size_t>& records) const {
    Levels levels;
    std::size_t offset = 0;
    for (std::size_t l = 0; l < shapes_.size(); ++l) {
        const auto& [channels, rows, columns] = shapes_[l];
        const std::size_t own = valuesOf(shapes_[l]) * sizeof(std::uint16_t);
        auto half = at::empty({static_cast<std::int64_t>(records.size()), channels, rows, columns}, at::kHalf);
        auto* to = static_cast<std::uint8_t*>(half.data_ptr());
        for (std::size_t n = 0; n < records.size(); ++n)
            std::memcpy(to + n * own, file_.data() + kHeader + records[n] * values_ * sizeof(std::uint16_t) + offset,
                        own);
        levels[l] = half;
        offset += own;
    }
    return levels;
}

}  // namespace legenda::trainers
