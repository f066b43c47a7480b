// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace legenda::image {

// The kind of picture that a file's name stands for where that kind is not read: "HEIC" of "a.HEIC", "SVG"; empty for
// all other names.
std::string_view foreignKindOf(std::string_view name);

// True for names of cameras' raw files: TIFF outside, of which only a small preview could be read.
bool isCameraRaw(std::string_view name);

// True where a file that begins like this is a JPEG, PNG, WebP or TIFF, whatever its name says. head: its first 16
// bytes or more.
bool canBeRead(std::string_view head);

// The kind of picture, document or archive that begins like this and is not read: "a GIF", "HEIC"; empty where it is
// not known.
std::string_view foreignContentOf(std::string_view head);

}  // namespace legenda::image
