// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"

#include "core/base/files.h"
#include "core/image/container.h"
#include "core/image/opencv_impl.h"

#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <cmath>
#include <new>

namespace legenda::image {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Picture;
using base::Result;

namespace {

constexpr std::int64_t kMostPixels = 200'000'000;

auto refused(const std::filesystem::path& file, const std::string& why) {
    return fail(ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), why));
}

// How much a JPEG may be reduced while it is decoded, so that its longest side stays at least maxSide: 1, 2, 4 or 8.
int reduction(const ContainerFacts& facts, int maxSide) {
    if (facts.kind != Container::Jpeg || maxSide <= 0) return 1;
    const auto longest = std::max(facts.width, facts.height);
    int by = 1;
    while (by < 8 && longest / (by * 2) >= maxSide) by *= 2;
    return by;
}

cv::Mat decodePixels(const std::string& bytes, int by) {
    const cv::Mat input(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
    if (by == 8) return cv::imdecode(input, cv::IMREAD_REDUCED_COLOR_8);
    if (by == 4) return cv::imdecode(input, cv::IMREAD_REDUCED_COLOR_4);
    if (by == 2) return cv::imdecode(input, cv::IMREAD_REDUCED_COLOR_2);
    return cv::imdecode(input, cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH);
}

// 8-bit of whatever depth the file had.
cv::Mat toEightBit(cv::Mat pixels) {
    if (pixels.depth() == CV_8U) return pixels;
    double scale = 1;
    if (pixels.depth() == CV_16U) scale = 255.0 / 65535.0;
    if (pixels.depth() == CV_32F || pixels.depth() == CV_64F) scale = 255.0;
    cv::Mat out;
    pixels.convertTo(out, CV_8U, scale);
    return out;
}

// The full size of what was decoded reduced: the stored size, turned where the decoder turned the pixels by their EXIF
// orientation.
bool fullSize(const ContainerFacts& facts, int by, const cv::Mat& pixels, Picture& picture) {
    const auto reduced = [by](std::int64_t length) { return static_cast<int>((length + by - 1) / by); };
    const int w = reduced(facts.width), h = reduced(facts.height);
    const auto width = static_cast<int>(facts.width), height = static_cast<int>(facts.height);
    if (w == h && width != height) return false;  // cannot be told from the reduced size
    const bool turned = !(pixels.cols == w && pixels.rows == h);
    if (turned && !(pixels.cols == h && pixels.rows == w)) return false;
    picture.fullWidth = turned ? height : width;
    picture.fullHeight = turned ? width : height;
    return true;
}

Result<Picture> decodeBytes(const std::string& bytes, const std::filesystem::path& file, int maxSide) {
    const ContainerFacts facts = inspect(bytes);
    if (facts.width > 0 && facts.height > 0 && facts.width > kMostPixels / facts.height)
        return refused(
            file, fmt::format("the image has {} x {} pixels, at most 200 million are read", facts.width, facts.height));
    if (!facts.damage.empty()) return refused(file, "the image cannot be read: " + facts.damage);

    int by = reduction(facts, maxSide);
    cv::Mat pixels = decodePixels(bytes, by);
    Picture picture;
    if (by > 1 && !pixels.empty() && !fullSize(facts, by, pixels, picture)) {
        by = 1;
        pixels = decodePixels(bytes, by);
    }
    if (pixels.empty())
        return refused(file, "this is no image that can be read (JPEG, PNG, WebP, TIFF, BMP and others are)");
    pixels = toEightBit(std::move(pixels));
    if (by == 1) {
        picture.fullWidth = pixels.cols;
        picture.fullHeight = pixels.rows;
    }
    picture.width = pixels.cols;
    picture.height = pixels.rows;
    const int longest = std::max(pixels.cols, pixels.rows);
    if (maxSide > 0 && longest > maxSide) {
        const double scale = static_cast<double>(maxSide) / std::max(picture.fullWidth, picture.fullHeight);
        picture.width = std::clamp(static_cast<int>(std::lround(picture.fullWidth * scale)), 1, maxSide);
        picture.height = std::clamp(static_cast<int>(std::lround(picture.fullHeight * scale)), 1, maxSide);
    }
    picture.rgb.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
    cv::Mat out = view(picture);
    if (picture.width == pixels.cols && picture.height == pixels.rows) {
        cv::cvtColor(pixels, out, cv::COLOR_BGR2RGB);
    } else {
        cv::Mat small(picture.height, picture.width, CV_8UC3);
        resample(pixels, small);
        cv::cvtColor(small, out, cv::COLOR_BGR2RGB);
    }
    return picture;
}

}  // namespace

Result<Picture> decode(const std::filesystem::path& file, int maxSide) try {
    auto bytes = base::readFile(file);
    if (!bytes) return pass(bytes);
    if (bytes->empty()) return refused(file, "the file is empty, an image was expected");
    return decodeBytes(*bytes, file, maxSide);
} catch (const cv::Exception& problem) {
    return fail(ErrorCode::BadInput, fmt::format("{}: the image cannot be decoded.", file.string()), problem.what());
} catch (const std::bad_alloc&) {
    return fail(ErrorCode::Io, fmt::format("{}: not enough memory to decode the image.", file.string()));
}

base::Status encode(const Picture& picture, const std::filesystem::path& file) try {
    if (picture.width < 1 || picture.height < 1)
        return fail(ErrorCode::Internal, fmt::format("{}: an empty picture cannot be written.", file.string()));
    std::string form = file.extension().string();
    std::transform(form.begin(), form.end(), form.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    if (form != ".png" && form != ".jpg" && form != ".jpeg")
        return fail(ErrorCode::Usage,
                    fmt::format("{}: pictures are written as .png, .jpg or .jpeg, found \"{}\".", file.string(), form));
    cv::Mat bgr;
    cv::cvtColor(view(picture), bgr, cv::COLOR_RGB2BGR);
    std::vector<unsigned char> bytes;
    const std::vector<int> options =
        form == ".png" ? std::vector<int>{} : std::vector<int>{cv::IMWRITE_JPEG_QUALITY, 92};
    if (!cv::imencode(form, bgr, bytes, options))
        return fail(ErrorCode::Internal, fmt::format("{}: the picture cannot be encoded.", file.string()));
    return base::writeFileAtomically(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
} catch (const cv::Exception& problem) {
    return fail(ErrorCode::Internal, fmt::format("{}: the picture cannot be encoded.", file.string()), problem.what());
}

std::string decoderVersion() {
    return CV_VERSION;
}

}  // namespace legenda::image
