// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/lstm_kernels_impl.h"

#include <ATen/Dispatch.h>

namespace legenda::trainers {

namespace {

template <class T>
void ofSentence(const T* gates, const T* squashed, const T* byState, const T* before, T* byCell, T* by,
                std::int64_t hidden) {
    const T *input = gates, *forget = gates + hidden, *output = gates + 2 * hidden, *candidate = gates + 3 * hidden;
    T *byInput = by, *byForget = by + hidden, *byOutput = by + 2 * hidden, *byCandidate = by + 3 * hidden;
#pragma omp simd
    for (std::int64_t i = 0; i < hidden; ++i) {
        const T own = byState[i] * output[i] * (1 - squashed[i] * squashed[i]) + byCell[i];
        byInput[i] = own * candidate[i] * input[i] * (1 - input[i]);
        byForget[i] = before ? own * before[i] * forget[i] * (1 - forget[i]) : T(0);
        byOutput[i] = byState[i] * squashed[i] * output[i] * (1 - output[i]);
        byCandidate[i] = own * input[i] * (1 - candidate[i] * candidate[i]);
        byCell[i] = own * forget[i];
    }
}

template <class T>
void ofSentences(std::int64_t alive, std::int64_t hidden, const T* gates, const T* squashed, const T* byState,
                 const T* before, T* byCell, T* by) {
#pragma omp parallel for
    for (std::int64_t row = 0; row < alive; ++row)
        ofSentence(gates + row * 4 * hidden, squashed + row * hidden, byState + row * hidden,
                   before ? before + row * hidden : nullptr, byCell + row * hidden, by + row * 4 * hidden, hidden);
}

}  // namespace

void lstmBackward(const at::Tensor& gates, const at::Tensor& squashed, const at::Tensor& byState,
                  const at::Tensor& cellsBefore, const at::Tensor& byCell, const at::Tensor& byDriving) {
    AT_DISPATCH_FLOATING_TYPES(gates.scalar_type(), "lstmBackward", [&] {
        ofSentences<scalar_t>(squashed.size(0), squashed.size(1), gates.data_ptr<scalar_t>(),
                              squashed.data_ptr<scalar_t>(), byState.data_ptr<scalar_t>(),
                              cellsBefore.defined() ? cellsBefore.data_ptr<scalar_t>() : nullptr,
                              byCell.data_ptr<scalar_t>(), byDriving.data_ptr<scalar_t>());
    });
}

}  // namespace legenda::trainers
