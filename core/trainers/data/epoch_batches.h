// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace legenda::trainers {

// The batches of one epoch, drawn once when its first step is asked for. A trainer asks step by step; after a resume
// its first question may be for any step.
template <class Batch>
class EpochBatches {
 public:
    // draw(epoch): all batches of the epoch, in order.
    template <class Draw>
    const std::vector<Batch>& of(int epoch, Draw&& draw) {
        if (epoch_ != epoch) {
            batches_ = draw(epoch);
            epoch_ = epoch;
        }
        return batches_;
    }

 private:
    int epoch_ = -1;
    std::vector<Batch> batches_;
};

}  // namespace legenda::trainers
