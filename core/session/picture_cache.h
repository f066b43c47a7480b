// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/picture.h"

#include <filesystem>
#include <optional>

namespace legenda::session {

// Reduced pictures that outlive the session. Passed to Session by the program, which knows the cache folder and the
// image format; called on the session's thread of pictures only.
class PictureCache {
 public:
    virtual ~PictureCache() = default;
    // The picture of `file` as it is now (path, size and time of its last change), none where it is not cached.
    virtual std::optional<base::Picture> find(const std::filesystem::path& file, int maxSide) = 0;
    virtual void keep(const std::filesystem::path& file, int maxSide, const base::Picture& picture) = 0;
};

}  // namespace legenda::session
