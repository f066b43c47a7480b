// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace legenda::runtime {

// The number of threads that LibTorch computes with when the calling thread asks it (it starts with one); 0: all cores.
void setComputeThreads(int count);

// Another number of compute threads for the calling thread as long as it lives; 0 changes nothing.
class ScopedComputeThreads {
 public:
    explicit ScopedComputeThreads(int count);
    ~ScopedComputeThreads();
    ScopedComputeThreads(const ScopedComputeThreads&) = delete;
    ScopedComputeThreads& operator=(const ScopedComputeThreads&) = delete;

 private:
    int before_ = 0;
};

}  // namespace legenda::runtime
