// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace legenda::base {

// A dense row-major matrix of floats [rows, cols]: exchanged between rooms that must not share tensors.
struct Matrix {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<float> data;

    Matrix() = default;
    Matrix(std::size_t r, std::size_t c) : rows(r), cols(c), data(r * c) {}

    std::span<float> row(std::size_t r) { return {data.data() + r * cols, cols}; }
    std::span<const float> row(std::size_t r) const { return {data.data() + r * cols, cols}; }
    float& operator()(std::size_t r, std::size_t c) { return data[r * cols + c]; }
    float operator()(std::size_t r, std::size_t c) const { return data[r * cols + c]; }
};

}  // namespace legenda::base
