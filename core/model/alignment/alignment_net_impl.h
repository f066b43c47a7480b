// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

// The network of an alignment model, of one architecture, as the Aligner uses it. Includes ATen: for .cpp files only.
namespace legenda::model {

class AlignmentNet {
 public:
    struct Lengths {
        std::int64_t words = 0;     // rows of the word table: Vocabulary::size()
        std::int64_t features = 0;  // D
        std::int64_t regions = 0;   // h
        std::int64_t frames = 0;    // g; 0: the score has no global image-sentence similarity
        std::int64_t units = 0;     // P
    };
    struct Sentences {
        at::Tensor s;  // [N, h] in reading order, sentence after sentence
        at::Tensor q;  // [L, g]
    };

    virtual ~AlignmentNet() = default;
    virtual Lengths lengths() const = 0;
    // v = A x + b + U u(x, p) for vectors x [R, D] and box geometry p [R, 4 or 5] (base::placesOf): [R, h].
    struct Map {
        at::Tensor A, b, U;  // [h, D], [h], [h, P]
    };
    virtual Map map() const = 0;
    virtual at::Tensor units(const at::Tensor& x, const at::Tensor& places) const = 0;     // u, [R, P]
    virtual at::Tensor frames(const at::Tensor& x) const = 0;                              // [K, D] -> [K, g]
    virtual Sentences sentences(std::span<const std::vector<int>> wordsOfEach) const = 0;  // none empty
};

// The network of an alignment checkpoint on `device`; BadInput for an unknown architecture and for tensors that do not
// fit.
base::Result<std::unique_ptr<AlignmentNet>> takeAlignmentNet(const std::string& architecture, const TensorFile& content,
                                                             const std::filesystem::path& file,
                                                             const at::Device& device);

}  // namespace legenda::model
