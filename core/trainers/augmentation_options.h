// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace legenda::trainers {

// Random augmentation of the images that a backbone is fine-tuned on (core/trainers/backbone/).
struct AugmentationOptions {
    double cropArea = 0.6;
    bool mirror = true;
    double brightness = 0.15;
    double leastSize = 1;
    double blur = 0;
    double sharpening = 0;
    int jpegQuality = 100;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(cropArea, {"cropArea", "smallest fraction of the image's area in a random crop; 1: no crop", 0.05, 1});
        visit(mirror, {"mirror", "random horizontal flips"});
        visit(brightness, {"brightness", "random brightness: up to this fraction brighter or darker", 0, 0.9});
        visit(
            leastSize,
            {"leastSize",
             "downscaling of every second image to a random fraction of its size, at least this, and back up; 1: none",
             0.1, 1});
        visit(blur,
              {"blur", "Gaussian blur of every third image with a standard deviation of up to this, in pixels; 0: none",
               0, 5});
        visit(sharpening,
              {"sharpening", "unsharp masking of another third of the images with a weight of up to this; 0: none", 0,
               5});
        visit(jpegQuality,
              {"jpegQuality", "JPEG compression of every second image with a random quality, at least this; 100: none",
               5, 100});
    }
};

}  // namespace legenda::trainers
