// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/next_batch_impl.h"

#include <ATen/Parallel.h>
#include <omp.h>

#include <algorithm>

namespace legenda::trainers {

namespace {

constexpr int kFewerThanTheSteps = 8;

}  // namespace

// LibTorch gives a thread its number of threads at its first question for it, and would forget one set before.
void limitThisThread(BatchCores cores) {
    const int all = at::get_num_threads();
    omp_set_num_threads(cores == BatchCores::All ? all : std::max(1, all / kFewerThanTheSteps));
}

}  // namespace legenda::trainers
