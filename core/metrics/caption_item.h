// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace legenda::metrics {

using Tokens = std::vector<std::string>;

// One generated caption and the reference captions that it is scored against.
struct CaptionItem {
    Tokens hypothesis;
    std::vector<Tokens> references;
};

}  // namespace legenda::metrics
