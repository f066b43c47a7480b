// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/tensor_threads.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

namespace legenda::jobs {

// LibTorch sets a thread's number at the first parallel work in it, to what any thread asked for last: a number set
// before that would be lost, and the models lane would share the training's threads.
void setTensorThreads(int count) {
    at::internal::lazy_init_num_threads();
    const int cores = std::max(1u, std::thread::hardware_concurrency());
    at::set_num_threads(count > 0 ? std::min(count, cores) : cores);
}

ScopedTensorThreads::ScopedTensorThreads(int count) {
    if (count <= 0) return;
    before_ = at::get_num_threads();
    setTensorThreads(count);
}

ScopedTensorThreads::~ScopedTensorThreads() {
    if (before_ > 0) setTensorThreads(before_);
}

}  // namespace legenda::jobs
