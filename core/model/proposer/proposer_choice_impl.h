// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/proposer.h"

#include <ATen/ATen.h>

#include <cstddef>

// Includes ATen: for .cpp files only.
namespace legenda::model {

// One picture's output [P, 5] of proposerOutput() over its anchors [P, 4]: the `count` boxes to keep beside the whole
// image, in the order chosen.
Proposals choose(const at::Tensor& output, const at::Tensor& anchors, std::size_t count);

}  // namespace legenda::model
