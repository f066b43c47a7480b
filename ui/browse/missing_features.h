// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <functional>

namespace legenda::ui {

class Page;

// "Searching needs a look at all 7,000 photographs first, about 16 minutes." act: what needs the region features.
QString needsFeatures(const Page* page, const QString& act);

// Shows the error on the page. Where region features are missing it is said what needs them, for how many photographs
// and how long. There, and where their file is damaged, a button computes them for the alignment model in use and then,
// where the project is still open, calls `then`.
void showErrorOrOfferFeatures(Page* page, const base::Error& error, const QString& act, std::function<void()> then);

// "browse.look": computes them at any time.
void addLookAction(Page* page);

}  // namespace legenda::ui
