// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/reasons/reasons.h"
#include "ui/browse/panel/text_rows.h"

#include <vector>

namespace legenda::ui {

// What covering a box changes, as words: struck through where they go, underlined where they are new or mean another
// region. The tooltip of each has its figures without and with the cover.
struct CoverRows {
    TextRows::Row caption;   // without the cover
    TextRows::Row covered;   // with it
    TextRows::Row sentence;  // no words: none was aligned
    int gone = 0;            // words of the caption
    int moved = 0;           // words of the sentence that mean another region

    // numbers: regionNumbers() of the alignment; a region beyond them is called by its index.
    static CoverRows of(const inference::CoverAnswer& answer, const std::vector<int>& numbers);
};

}  // namespace legenda::ui
