// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace legenda::jobs {

// The number of tensor threads of the calling thread (LibTorch starts with one); 0: all cores.
void setTensorThreads(int count);

// Another number of tensor threads for the calling thread as long as it lives; 0 changes nothing.
class ScopedTensorThreads {
 public:
    explicit ScopedTensorThreads(int count);
    ~ScopedTensorThreads();
    ScopedTensorThreads(const ScopedTensorThreads&) = delete;
    ScopedTensorThreads& operator=(const ScopedTensorThreads&) = delete;

 private:
    int before_ = 0;
};

}  // namespace legenda::jobs
