// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/model/checkpoint_info.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

namespace at {
class Tensor;
}

namespace legenda::model {

// Boxes with their objectness: the fraction of mentions, 0 to 1, that the proposer expects each of them to cover.
// Overlapping boxes cover the same mentions.
struct Proposals {
    std::vector<base::Box> boxes;  // relative to the image's size, inside it
    std::vector<float> scores;
};

// A trained region proposer over the maps of one backbone (LoadedBackbone::pyramid()). Not thread-safe.
class Proposer {
 public:
    // device: that of the maps, as resolveDevice() gives it. BadInput: no proposer's checkpoint.
    static base::Result<Proposer> load(const std::filesystem::path& file, const std::string& device = "cpu");
    Proposer(Proposer&&) noexcept;
    Proposer& operator=(Proposer&&) noexcept;
    ~Proposer();

    // parents["backbone"] is the hash of the only backbone it fits; recipe.inputSize is the side of the square picture.
    const CheckpointInfo& info() const;
    // Of each of the N pictures: the best `count` beside the whole image, best first.
    std::vector<Proposals> propose(const std::vector<at::Tensor>& pyramid, std::size_t count) const;

 private:
    struct Impl;
    explicit Proposer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::model
