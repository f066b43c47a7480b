// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/compute_threads.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

namespace legenda::runtime {

// LibTorch initialises a thread's number of threads at its first parallel work, to the value last set by any thread: a
// number set before that would be lost, and the thread of the models would use the training's number.
void setComputeThreads(int count) {
    at::internal::lazy_init_num_threads();
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    at::set_num_threads(count > 0 ? std::min(count, cores) : cores);
}

ScopedComputeThreads::ScopedComputeThreads(int count) {
    if (count <= 0) return;
    before_ = at::get_num_threads();
    setComputeThreads(count);
}

ScopedComputeThreads::~ScopedComputeThreads() {
    if (before_ > 0) setComputeThreads(before_);
}

}  // namespace legenda::runtime
