// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/picture.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace legenda::image {

// The picture's pixels as RGB, not copied: valid as long as the picture, and read only.
inline cv::Mat view(const base::Picture& picture) {
    return {picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data())};
}

// An empty picture of that size; its full size is set by the caller.
inline base::Picture blank(int width, int height) {
    base::Picture picture;
    picture.width = picture.fullWidth = width;
    picture.height = picture.fullHeight = height;
    picture.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    return picture;
}

// Area filter where a side shrinks, bilinear where it grows; one side after the other where they differ.
inline void resample(const cv::Mat& from, cv::Mat& to) {
    const bool shrinksX = to.cols < from.cols, shrinksY = to.rows < from.rows;
    if (shrinksX == shrinksY || to.cols == from.cols || to.rows == from.rows) {
        cv::resize(from, to, to.size(), 0, 0, shrinksX || shrinksY ? cv::INTER_AREA : cv::INTER_LINEAR);
        return;
    }
    cv::Mat between;
    const cv::Size first = shrinksX ? cv::Size(to.cols, from.rows) : cv::Size(from.cols, to.rows);
    cv::resize(from, between, first, 0, 0, cv::INTER_AREA);
    cv::resize(between, to, to.size(), 0, 0, cv::INTER_LINEAR);
}

}  // namespace legenda::image
