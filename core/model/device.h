// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>

namespace legenda::model {

// "cpu", "cuda" or "cuda:N" (and "auto": the first that works) -> a name at::Device accepts. Unsupported when this
// build or machine has no CUDA; Usage for any other text. Any thread; the first call for a graphics card loads
// LibTorch's CUDA part, which takes seconds.
base::Result<std::string> resolveDevice(const std::string& device);

}  // namespace legenda::model
