// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace legenda::base {

// "a, b or c" for a sentence; `last` stands before the last name. Empty for no names.
inline std::string listed(const std::vector<std::string>& names, std::string_view last = "or") {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0 && i + 1 < names.size()) text += ", ";
        if (i > 0 && i + 1 == names.size()) text.append(" ").append(last).append(" ");
        text += names[i];
    }
    return text;
}

}  // namespace legenda::base
