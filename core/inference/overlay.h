// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/alignment_result.h"

#include <filesystem>

namespace legenda::inference {

// Writes the picture with the boxes of the regions that are aligned with words, in the colours of the program's region
// palette, at the picture's own resolution. PNG or JPEG by the file's extension.
base::Status writeOverlay(const std::filesystem::path& picture, const model::Alignment& alignment,
                          const std::filesystem::path& out);

}  // namespace legenda::inference
