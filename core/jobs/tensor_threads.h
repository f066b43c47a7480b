// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace legenda::jobs {

// The number of tensor threads of the calling thread (LibTorch starts with one); 0: all cores.
void setTensorThreads(int count);

}  // namespace legenda::jobs
