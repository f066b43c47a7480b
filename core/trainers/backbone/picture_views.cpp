// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/picture_views_impl.h"

#include "core/trainers/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace legenda::trainers {

using base::Box;

namespace {

constexpr double kMostStretch = 4.0 / 3;
constexpr double kLeastSeen = 0.5;  // of a box

// Where the centres of `side` pixels of a view lie among the `length` pixels of a line of the picture.
struct Samples {
    std::vector<int> first, second;
    std::vector<float> share;  // of the second
};
Samples samplesOf(double from, double extent, int side, int length, bool mirrored) {
    Samples samples;
    for (int i = 0; i < side; ++i) {
        const int n = mirrored ? side - 1 - i : i;
        const double at =
            std::clamp((from + (n + 0.5) / side * extent) * length - 0.5, 0.0, static_cast<double>(length - 1));
        const int first = static_cast<int>(at);
        samples.first.push_back(first);
        samples.second.push_back(std::min(first + 1, length - 1));
        samples.share.push_back(static_cast<float>(at - first));
    }
    return samples;
}

void sample(const Square& square, const View& view, int side, float* out) {
    const auto& picture = square.rgb;
    const int length = square.side;
    const auto columns = samplesOf(view.part.x, view.part.w, side, length, view.mirrored);
    const auto rows = samplesOf(view.part.y, view.part.h, side, length, false);
    for (std::size_t y = 0; y < rows.first.size(); ++y) {
        const std::uint8_t* above = picture.data() + static_cast<std::ptrdiff_t>(rows.first[y]) * length * 3;
        const std::uint8_t* below = picture.data() + static_cast<std::ptrdiff_t>(rows.second[y]) * length * 3;
        const float down = rows.share[y];
        for (std::size_t x = 0; x < columns.first.size(); ++x) {
            const int left = columns.first[x] * 3, right = columns.second[x] * 3;
            const float across = columns.share[x];
            for (int c = 0; c < 3; ++c) {
                const auto a = static_cast<float>(above[left + c]), b = static_cast<float>(above[right + c]);
                const auto d = static_cast<float>(below[left + c]), e = static_cast<float>(below[right + c]);
                const float top = a + across * (b - a), bottom = d + across * (e - d);
                *out++ = std::clamp(view.gain * (top + down * (bottom - top)), 0.0F, 255.0F);
            }
        }
    }
}

}  // namespace

View drawView(base::Random draws, double cropArea, bool mirror, double brightness) {
    View view;
    const double area = cropArea + (1 - cropArea) * draws.uniform();
    const double stretch = std::exp((2 * draws.uniform() - 1) * std::log(kMostStretch) / 2);
    const double across = draws.uniform(), down = draws.uniform();
    if (cropArea < 1) {
        view.part.w = std::min(1.0, std::sqrt(area) * stretch);
        view.part.h = std::min(1.0, std::sqrt(area) / stretch);
        view.part.x = across * (1 - view.part.w);
        view.part.y = down * (1 - view.part.h);
    }
    const bool turned = draws.uniform() < 0.5;
    view.mirrored = mirror && turned;
    view.gain = static_cast<float>(1 + brightness * (2 * draws.uniform() - 1));
    return view;
}

Box boxInView(const Box& box, const View& view) {
    const Box seen = intersection(box, view.part);
    if (!(seen.area() > 0) || seen.area() < kLeastSeen * box.area()) return {};
    Box out{(seen.x - view.part.x) / view.part.w, (seen.y - view.part.y) / view.part.h, seen.w / view.part.w,
            seen.h / view.part.h};
    if (view.mirrored) out.x = std::max(0.0, 1 - out.right());
    return out;
}

at::Tensor readViews(const features::PixelSource& pixels, std::span<const std::size_t> numbers,
                     std::span<const View> views, int side) {
    const auto count = static_cast<std::int64_t>(numbers.size());
    auto out = at::empty({count, side, side, 3}, at::kFloat);
    float* const all = out.data_ptr<float>();
    const int length = pixels.side();
    const std::size_t bytes = static_cast<std::size_t>(length) * static_cast<std::size_t>(length) * 3;
    std::vector<std::optional<base::Error>> problems(numbers.size());
#pragma omp parallel for schedule(dynamic)
    for (std::int64_t i = 0; i < count; ++i) {
        const auto n = static_cast<std::size_t>(i);
        Square picture{length, std::vector<std::uint8_t>(bytes)};
        if (const auto read = pixels.read(numbers[n], picture.rgb.data()); read)
            sample(withQuality(std::move(picture), views[n].quality), views[n], side, all + i * side * side * 3);
        else
            problems[n] = read.error();
    }
    for (auto& problem : problems)
        if (problem) throw StepFailure(std::move(*problem));
    return out;
}

}  // namespace legenda::trainers
