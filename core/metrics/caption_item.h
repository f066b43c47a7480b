// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace legenda::metrics {

using Tokens = std::vector<std::string>;

// One thing to be scored: what was said of it, and what people say.
struct CaptionItem {
    Tokens hypothesis;
    std::vector<Tokens> references;
};

}  // namespace legenda::metrics
