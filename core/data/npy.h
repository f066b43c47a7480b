// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace legenda::data {

// A matrix of numbers as NumPy saves it (.npy of version 1 to 3): float16, float32, float64, whole numbers of 8 to 64
// bits or bool, of either byte order, by rows (C) or by columns (Fortran). Read by blocks of rows, so that memory stays
// small whatever the size of the file. Not thread-safe; each thread opens its own.
class NpyMatrix {
 public:
    // Errors name the file and what is wrong with it. Io: it cannot be read; BadInput: it is no such matrix, or is cut
    // off.
    static base::Result<NpyMatrix> open(const std::filesystem::path& file);

    const std::filesystem::path& file() const { return file_; }
    std::size_t rows() const { return rows_; }
    std::size_t cols() const { return cols_; }
    std::string type() const;  // "float32", as NumPy names it

    // Rows [first, first + count), one after another, into `values`, which is made to fit. Whole numbers above 2^53
    // are rounded. Io: the file has become shorter or cannot be read any more.
    base::Status read(std::size_t first, std::size_t count, std::vector<double>& values);

 private:
    NpyMatrix() = default;

    std::filesystem::path file_;
    std::ifstream in_;
    std::size_t rows_ = 0, cols_ = 0;
    std::size_t width_ = 0;  // bytes of a number
    std::uint64_t begin_ = 0;
    char kind_ = 'f';  // f, i, u, b
    bool swapped_ = false, byColumns_ = false;
    std::vector<char> bytes_;
};

}  // namespace legenda::data
