// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include "core/image/opencv_impl.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace legenda::image {

using base::Box;
using base::Picture;

namespace {

void check(const Picture& picture, int width, int height) {
    if (picture.width < 1 || picture.height < 1 || width < 1 || height < 1)
        throw std::invalid_argument("an empty picture cannot be resized");
}

// Whole pixels [first, last) nearest to the range, at least one, and never further outside than one picture's length: a
// box far outside would need a border without bounds.
std::pair<int, int> span(double from, double to, int length) {
    const double low = -length, high = 2.0 * length;
    const auto first = static_cast<int>(std::lround(std::clamp(from, low, high - 1)));
    const auto last = static_cast<int>(std::lround(std::clamp(to, low + 1, high)));
    return {first, std::max(first + 1, last)};
}

}  // namespace

Picture resize(const Picture& picture, int width, int height) {
    check(picture, width, height);
    Picture out = blank(width, height);
    out.fullWidth = picture.fullWidth;
    out.fullHeight = picture.fullHeight;
    cv::Mat target = view(out);
    resample(view(picture), target);
    return out;
}

Picture crop(const Picture& picture, const Box& box, int width, int height) {
    check(picture, width, height);
    const double scaleX = picture.fullWidth > 0 ? static_cast<double>(picture.width) / picture.fullWidth : 1;
    const double scaleY = picture.fullHeight > 0 ? static_cast<double>(picture.height) / picture.fullHeight : 1;
    const auto [left, right] = span(box.x * scaleX, box.right() * scaleX, picture.width);
    const auto [top, bottom] = span(box.y * scaleY, box.bottom() * scaleY, picture.height);

    // The part inside; a box wholly outside repeats the nearest edge.
    const int x0 = std::clamp(left, 0, picture.width - 1), x1 = std::clamp(right, x0 + 1, picture.width);
    const int y0 = std::clamp(top, 0, picture.height - 1), y1 = std::clamp(bottom, y0 + 1, picture.height);
    cv::Mat source = view(picture)(cv::Rect(x0, y0, x1 - x0, y1 - y0));
    if (left < x0 || right > x1 || top < y0 || bottom > y1) {
        cv::Mat extended;
        cv::copyMakeBorder(source, extended, std::max(0, y0 - top), std::max(0, bottom - y1), std::max(0, x0 - left),
                           std::max(0, right - x1), cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
        source = extended;
    }
    Picture out = blank(width, height);
    cv::Mat target = view(out);
    resample(source, target);
    return out;
}

Picture mirrored(const Picture& picture) {
    check(picture, picture.width, picture.height);
    Picture out = blank(picture.width, picture.height);
    out.fullWidth = picture.fullWidth;
    out.fullHeight = picture.fullHeight;
    cv::Mat target = view(out);
    cv::flip(view(picture), target, 1);
    return out;
}

}  // namespace legenda::image
