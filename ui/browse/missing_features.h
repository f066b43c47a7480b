// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <functional>

namespace legenda::ui {

class Page;

// Shows the error on the page. Where region features are missing it has a button that computes them for the alignment
// model in use and then calls `then`.
void showErrorOrOfferFeatures(Page* page, const base::Error& error, std::function<void()> then);

}  // namespace legenda::ui
