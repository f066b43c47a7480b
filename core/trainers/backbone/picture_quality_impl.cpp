// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/picture_quality_impl.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace legenda::trainers {

namespace {

constexpr int kChannels = 3;
constexpr int kLeastSide = 8;  // pixels that a reduced picture keeps

std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

// Weights of a line's pixels in one pixel of the line that is made from it.
struct Tap {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Tap> areaTaps(int from, int to) {
    std::vector<Tap> taps;
    const double step = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        const double begin = i * step, end = std::min<double>(from, (i + 1) * step);
        Tap tap{static_cast<int>(begin), {}};
        for (int n = tap.first; n < from && n < end; ++n)
            tap.weights.push_back(
                static_cast<float>((std::min<double>(n + 1, end) - std::max<double>(n, begin)) / step));
        taps.push_back(std::move(tap));
    }
    return taps;
}

std::vector<Tap> gaussTaps(int side, double deviation) {
    const int reach = std::max(1, static_cast<int>(std::ceil(3 * deviation)));
    std::vector<double> bell;
    double sum = 0;
    for (int n = -reach; n <= reach; ++n) sum += bell.emplace_back(std::exp(-n * n / (2 * deviation * deviation)));
    std::vector<Tap> taps;
    for (int i = 0; i < side; ++i) {
        const int first = std::max(0, i - reach), last = std::min(side - 1, i + reach);
        Tap tap{first, std::vector<float>(static_cast<std::size_t>(last - first) + 1, 0.0F)};
        for (std::size_t k = 0; k < bell.size(); ++k) {
            const int seen = std::clamp(i + static_cast<int>(k) - reach, first, last);  // beyond the edge is the edge
            tap.weights[static_cast<std::size_t>(seen - first)] += static_cast<float>(bell[k] / sum);
        }
        taps.push_back(std::move(tap));
    }
    return taps;
}

// The same taps along the rows and along the columns.
std::vector<float> filtered(const Square& picture, const std::vector<Tap>& taps) {
    const auto from = static_cast<std::size_t>(picture.side), to = taps.size();
    std::vector<float> across(from * to * kChannels, 0.0F), out(to * to * kChannels, 0.0F);
    for (std::size_t y = 0; y < from; ++y)
        for (std::size_t x = 0; x < to; ++x) {
            float* const sum = across.data() + (y * to + x) * kChannels;
            const std::uint8_t* pixel =
                picture.rgb.data() + (y * from + static_cast<std::size_t>(taps[x].first)) * kChannels;
            for (const float weight : taps[x].weights)
                for (int c = 0; c < kChannels; ++c) sum[c] += weight * static_cast<float>(*pixel++);
        }
    const std::size_t line = to * kChannels;
    for (std::size_t y = 0; y < to; ++y)
        for (std::size_t n = 0; n < taps[y].weights.size(); ++n) {
            const float* const row = across.data() + (static_cast<std::size_t>(taps[y].first) + n) * line;
            const float weight = taps[y].weights[n];
            for (std::size_t i = 0; i < line; ++i) out[y * line + i] += weight * row[i];
        }
    return out;
}

Square toSquare(const std::vector<float>& values, std::size_t side) {
    Square square{static_cast<int>(side), std::vector<std::uint8_t>(values.size())};
    std::ranges::transform(values, square.rgb.begin(), toByte);
    return square;
}

constexpr std::size_t kBlock = 8;
using Block = std::array<std::array<float, kBlock>, kBlock>;

// Tables K.1 and K.2 of ITU-T T.81.
constexpr int kLuminance[kBlock][kBlock] = {{16, 11, 10, 16, 24, 40, 51, 61},     {12, 12, 14, 19, 26, 58, 60, 55},
                                            {14, 13, 16, 24, 40, 57, 69, 56},     {14, 17, 22, 29, 51, 87, 80, 62},
                                            {18, 22, 37, 56, 68, 109, 103, 77},   {24, 35, 55, 64, 81, 104, 113, 92},
                                            {49, 64, 78, 87, 103, 121, 120, 101}, {72, 92, 95, 98, 112, 100, 103, 99}};
constexpr int kColour[kBlock][kBlock] = {{17, 18, 24, 47, 99, 99, 99, 99}, {18, 21, 26, 66, 99, 99, 99, 99},
                                         {24, 26, 56, 99, 99, 99, 99, 99}, {47, 66, 99, 99, 99, 99, 99, 99},
                                         {99, 99, 99, 99, 99, 99, 99, 99}, {99, 99, 99, 99, 99, 99, 99, 99},
                                         {99, 99, 99, 99, 99, 99, 99, 99}, {99, 99, 99, 99, 99, 99, 99, 99}};

// The steps of a table at a quality, as the library of the Independent JPEG Group scales them.
Block stepsOf(const int (&table)[kBlock][kBlock], int quality) {
    const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    Block steps{};
    for (std::size_t v = 0; v < kBlock; ++v)
        for (std::size_t u = 0; u < kBlock; ++u)
            steps[v][u] = static_cast<float>(std::clamp((table[v][u] * scale + 50) / 100, 1, 255));
    return steps;
}

// The rows are the basis of the discrete cosine transform, orthonormal: its inverse is its transpose.
const Block& cosines() {
    static const Block basis = [] {
        Block made{};
        for (std::size_t u = 0; u < kBlock; ++u)
            for (std::size_t x = 0; x < kBlock; ++x) {
                const double angle = (2 * static_cast<double>(x) + 1) * static_cast<double>(u) * std::numbers::pi / 16;
                made[u][x] = static_cast<float>(std::cos(angle) * (u == 0 ? std::sqrt(0.125) : 0.5));
            }
        return made;
    }();
    return basis;
}

// C B Cᵀ, or Cᵀ B C back.
template <bool kBack>
Block transformed(const Block& block) {
    const Block& basis = cosines();
    const auto c = [&](std::size_t i, std::size_t k) { return kBack ? basis[k][i] : basis[i][k]; };
    Block half{}, out{};
    for (std::size_t i = 0; i < kBlock; ++i)
        for (std::size_t k = 0; k < kBlock; ++k)
            for (std::size_t j = 0; j < kBlock; ++j) half[i][j] += c(i, k) * block[k][j];
    for (std::size_t i = 0; i < kBlock; ++i)
        for (std::size_t j = 0; j < kBlock; ++j)
            for (std::size_t k = 0; k < kBlock; ++k) out[i][j] += half[i][k] * c(j, k);
    return out;
}

Block rounded(const Block& block, const Block& steps) {
    Block frequencies = transformed<false>(block);
    for (std::size_t v = 0; v < kBlock; ++v)
        for (std::size_t u = 0; u < kBlock; ++u)
            frequencies[v][u] = std::nearbyint(frequencies[v][u] / steps[v][u]) * steps[v][u];
    return transformed<true>(frequencies);
}

// One block of the picture; what lies beyond the edge is the edge.
void compressBlock(Square& picture, std::size_t top, std::size_t left, const Block& luminance, const Block& colour) {
    const auto side = static_cast<std::size_t>(picture.side);
    Block y{}, blue{}, red{};
    for (std::size_t i = 0; i < kBlock; ++i)
        for (std::size_t j = 0; j < kBlock; ++j) {
            const std::uint8_t* pixel =
                picture.rgb.data() + (std::min(top + i, side - 1) * side + std::min(left + j, side - 1)) * kChannels;
            const auto r = static_cast<float>(pixel[0]), g = static_cast<float>(pixel[1]),
                       b = static_cast<float>(pixel[2]);
            y[i][j] = 0.299F * r + 0.587F * g + 0.114F * b - 128;
            blue[i][j] = -0.168736F * r - 0.331264F * g + 0.5F * b;
            red[i][j] = 0.5F * r - 0.418688F * g - 0.081312F * b;
        }
    y = rounded(y, luminance);
    blue = rounded(blue, colour);
    red = rounded(red, colour);
    for (std::size_t i = 0; i < kBlock && top + i < side; ++i)
        for (std::size_t j = 0; j < kBlock && left + j < side; ++j) {
            std::uint8_t* pixel = picture.rgb.data() + ((top + i) * side + left + j) * kChannels;
            const float light = y[i][j] + 128;
            pixel[0] = toByte(light + 1.402F * red[i][j]);
            pixel[1] = toByte(light - 0.344136F * blue[i][j] - 0.714136F * red[i][j]);
            pixel[2] = toByte(light + 1.772F * blue[i][j]);
        }
}

}  // namespace

Quality drawQuality(base::Random draws, const QualityLimits& limits) {
    Quality quality;
    const bool smaller = draws.uniform() < 0.5;
    const double size = draws.uniform();
    if (smaller) quality.size = 1 - (1 - limits.leastSize) * size;
    const auto focus = draws.below(3);
    const double much = draws.uniform();
    if (focus == 1) quality.blur = limits.mostBlur * much;
    if (focus == 2) quality.sharpening = limits.mostSharpening * much;
    const bool compressed = draws.uniform() < 0.5;
    const auto lost = static_cast<int>(draws.below(static_cast<std::uint64_t>(101 - limits.leastJpeg)));
    if (compressed) quality.jpeg = 100 - lost;
    return quality;
}

Square reduced(const Square& picture, int side) {
    return toSquare(filtered(picture, areaTaps(picture.side, side)), static_cast<std::size_t>(side));
}

Square blurred(const Square& picture, double deviation) {
    return toSquare(filtered(picture, gaussTaps(picture.side, deviation)), static_cast<std::size_t>(picture.side));
}

Square sharpened(const Square& picture, double weight) {
    auto values = filtered(picture, gaussTaps(picture.side, 1));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto own = static_cast<float>(picture.rgb[i]);
        values[i] = own + static_cast<float>(weight) * (own - values[i]);
    }
    return toSquare(values, static_cast<std::size_t>(picture.side));
}

Square withJpegLosses(const Square& picture, int quality) {
    const Block luminance = stepsOf(kLuminance, quality), colour = stepsOf(kColour, quality);
    Square out = picture;
    const auto side = static_cast<std::size_t>(picture.side);
    for (std::size_t top = 0; top < side; top += kBlock)
        for (std::size_t left = 0; left < side; left += kBlock) compressBlock(out, top, left, luminance, colour);
    return out;
}

Square withQuality(Square picture, const Quality& quality) {
    constexpr double kLeastBlur = 0.1;  // below it a Gaussian is a single pixel
    const int side = std::max(kLeastSide, static_cast<int>(std::lround(picture.side * quality.size)));
    if (side < picture.side) picture = reduced(picture, side);
    if (quality.blur > kLeastBlur) picture = blurred(picture, quality.blur);
    if (quality.sharpening > 0) picture = sharpened(picture, quality.sharpening);
    if (quality.jpeg < 100) picture = withJpegLosses(picture, quality.jpeg);
    return picture;
}

}  // namespace legenda::trainers
