// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_path.h"

#include <system_error>

namespace legenda::project {

namespace fs = std::filesystem;

ProjectPath ProjectPath::of(const fs::path& project, const fs::path& file) {
    if (file.empty()) return {};
    std::error_code failure;
    const fs::path whole = fs::weakly_canonical(fs::absolute(file), failure);
    const fs::path folder = fs::weakly_canonical(fs::absolute(project), failure);
    const fs::path inside = whole.lexically_relative(folder);
    const bool below = !inside.empty() && *inside.begin() != ".." && inside != ".";
    return ProjectPath(below ? inside.generic_string() : whole.string());
}

fs::path ProjectPath::in(const fs::path& project) const {
    if (empty()) return {};
    const fs::path path(stored_);
    return path.is_relative() ? project / path : path;
}

}  // namespace legenda::project
