// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace legenda::trainers {

// Options of AdamW with an exponential moving average (EMA) of the weights (core/trainers/optim/adamw_impl.h).
struct AdamWOptions {
    double first = 0.9, second = 0.999;  // decays of the moments
    double epsilon = 1e-8;
    double weightDecay = 0.01;
    double clip = 2;
    double averaging = 0.998;  // 0: the average is the weights

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(weightDecay, {"weightDecay", "decoupled weight decay of matrices, not of biases", 0, 1});
        visit(clip, {"clip", "gradient clipping: maximum norm over all weights", 1e-6, 1e6, {}, true});
        visit(averaging, {"averaging",
                          "EMA decay of the weights; the average is what is evaluated and stored",
                          0,
                          0.99999,
                          {},
                          true});
    }
};

}  // namespace legenda::trainers
