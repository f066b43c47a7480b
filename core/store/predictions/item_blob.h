// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/predictions/records.h"

#include <string>
#include <string_view>

namespace legenda::store {

// prediction_item.data: the boxes of an item and the words of an alignment. All numbers are little-endian:
//   u32      1, the version of this layout
//   u32      number of boxes M, then for each x, y, w, h and its score as f64 (NaN: it has none)
//   u32      number of tokens T, then for each its length in bytes as u32, its UTF-8, its region as i32 (-1: none) and
//            its score as f64
//   u8       1: the scores of all tokens with all regions follow, T * M f32 by rows; 0: they are not known
// Empty for an item that has neither boxes nor tokens.
std::string itemBlob(const PredictionItem& item);

// Puts these back into the item. False: the bytes are not such a blob.
bool readItemBlob(std::string_view bytes, PredictionItem& item);

}  // namespace legenda::store
