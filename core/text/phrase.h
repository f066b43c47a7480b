// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace legenda::text {

// The words of a sentence that refer to a box.
struct Phrase {
    std::size_t sentence = 0, begin = 0, end = 0;  // tokens [begin, end) of text::tokenize(sentence)
    std::size_t box = 0;
};

}  // namespace legenda::text
