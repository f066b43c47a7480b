// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"

#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

struct RnnGradients {
    double loss = 0;
    std::vector<at::Tensor> by;  // in the order of Rnn::named()
};

// The sum over the tokens of a weight times ((1 - smoothing) times the cross entropy with the target plus smoothing
// times that with the even distribution).
struct TokenLoss {
    double smoothing = 0;
    at::Tensor weights{};  // [tokens]; undefined: the mean
};

// The loss and its gradients without autograd: each time step needs one product with the next step's gradient (two with
// attention); all others are products over all tokens. On the CPU; the weights may require gradients.
RnnGradients rnnGradients(const model::Rnn& rnn, const model::RnnInput& input, const model::PackedBatch& batch,
                          const model::RnnDropout& dropout, const TokenLoss& loss);

}  // namespace legenda::trainers
