// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"

#include "core/base/files.h"
#include "core/base/waiting.h"
#include "core/image/container.h"
#include "core/image/jpeg.h"
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

auto refused(const std::filesystem::path& file, const std::string& why) {
    return fail(ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), why));
}

// The requested longest side of a picture, and the least longest side of a reduced decode before the area filter. In
// pixels; 0: full size.
struct Wanted {
    int maxSide = 0;
    int leastDecoded = 0;
};

// A reduced decode drops the upper half of the frequencies, and its result is sharper than that of an area filter. So
// that networks get the same input for both, the filter always halves the picture at least.
constexpr int kDecodedForNetwork = 2;

// How much a JPEG is reduced while it is decoded: at least so much that it fits, and so that its longest side stays at
// least leastDecoded. 1, 2, 4 or 8.
int reduction(const ContainerFacts& facts, int leastDecoded) {
    int by = neededReduction(facts);
    if (facts.kind != Container::Jpeg || leastDecoded <= 0) return by;
    const auto longest = std::max(facts.width, facts.height);
    while (by < 8 && longest / (by * 2) >= leastDecoded) by *= 2;
    return by;
}

cv::Mat decodePixels(std::string& bytes, const ContainerFacts& facts) {
    // OpenCV applies the orientation for some formats only: it is applied here for all.
    if (facts.orientationAt > 0) {
        const bool big = bytes[0] == 'M';
        bytes[facts.orientationAt] = static_cast<char>(big ? 0 : 1);
        bytes[facts.orientationAt + 1] = static_cast<char>(big ? 1 : 0);
    }
    const cv::Mat input(1, static_cast<int>(bytes.size()), CV_8UC1, bytes.data());
    return cv::imdecode(input, facts.alpha ? cv::IMREAD_UNCHANGED
                                           : cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH | cv::IMREAD_IGNORE_ORIENTATION);
}

// Converts any depth to 8 bits.
cv::Mat toEightBit(cv::Mat pixels) {
    if (pixels.depth() == CV_8U) return pixels;
    double scale = 1;
    if (pixels.depth() == CV_16U) scale = 255.0 / 65535.0;
    if (pixels.depth() == CV_32F || pixels.depth() == CV_64F) scale = 255.0;
    cv::Mat out;
    pixels.convertTo(out, CV_8U, scale);
    return out;
}

// Converts to 8-bit RGB; transparent pixels become white.
cv::Mat toRgb(const cv::Mat& decoded, const std::optional<int>& greyKey) {
    const cv::Mat pixels = toEightBit(decoded);
    cv::Mat rgb;
    if (pixels.channels() == 1) {
        cv::cvtColor(pixels, rgb, cv::COLOR_GRAY2RGB);
        if (greyKey) rgb.setTo(cv::Scalar::all(255), decoded == *greyKey);
    } else if (pixels.channels() == 3) {
        cv::cvtColor(pixels, rgb, cv::COLOR_BGR2RGB);
    } else {
        rgb.create(pixels.size(), CV_8UC3);
        for (int y = 0; y < pixels.rows; ++y) {
            const auto* from = pixels.ptr<cv::Vec4b>(y);
            auto* to = rgb.ptr<cv::Vec3b>(y);
            for (int x = 0; x < pixels.cols; ++x)
                for (int c = 0; c < 3; ++c)
                    to[x][c] =
                        static_cast<std::uint8_t>((from[x][2 - c] * from[x][3] + 255 * (255 - from[x][3]) + 127) / 255);
        }
    }
    return rgb;
}

// EXIF's eight orientations: an optional reflection, then a rotation.
cv::Mat upright(cv::Mat pixels, int orientation) {
    cv::Mat turned = pixels;
    if (orientation >= 5) cv::transpose(pixels, turned);
    cv::Mat out = turned;
    switch (orientation) {
        case 2:
        case 6:
            cv::flip(turned, out, 1);
            break;
        case 3:
        case 7:
            cv::flip(turned, out, -1);
            break;
        case 4:
        case 8:
            cv::flip(turned, out, 0);
            break;
        default:
            break;
    }
    return out;
}

Result<cv::Mat> decodeRgb(std::string& bytes, const ContainerFacts& facts, int by, const std::filesystem::path& file) {
    if (facts.kind == Container::Jpeg) {
        auto jpeg = decodeJpeg(bytes, by);
        if (!jpeg.problem.empty()) return refused(file, jpeg.problem);
        return cv::Mat(jpeg.height, jpeg.width, CV_8UC3, jpeg.rgb.data()).clone();
    }
    const cv::Mat decoded = decodePixels(bytes, facts);
    if (decoded.empty()) return refused(file, "the image cannot be decoded, it is damaged");
    return toRgb(decoded, facts.greyKey);
}

Result<Picture> decodeBytes(std::string& bytes, const std::filesystem::path& file, const Wanted& wanted) {
    const ContainerFacts facts = inspect(bytes);
    if (auto good = checkDecodable(facts, file); !good) return pass(good);
    LEGENDA_TRY(decoded, decodeRgb(bytes, facts, reduction(facts, wanted.leastDecoded), file));
    const cv::Mat pixels = upright(std::move(*decoded), facts.orientation);

    Picture picture;
    picture.fullWidth = static_cast<int>(facts.uprightWidth());
    picture.fullHeight = static_cast<int>(facts.uprightHeight());
    picture.width = pixels.cols;
    picture.height = pixels.rows;
    if (const int maxSide = wanted.maxSide; maxSide > 0 && std::max(pixels.cols, pixels.rows) > maxSide) {
        const double scale = static_cast<double>(maxSide) / std::max(picture.fullWidth, picture.fullHeight);
        picture.width = std::clamp(static_cast<int>(std::lround(picture.fullWidth * scale)), 1, maxSide);
        picture.height = std::clamp(static_cast<int>(std::lround(picture.fullHeight * scale)), 1, maxSide);
    }
    picture.rgb.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
    cv::Mat out = view(picture);
    if (picture.width == pixels.cols && picture.height == pixels.rows)
        pixels.copyTo(out);
    else
        resample(pixels, out);
    return picture;
}

Result<Picture> decodeAs(const Wanted& wanted, std::string&& bytes, const std::filesystem::path& file) try {
    if (bytes.empty()) return refused(file, "the file is empty, an image was expected");
    return decodeBytes(bytes, file, wanted);
} catch (const cv::Exception& problem) {
    return fail(ErrorCode::BadInput, fmt::format("{}: the image cannot be decoded.", file.string()), problem.what());
} catch (const std::bad_alloc&) {
    return fail(ErrorCode::Io, fmt::format("{}: not enough memory to decode the image.", file.string()));
}

}  // namespace

Result<Picture> decode(const std::filesystem::path& file, int maxSide) {
    base::mayWait("decoding a picture", file);
    LEGENDA_TRY(bytes, base::readFile(file));
    return decode(std::move(*bytes), file, maxSide);
}

Result<Picture> decode(std::string&& bytes, const std::filesystem::path& file, int maxSide) {
    return decodeAs({maxSide, maxSide}, std::move(bytes), file);
}

Result<Picture> networkPicture(const std::filesystem::path& file, int longestSide) {
    LEGENDA_TRY(bytes, base::readFile(file));
    return networkPicture(std::move(*bytes), file, longestSide);
}

Result<Picture> networkPicture(std::string&& bytes, const std::filesystem::path& file, int longestSide) {
    return decodeAs({longestSide, kDecodedForNetwork * longestSide}, std::move(bytes), file);
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
