// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/rnn_impl.h"

#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::train {

struct RnnGradients {
    double loss = 0;
    std::vector<at::Tensor> by;  // in the order of Rnn::named()
};

// The mean over the tokens of (1 - smoothing) times the cross entropy with the targets plus smoothing times that with
// the even distribution, and its gradients, without autograd: what each time step needs of the next one is one product,
// all others are products over all tokens. For networks without attention, on the CPU; the weights may want gradients.
RnnGradients rnnGradients(const model::Rnn& rnn, const at::Tensor& images, const model::PackedBatch& batch,
                          const model::RnnDropout& dropout, double smoothing);

}  // namespace legenda::train
