// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/features/mapped_file.h"
#include "core/trainers/proposer_trainer.h"

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// The feature maps of all pictures of a training in one file, so that an epoch computes the proposer's own layers
// alone.
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
    // [N, c, h, w] of strides 8, 16, 32, float16 on the CPU.
    using Levels = std::array<at::Tensor, 3>;
    Levels train(std::span<const View> views) const;
    Levels dev(std::size_t first, std::size_t count) const;

 private:
    Levels gather(const std::vector<std::size_t>& records) const;

    std::array<Shape, 3> shapes_{};
    std::size_t views_ = 1;    // of each training picture
    std::size_t trained_ = 0;  // training pictures
    std::size_t values_ = 0;   // of one record
    features::MappedFile file_;
};

}  // namespace legenda::trainers
