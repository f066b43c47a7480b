// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace legenda::model {

// A loaded convolutional network for inference. Owned by one worker; not thread-safe.
class LoadedBackbone {
 public:
    virtual ~LoadedBackbone() = default;
    virtual int dimension() const = 0;             // D
    virtual bool hasMap() const { return true; }   // false: it gives vectors, as maps of 1 x 1; boxes cannot be pooled
    virtual bool hasHead() const { return true; }  // whether classify() gives logits
    // [N, H, W, 3] uint8 RGB pixels -> last map before pooling [N, D, h, w], float32 contiguous.
    virtual at::Tensor map(const std::uint8_t* rgb, int count, int height, int width) = 0;
    // The same pass, with the maps at strides 8, 16 and 32 that lead to it: [N, C, h, w] each, the last map of map()
    // behind them. Empty where the network's layers are not known.
    virtual std::vector<at::Tensor> pyramid(const std::uint8_t* rgb, int count, int height, int width);
    // [N, D] -> [N, classes] logits of the network's own classifier head (ranks proposals); undefined without a head.
    virtual at::Tensor classify(const at::Tensor& vectors) = 0;
    const std::string& hash() const { return hash_; }  // SHA-256 of the weights file

 protected:
    std::string hash_;
};

// Of the channels and repeats of an EfficientNet-Lite's blocks; zero for other families.
struct Multipliers {
    double width = 0, depth = 0;
};

// One architecture. A backbone is one file in backbones/: it defines `BackbonePtr make_<stem>()`.
class Backbone {
 public:
    virtual ~Backbone() = default;
    virtual std::string name() const = 0;         // "efficientnet-lite0"
    virtual std::string weightsFile() const = 0;  // file name below resources/pretrained
    virtual Multipliers multipliers() const { return {}; }
    // device: "cpu", "cuda", "cuda:1", as resolveDevice() gives it; maps and logits lie on it.
    virtual base::Result<std::unique_ptr<LoadedBackbone>> load(const std::filesystem::path& weights,
                                                               const std::string& device = "cpu") const = 0;
};
using BackbonePtr = std::unique_ptr<Backbone>;

std::vector<BackbonePtr> backbones();  // generated: one entry per file in backbones/
// The architecture of a weights file, by its metadata; BadInput where the file names none that there is.
base::Result<BackbonePtr> backboneOf(const std::filesystem::path& weights);

}  // namespace legenda::model
