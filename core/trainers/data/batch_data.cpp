// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/batch_data_impl.h"

#include "core/base/random.h"
#include "core/base/vector_clones.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace legenda::trainers {

namespace {

// Finite halves only; without branches, so that the compiler makes vectors of it.
inline float quickHalf(std::uint16_t half) {
    const auto magnitude = std::bit_cast<float>(static_cast<std::uint32_t>(half & 0x7fffu) << 13) * 0x1.0p112f;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) |
                                (static_cast<std::uint32_t>(half & 0x8000u) << 16));
}

inline std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

// Sixteen random bits an element are four elements of a mixed counter; one row's are drawn at a time.
using Bits [[gnu::may_alias]] = std::uint16_t;
class RowDraws {
 public:
    RowDraws(std::int64_t length, std::uint64_t key) : words_(static_cast<std::size_t>((length + 3) / 4)), key_(key) {}
    const Bits* of(std::int64_t row) {
        fill(words_.data(), static_cast<std::int64_t>(words_.size()),
             mixed(key_ + kGolden * static_cast<std::uint64_t>(row + 1)));
        return reinterpret_cast<const Bits*>(words_.data());
    }

 private:
    static constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
    LEGENDA_VECTOR_CLONES static void fill(std::uint64_t* words, std::int64_t count, std::uint64_t start);
    std::vector<std::uint64_t> words_;
    std::uint64_t key_;
};

void RowDraws::fill(std::uint64_t* words, std::int64_t count, std::uint64_t start) {
    for (std::int64_t i = 0; i < count; ++i) words[i] = mixed(start + kGolden * static_cast<std::uint64_t>(4 * i + 1));
}

std::uint32_t limitOf(double drop) {
    return static_cast<std::uint32_t>(std::lround(drop * 65536));
}

LEGENDA_VECTOR_CLONES void maskRow(float* __restrict__ mask, const Bits* draws, std::int64_t n, std::uint32_t limit,
                                   float kept) {
    for (std::int64_t i = 0; i < n; ++i) mask[i] = draws[i] < limit ? 0.0F : kept;
}

LEGENDA_VECTOR_CLONES void addRow(const std::uint16_t* row, double* __restrict__ sum, double* __restrict__ squares,
                                  std::size_t n) {
    for (std::size_t d = 0; d < n; ++d) {
        const double value = quickHalf(row[d]);
        sum[d] += value;
        squares[d] += value * value;
    }
}

LEGENDA_VECTOR_CLONES void standardiseRow(float* __restrict__ to, const std::uint16_t* from,
                                          const float* __restrict__ mean, const float* __restrict__ scale,
                                          std::int64_t n) {
    for (std::int64_t d = 0; d < n; ++d) to[d] = (quickHalf(from[d]) - mean[d]) * scale[d];
}

LEGENDA_VECTOR_CLONES void dropRow(float* __restrict__ row, const Bits* draws, std::int64_t n, std::uint32_t limit) {
    for (std::int64_t d = 0; d < n; ++d) row[d] = draws[d] < limit ? 0.0F : row[d];
}

}  // namespace

model::Standardisation fitStandardisation(std::span<const features::ImageFeatures* const> images,
                                          std::size_t dimension) {
    std::vector<double> sum(dimension, 0), squares(dimension, 0);
    std::size_t rows = 0;
    for (const auto* image : images) {
        const std::size_t regions = image->vectors.size() / dimension;
        for (std::size_t i = 0; i < regions; ++i)
            addRow(image->vectors.data() + i * dimension, sum.data(), squares.data(), dimension);
        rows += regions;
    }
    model::Standardisation statistics{std::vector<float>(dimension), std::vector<float>(dimension)};
    for (std::size_t d = 0; d < dimension; ++d) {
        const double mean = sum[d] / static_cast<double>(rows);
        const double variance = squares[d] / static_cast<double>(rows) - mean * mean;
        statistics.mean[d] = static_cast<float>(mean);
        statistics.deviation[d] = variance > 1e-10 ? static_cast<float>(std::sqrt(variance)) : 1.0F;
    }
    return statistics;
}

at::Tensor gatherRegions(std::span<const features::ImageFeatures* const> images, std::int64_t regions,
                         const model::Standardisation& statistics, double drop, std::uint64_t key) {
    const auto dimension = static_cast<std::int64_t>(statistics.mean.size());
    const auto count = static_cast<std::int64_t>(images.size());
    std::vector<float> scale(statistics.deviation.size());
    std::transform(statistics.deviation.begin(), statistics.deviation.end(), scale.begin(),
                   [drop](float d) { return static_cast<float>(1 / (1 - drop)) / d; });
    auto gathered = at::empty({count * regions, dimension}, at::kFloat);
    float* const all = gathered.data_ptr<float>();
#pragma omp parallel
    {
        RowDraws draws(dimension, key);
#pragma omp for
        for (std::int64_t k = 0; k < count; ++k) {
            const auto& vectors = images[static_cast<std::size_t>(k)]->vectors;
            const std::int64_t own = static_cast<std::int64_t>(vectors.size()) / dimension;
            for (std::int64_t i = 0; i < regions; ++i) {
                float* const to = all + (k * regions + i) * dimension;
                if (i >= own) {
                    std::copy_n(all + k * regions * dimension, dimension, to);
                    continue;
                }
                standardiseRow(to, vectors.data() + i * dimension, statistics.mean.data(), scale.data(), dimension);
                if (drop > 0) dropRow(to, draws.of(k * regions + i), dimension, limitOf(drop));
            }
        }
    }
    return gathered;
}

std::uint64_t drawKey(std::int64_t seed, const char* purpose, int epoch, std::int64_t step) {
    return base::Random(static_cast<std::uint64_t>(seed), purpose, static_cast<std::uint64_t>(epoch),
                        static_cast<std::uint64_t>(step))
        .next();
}

at::Tensor dropoutMask(std::int64_t rows, std::int64_t columns, double drop, std::uint64_t key) {
    auto mask = at::empty({rows, columns}, at::kFloat);
    float* const all = mask.data_ptr<float>();
#pragma omp parallel
    {
        RowDraws draws(columns, key);
#pragma omp for
        for (std::int64_t row = 0; row < rows; ++row)
            maskRow(all + row * columns, draws.of(row), columns, limitOf(drop), static_cast<float>(1 / (1 - drop)));
    }
    return mask;
}

std::vector<std::vector<Pair>> alignBatches(std::span<const std::size_t> sentencesOfImage, std::size_t batch,
                                            std::uint64_t seed, int epoch) {
    const auto number = static_cast<std::uint64_t>(epoch);
    std::vector<std::vector<std::size_t>> order(sentencesOfImage.size());  // of an image's sentences
    std::size_t passes = 0;
    base::Random sentenceDraws(seed, "align sentence order", number);
    for (std::size_t k = 0; k < order.size(); ++k) {
        order[k].resize(sentencesOfImage[k]);
        std::iota(order[k].begin(), order[k].end(), 0U);
        sentenceDraws.shuffle(order[k]);
        passes = std::max(passes, order[k].size());
    }
    std::vector<std::vector<Pair>> batches;
    for (std::size_t pass = 0; pass < passes; ++pass) {
        std::vector<Pair> pairs;
        for (std::size_t k = 0; k < order.size(); ++k)
            if (pass < order[k].size()) pairs.push_back({k, order[k][pass]});
        base::Random(seed, "align image order", number, pass).shuffle(pairs);
        const std::size_t count = (pairs.size() + batch - 1) / batch;
        for (std::size_t b = 0; b < count; ++b) {
            const std::size_t begin = pairs.size() * b / count, end = pairs.size() * (b + 1) / count;
            if (end - begin < 2) continue;  // a lone pair has nothing to be ranked against
            batches.emplace_back(pairs.begin() + static_cast<std::ptrdiff_t>(begin),
                                 pairs.begin() + static_cast<std::ptrdiff_t>(end));
        }
    }
    return batches;
}

}  // namespace legenda::trainers
