// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/proposals.h"

#include "core/base/random.h"
#include "core/image/opencv_impl.h"

#include <opencv2/ximgproc/segmentation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace legenda::image {

using base::Box;
using base::Picture;

namespace {

constexpr int kLeastSide = 20;    // smaller pictures are not segmented
constexpr int kLeastBoxSide = 8;  // of the reduced picture: smaller segments are texture

// OpenCV orders its boxes by C's rand(), which all threads share, so that the order differs from run to run. The boxes
// themselves do not: they are put in an order of our own with the same idea (Uijlings et al.: the place in the
// hierarchy, largest first, times a random number), drawn from the box itself.
void order(std::vector<cv::Rect>& boxes) {
    std::sort(boxes.begin(), boxes.end(), [](const cv::Rect& a, const cv::Rect& b) {
        return std::make_tuple(-a.area(), a.x, a.y, a.width) < std::make_tuple(-b.area(), b.x, b.y, b.width);
    });
    std::vector<std::pair<double, cv::Rect>> keyed;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const cv::Rect& r = boxes[i];
        const auto seed = static_cast<std::uint64_t>(r.x) << 48 | static_cast<std::uint64_t>(r.y) << 32 |
                          static_cast<std::uint64_t>(r.width) << 16 | static_cast<std::uint64_t>(r.height);
        keyed.emplace_back(static_cast<double>(i + 1) * base::Random(seed, "selective search").uniform(), r);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < boxes.size(); ++i) boxes[i] = keyed[i].second;
}

}  // namespace

std::vector<Box> selectiveSearch(const Picture& picture, int workSide) {
    if (picture.width < 1 || picture.height < 1) return {};
    const double scale = std::min(1.0, static_cast<double>(workSide) / std::max(picture.width, picture.height));
    cv::Mat small(std::max(1, static_cast<int>(std::lround(picture.height * scale))),
                  std::max(1, static_cast<int>(std::lround(picture.width * scale))), CV_8UC3);
    if (std::min(small.cols, small.rows) < kLeastSide) return {};
    resample(view(picture), small);
    cv::cvtColor(small, small, cv::COLOR_RGB2BGR);

    std::vector<cv::Rect> found;
    try {
        auto search = cv::ximgproc::segmentation::createSelectiveSearchSegmentation();
        search->setBaseImage(small);
        search->switchToSelectiveSearchFast();
        search->process(found);
    } catch (const cv::Exception&) {
        return {};  // callers add grid boxes, as for a picture without proposals
    }
    std::erase_if(found, [](const cv::Rect& r) { return r.width < kLeastBoxSide || r.height < kLeastBoxSide; });
    order(found);
    const int fullWidth = picture.fullWidth > 0 ? picture.fullWidth : picture.width;
    const int fullHeight = picture.fullHeight > 0 ? picture.fullHeight : picture.height;
    const double sx = static_cast<double>(fullWidth) / small.cols, sy = static_cast<double>(fullHeight) / small.rows;
    std::vector<Box> boxes;
    boxes.reserve(found.size());
    for (const auto& r : found) boxes.push_back({r.x * sx, r.y * sy, r.width * sx, r.height * sy});
    return boxes;
}

std::vector<Box> grid(int fullWidth, int fullHeight, int count) {
    std::vector<Box> boxes;
    // Side of a box at level n: 2/(n+1) of the frame, n x n places half a box apart: 4 of 2/3, 9 of 1/2, 16 of 2/5, …
    for (int n = 2; static_cast<int>(boxes.size()) < count; ++n) {
        const double w = fullWidth * 2.0 / (n + 1), h = fullHeight * 2.0 / (n + 1);
        for (int row = 0; row < n; ++row)
            for (int column = 0; column < n; ++column) boxes.push_back({column * w / 2, row * h / 2, w, h});
    }
    return boxes;
}

std::vector<int> suppress(const std::vector<Box>& boxes, const std::vector<float>& scores, double threshold, int most) {
    std::vector<int> order(std::min(boxes.size(), scores.size()));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
    });
    std::vector<int> kept;
    for (const int candidate : order) {
        if (static_cast<int>(kept.size()) >= most) break;
        const Box& box = boxes[static_cast<std::size_t>(candidate)];
        const bool covered = std::any_of(
            kept.begin(), kept.end(), [&](int k) { return iou(boxes[static_cast<std::size_t>(k)], box) > threshold; });
        if (!covered) kept.push_back(candidate);
    }
    return kept;
}

}  // namespace legenda::image
