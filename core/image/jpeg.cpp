// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg.h"

#include <array>
#include <csetjmp>
#include <cstdio>

// jerror.h needs the types of jpeglib.h, which needs those of cstdio.
#include <jpeglib.h>

#include <jerror.h>

namespace legenda::image {

namespace {

struct Watch {
    jpeg_error_mgr manager;  // first: libjpeg passes a pointer to it
    std::jmp_buf leave;
    std::array<char, JMSG_LENGTH_MAX> message;
    bool damaged;
    int line;              // of the picture, line where the damage begins; 0: unknown
    std::int64_t surplus;  // bytes that belong to nothing
};

[[noreturn]] void onError(j_common_ptr info) {
    auto* watch = reinterpret_cast<Watch*>(info->err);
    info->err->format_message(info, watch->message.data());
    std::longjmp(watch->leave, 1);
}

// Extra bytes before a marker and unknown colour transforms occur in files of cameras. Missing or contradictory
// coefficients are damage, unless they concern only the last rows of the picture.
void onMessage(j_common_ptr info, int level) {
    if (level >= 0 || !info->is_decompressor) return;
    auto* watch = reinterpret_cast<Watch*>(info->err);
    const auto* picture = reinterpret_cast<j_decompress_ptr>(info);
    const int code = info->err->msg_code;
    if (code == JWRN_EXTRANEOUS_DATA) watch->surplus += info->err->msg_parm.i[0];
    const bool data = code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE ||
                      code == JWRN_MUST_RESYNC || code == JWRN_JPEG_EOF;
    const bool inSteps = picture->progressive_mode;
    if (!data || watch->damaged || (!inSteps && picture->input_iMCU_row * 20 >= picture->total_iMCU_rows * 19)) return;
    watch->damaged = true;
    watch->line = inSteps ? 0 : static_cast<int>(picture->output_scanline) + 1;
    info->err->format_message(info, watch->message.data());
}

void ignore(j_common_ptr) {}

void toRgb(const std::vector<std::uint8_t>& cmyk, bool adobe, std::uint8_t* to) {
    const std::uint8_t inverted = adobe ? 0 : 0xFF;
    for (std::size_t x = 0; x < cmyk.size(); x += 4) {
        const int light = cmyk[x + 3] ^ inverted;
        for (std::size_t c = 0; c < 3; ++c)
            *to++ = static_cast<std::uint8_t>(((cmyk[x + c] ^ inverted) * light + 127) / 255);
    }
}

// Only plain data lives here, which longjmp may leave behind.
bool decodeInto(const std::string& bytes, int reducedBy, JpegPixels& out, std::vector<std::uint8_t>& row,
                Watch& watch) {
    jpeg_decompress_struct info{};
    info.err = jpeg_std_error(&watch.manager);
    info.err->error_exit = onError;
    info.err->emit_message = onMessage;
    info.err->output_message = ignore;
    if (setjmp(watch.leave) != 0) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    const bool ink = info.num_components == 4;
    info.out_color_space = ink ? JCS_CMYK : JCS_RGB;
    info.scale_num = 1;
    info.scale_denom = static_cast<unsigned>(reducedBy);
    jpeg_start_decompress(&info);
    out.width = static_cast<int>(info.output_width);
    out.height = static_cast<int>(info.output_height);
    const std::size_t stride = std::size_t{info.output_width} * 3;
    out.rgb.resize(stride * info.output_height);
    if (ink) row.resize(std::size_t{info.output_width} * 4);
    while (info.output_scanline < info.output_height) {
        auto* to = out.rgb.data() + info.output_scanline * stride;
        JSAMPROW into = ink ? row.data() : to;
        jpeg_read_scanlines(&info, &into, 1);
        if (ink) toRgb(row, info.saw_Adobe_marker, to);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

}  // namespace

JpegPixels decodeJpeg(const std::string& bytes, int reducedBy) {
    JpegPixels out;
    std::vector<std::uint8_t> row;
    Watch watch{};
    if (!decodeInto(bytes, reducedBy, out, row, watch)) {
        out.problem = std::string("the image cannot be decoded: ") + watch.message.data();
    } else if (watch.damaged) {
        out.problem = "the image is damaged";
        if (watch.line > 0) out.problem += " from line " + std::to_string(watch.line) + " on";
        out.problem += std::string(" (") + watch.message.data() + ")";
    } else if (watch.surplus > static_cast<std::int64_t>(bytes.size() / 50)) {
        out.problem = "the image is damaged: " + std::to_string(watch.surplus) + " of its bytes belong to no pixel";
    }
    return out;
}

}  // namespace legenda::image
