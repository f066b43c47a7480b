// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace legenda::model {

// One place of a text that a network is made to say.
struct ForcedStep {
    double logProb = 0;                        // of the given word
    std::vector<std::pair<int, double>> best;  // the most probable words here with their log-probabilities
    std::vector<float> attention;              // weight of each region; empty without attention
};

// The words of one item, END (number 0) behind them: a step for each. Of several networks the mean of their
// probabilities and, of those that attend, of their attention. inputs: of each network, one item. most: words in
// `best`.
std::vector<ForcedStep> forcedSteps(const std::vector<const Rnn*>& networks, const std::vector<RnnInput>& inputs,
                                    const std::vector<int>& words, std::int64_t most);

}  // namespace legenda::model
