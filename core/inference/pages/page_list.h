// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>

namespace legenda::inference {

// The pages that exports have written into a folder, kept in a file there: what a later export may remove.
struct PageList {
    std::set<std::string> keys;  // of the images' pages
    std::size_t indexPages = 0;

    // Empty where the folder has no list, or a damaged one.
    static PageList read(const std::filesystem::path& folder);
    base::Status write(const std::filesystem::path& folder) const;
    void add(const PageList& other);
};

// Removes the files of the pages of `before` that `now` has not. What is gone already does not matter.
base::Status removePages(const std::filesystem::path& folder, const PageList& before, const PageList& now);

}  // namespace legenda::inference
