// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/cmyk_jpeg.h"

#include <array>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

namespace legenda::image {

namespace {

struct Failure {
    jpeg_error_mgr manager;  // first: libjpeg hands out a pointer to it
    std::jmp_buf leave;
    std::array<char, JMSG_LENGTH_MAX> message;
};

[[noreturn]] void onError(j_common_ptr info) {
    auto* failure = reinterpret_cast<Failure*>(info->err);
    info->err->format_message(info, failure->message.data());
    std::longjmp(failure->leave, 1);
}

void ignore(j_common_ptr) {}

// Only plain data lives here, which longjmp may leave behind.
bool decodeInto(const std::string& bytes, int reducedBy, CmykPixels& out, std::vector<std::uint8_t>& row,
                Failure& failure) {
    jpeg_decompress_struct info{};
    info.err = jpeg_std_error(&failure.manager);
    info.err->error_exit = onError;
    info.err->output_message = ignore;
    if (setjmp(failure.leave) != 0) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_CMYK;
    info.scale_num = 1;
    info.scale_denom = static_cast<unsigned>(reducedBy);
    jpeg_start_decompress(&info);
    out.width = static_cast<int>(info.output_width);
    out.height = static_cast<int>(info.output_height);
    row.resize(std::size_t{info.output_width} * 4);
    out.rgb.resize(std::size_t{info.output_width} * info.output_height * 3);
    const std::uint8_t inverted = info.saw_Adobe_marker ? 0 : 0xFF;
    auto* to = out.rgb.data();
    while (info.output_scanline < info.output_height) {
        JSAMPROW into = row.data();
        jpeg_read_scanlines(&info, &into, 1);
        for (std::size_t x = 0; x < row.size(); x += 4) {
            const int light = row[x + 3] ^ inverted;
            for (std::size_t c = 0; c < 3; ++c)
                *to++ = static_cast<std::uint8_t>(((row[x + c] ^ inverted) * light + 127) / 255);
        }
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

}  // namespace

CmykPixels decodeCmykJpeg(const std::string& bytes, int reducedBy) {
    CmykPixels out;
    std::vector<std::uint8_t> row;
    Failure failure{};
    if (!decodeInto(bytes, reducedBy, out, row, failure)) out.problem = failure.message.data();
    return out;
}

}  // namespace legenda::image
