// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench_clock.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include <sys/resource.h>

namespace legenda::bench {

inline double peakGigabytes() {
    rusage used{};
    (void)getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1048576;
}

// The rate of the matrix product on given shapes.
class ProductRate {
 public:
    // a [rows, inner] times b [inner, columns]; turned: b is held as [columns, inner].
    void add(std::int64_t rows, std::int64_t inner, std::int64_t columns, bool turned = false) {
        products_.push_back({at::randn({rows, inner}),
                             turned ? at::randn({columns, inner}).t() : at::randn({inner, columns}),
                             at::empty({rows, columns})});
        flops_ += 2.0 * static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(columns);
    }
    void measure() {
        const auto start = Clock::now();
        for (auto& p : products_) at::mm_out(p.to, p.a, p.b);
        milliseconds_.push_back(since(start));
    }
    double gflops() const { return flops_ / median(milliseconds_) / 1e6; }

 private:
    struct Product {
        at::Tensor a, b, to;
    };
    std::vector<Product> products_;
    double flops_ = 0;
    std::vector<double> milliseconds_;
};

}  // namespace legenda::bench
