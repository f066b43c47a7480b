// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/draw.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace legenda::image {

void drawBox(base::Picture& picture, const base::Box& box, int colour, const std::string& text) {
    static const std::array<cv::Scalar, 8> kOkabeIto{{{230, 159, 0},
                                                      {86, 180, 233},
                                                      {0, 158, 115},
                                                      {240, 228, 66},
                                                      {0, 114, 178},
                                                      {213, 94, 0},
                                                      {204, 121, 167},
                                                      {255, 255, 255}}};
    const cv::Scalar& ink = kOkabeIto[static_cast<std::size_t>(colour) % kOkabeIto.size()];
    cv::Mat pixels(picture.height, picture.width, CV_8UC3, picture.rgb.data());
    const double scaleX = double(picture.width) / std::max(1, picture.fullWidth),
                 scaleY = double(picture.height) / std::max(1, picture.fullHeight);
    const cv::Rect rect(cvRound(box.x * scaleX), cvRound(box.y * scaleY), std::max(1, cvRound(box.w * scaleX)),
                        std::max(1, cvRound(box.h * scaleY)));
    const int line = std::max(1, cvRound(std::max(picture.width, picture.height) / 400.0));
    cv::rectangle(pixels, rect, cv::Scalar(20, 20, 20), 3 * line, cv::LINE_AA);
    cv::rectangle(pixels, rect, ink, line, cv::LINE_AA);
    if (text.empty()) return;
    const double size = 0.45 * line;
    int baseline = 0;
    const cv::Size extent = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, size, line, &baseline);
    const int pad = 3 * line;
    const int x = std::clamp(rect.x, 0, std::max(0, picture.width - extent.width - 2 * pad));
    int y = rect.y - extent.height - baseline - 2 * pad;
    if (y < 0) y = std::clamp(rect.y, 0, std::max(0, picture.height - extent.height - baseline - 2 * pad));
    cv::rectangle(pixels, cv::Rect(x, y, extent.width + 2 * pad, extent.height + baseline + 2 * pad), ink, cv::FILLED);
    cv::putText(pixels, text, {x + pad, y + pad + extent.height}, cv::FONT_HERSHEY_SIMPLEX, size, cv::Scalar(0, 0, 0),
                line, cv::LINE_AA);
}

}  // namespace legenda::image
