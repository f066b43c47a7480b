// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace legenda::image {

// The format of a picture by its file name where that format is not supported: "HEIC" of "a.HEIC", "SVG"; empty for all
// other names.
std::string_view foreignKindOf(std::string_view name);

// True for names of camera raw files: TIFF containers of which only a small preview could be read.
bool isCameraRaw(std::string_view name);

// True where a file that begins like this is a JPEG, PNG, WebP or TIFF, whatever its name says. head: its first 16
// bytes or more.
bool canBeRead(std::string_view head);

// The format of a picture, document or archive that begins like this and is not supported: "a GIF", "HEIC"; empty:
// unknown.
std::string_view foreignContentOf(std::string_view head);

}  // namespace legenda::image
