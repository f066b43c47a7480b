// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace legenda::trainers {

// How an image is changed at random each time that a backbone in training gets it (core/trainers/backbone/).
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
        visit(cropArea, {"cropArea", "least share of the image's area in a random crop; 1: no crop", 0.05, 1});
        visit(mirror, {"mirror", "half of the images are mirrored"});
        visit(brightness, {"brightness", "images are brighter or darker by up to this share", 0, 0.9});
        visit(leastSize, {"leastSize",
                          "every second picture is reduced to a random share of its size, at least this, and enlarged "
                          "again, as a small copy of a photograph is; 1: none is",
                          0.1, 1});
        visit(blur, {"blur",
                     "every third picture is blurred by a Gaussian with a standard deviation of up to this, in pixels; "
                     "0: none is",
                     0, 5});
        visit(sharpening, {"sharpening",
                           "every third picture, another one, is sharpened by an unsharp mask with a weight of up to "
                           "this; 0: none is",
                           0, 5});
        visit(jpegQuality, {"jpegQuality",
                            "every second picture gets the losses of a JPEG with a random quality, at least this; 100: "
                            "none does",
                            5, 100});
    }
};

}  // namespace legenda::trainers
