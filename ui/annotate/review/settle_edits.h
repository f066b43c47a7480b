// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/review.h"
#include "core/store/project_store.h"

#include <vector>

namespace legenda::ui {

// What two annotators disagree on becomes: the work of the first, of the second, of both, or nothing.
enum class Settling { First, Second, Both, Neither };

// Whether it can be settled so: phrases and a box that only one has drawn are not kept twice.
bool settlesSo(const evaluation::Disagreement& what, Settling how);

// The edits, to be applied as one, that settle a disagreement to a consensus. The annotators' own boxes, texts and
// phrases stay as they are. image: what stands on the image of the disagreement. Empty: one of the two is not there any
// more.
std::vector<store::Edit> settlementEdits(const evaluation::Disagreement& what, Settling how,
                                         const store::EditOutcome& image);

}  // namespace legenda::ui
