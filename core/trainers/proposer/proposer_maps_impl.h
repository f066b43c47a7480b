// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/features/mapped_file.h"
#include "core/trainers/proposer_trainer.h"

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Computes the feature maps of pictures.
class PictureMaps {
 public:
    struct View {
        std::size_t number;  // in the PixelSource
        bool mirrored;
    };
    PictureMaps(const BoxData& data, const ProposerNetwork& network, int side)
        : data_(&data), net_(&network.net), name_(network.name), side_(side) {}
    // Of each level [N, c, h, w] of strides 8, 16, 32, float16 on the CPU.
    base::Result<std::vector<at::Tensor>> read(std::span<const View> views) const;

 private:
    const BoxData* data_;
    model::LoadedBackbone* net_;
    std::string name_;
    int side_;
};

// The feature maps of all pictures of a training: in one file as far as it may grow, so that an epoch computes the
// proposer's own layers alone, those of the other training pictures when they are asked for. `data` and the network
// outlive it.
class ProposerMaps {
 public:
    // Reads `network.scratch` where it was made of the same pictures by the same network, else makes it.
    static base::Result<ProposerMaps> make(const ProposerOptions& options, const BoxData& data,
                                           const ProposerNetwork& network, const base::JobContext& context);

    using Shape = std::array<std::int64_t, 3>;  // channels, rows, columns
    const std::array<Shape, 3>& shapes() const { return shapes_; }

    struct View {
        std::size_t picture;  // of the training split, or of dev
        bool mirrored = false;
    };
    // [N, c, h, w] of strides 8, 16, 32, float16 on the CPU. Throw StepFailure where a picture cannot be read.
    using Levels = std::array<at::Tensor, 3>;
    Levels train(std::span<const View> views) const;
    Levels dev(std::size_t first, std::size_t count) const;

 private:
    ProposerMaps(const BoxData& data, PictureMaps pictures) : data_(&data), pictures_(std::move(pictures)) {}
    // Records: the dev pictures, which every evaluation reads, then the views of each training picture.
    std::size_t records() const { return data_->dev.size() + data_->train.size() * views_; }
    PictureMaps::View viewOf(std::size_t record) const;
    base::Status write(const std::filesystem::path& scratch, const std::string& key,
                       const base::JobContext& context) const;
    Levels gather(const std::vector<std::size_t>& records) const;

    const BoxData* data_;
    PictureMaps pictures_;
    std::array<Shape, 3> shapes_{};
    std::size_t views_ = 1;   // of each training picture
    std::size_t values_ = 0;  // of one record
    std::size_t stored_ = 0;  // records in the file: the first ones
    features::MappedFile file_;
};

}  // namespace legenda::trainers
