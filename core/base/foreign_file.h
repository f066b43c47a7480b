// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace legenda::base {

// What a file that was expected to be something else is by its first bytes, and what to do then: "is a web page, not
// the file itself: download it again". Empty where that cannot be told. Frequent cases: a repository cloned without Git
// LFS, a web page saved instead of the file behind it, an incomplete download.
std::string foreignKind(std::string_view head);
inline constexpr std::size_t kForeignHead = 512;  // bytes that it looks at

}  // namespace legenda::base
