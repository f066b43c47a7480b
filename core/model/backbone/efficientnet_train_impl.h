// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone/efficientnet_layout_impl.h"

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::model {

// An EfficientNet-Lite that can be trained: convolutions and the biases of their batch norms, whose statistics and
// scales stay as they are. The stem and the first blocks are frozen. The gradient is computed without autograd: a chain
// of convolutions needs only its own inputs, half the memory that autograd takes. A copy shares the frozen tensors and
// has trained ones of its own. All tensors are on one device.
class TrainableEfficientNet {
 public:
    // frozenBlocks: 0 freezes the stem alone. device: as at::Device takes it. plain: the operators that every device
    // has, on the CPU too, where kernels of its own are faster. BadInput: no such file, an architecture that is not in
    // this family, fewer blocks.
    static base::Result<TrainableEfficientNet> load(const std::filesystem::path& weights, int frozenBlocks,
                                                    const std::string& device = "cpu", bool plain = false);

    const std::string& hash() const { return hash_; }  // of the file it started from
    const std::string& name() const { return name_; }  // of the architecture
    int blocks() const { return static_cast<int>(net_.blocks.size()); }
    TrainableEfficientNet copy() const;

    using Named = std::vector<std::pair<std::string, at::Tensor*>>;
    Named named();                    // the trained tensors, named as in the file
    std::vector<int> depths() const;  // of each of them: blocks between it and the output
    void refold();                    // to be called after they have changed

    // [N, H, W, 3] pixels from 0 to 255, of any device -> [N, C, h, w], the map that the first trained block reads.
    at::Tensor frozenPart(const at::Tensor& pixels) const;

    // The inputs of the layers that one forward() keeps for backward().
    struct Tape {
        std::vector<at::Tensor> inputs;  // of each trained convolution
        at::Tensor output;
    };
    // -> [N, D, h, w], as LoadedBackbone::map(). No autograd: the result has no history.
    at::Tensor forward(const at::Tensor& frozen, Tape* tape = nullptr) const;
    // Adds the gradients of sum(output * dOutput) to those of named(), in its order; an empty vector becomes one of
    // zeros. Empties the tape.
    void backward(Tape& tape, at::Tensor dOutput, std::vector<at::Tensor>& gradients) const;

    // An ordinary weights file: every tensor that is not trained, the classifier included, is that of the file it came
    // from byte for byte, the others are float16.
    TensorFile file() const;

 private:
    struct Layer {
        ConvSpec spec;
        at::Tensor weight, bias;  // as in the file; contiguous, since the optimiser works on plain memory
        at::Tensor scale, shift;  // of the frozen batch norm: y = scale conv(x) + shift + bias
        // [rows asymmetric][columns asymmetric]: with a row and column of zeros in front, see samePadding().
        std::array<std::array<at::Tensor, 2>, 2> folded;
        at::Tensor foldedBias;
        bool plain = false;

        void refold();
        at::Tensor apply(const at::Tensor& x) const;
        // Gradients by weight and bias, and by the input where it is wanted; dy is overwritten.
        std::array<at::Tensor, 3> gradient(const at::Tensor& x, const at::Tensor& dy, bool wantInput) const;
    };

    at::Tensor block(const Architecture::Block& block, const at::Tensor& x, Tape* tape) const;
    std::size_t firstTrained() const;  // convolution

    Architecture net_;
    std::vector<Layer> layers_;
    std::size_t frozenBlocks_ = 0;
    std::string hash_, name_;
    TensorFile parent_;  // the file that it was loaded from
};

}  // namespace legenda::model
