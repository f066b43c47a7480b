// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace legenda::trainers {

// The derivatives of one time of an LSTM on the processor, all tensors contiguous and of one floating type. Of `alive`
// sentences: gates [alive, 4H] after their activations, in the order input, forget, output, candidate; squashed = tanh
// of the cells [alive, H]; byState [alive, H]; cellsBefore [alive, H], undefined at the first time. byCell [alive, H]:
// in, the gradient by the cells from the time after (zero for sentences that end here); out, the gradient by the cells
// of the time before. byDriving [alive, 4H] is filled with the gradient by the gates' pre-activations.
void lstmBackward(const at::Tensor& gates, const at::Tensor& squashed, const at::Tensor& byState,
                  const at::Tensor& cellsBefore, const at::Tensor& byCell, const at::Tensor& byDriving);

}  // namespace legenda::trainers
