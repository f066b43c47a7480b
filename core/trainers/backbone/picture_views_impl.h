// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/random.h"
#include "core/features/pixel_source.h"
#include "core/trainers/backbone/picture_quality_impl.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <span>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// One augmented view of a picture: a crop in relative coordinates, perhaps mirrored and brighter, of the picture in
// some quality.
struct View {
    base::Box part{0, 0, 1, 1};
    bool mirrored = false;
    float gain = 1;
    Quality quality = {};
};

// A part of at least `cropArea` of the picture, its proportions changed by up to 4:3.
View drawView(base::Random draws, double cropArea, bool mirror, double brightness);

// Where a box (relative coordinates) lies in the view; empty where less than half of it is seen.
base::Box boxInView(const base::Box& box, const View& view);

// The views of the pictures with these numbers, [N, side, side, 3], 0 to 255, interpolated linearly. Throws StepFailure
// naming a picture that cannot be read.
at::Tensor readViews(const features::PixelSource& pixels, std::span<const std::size_t> numbers,
                     std::span<const View> views, int side);

}  // namespace legenda::trainers
