// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/import.h"

#include <QCoreApplication>
#include <QString>

namespace legenda::ui {

// What an import found, in words for the window.
struct ImportSummary {
    Q_DECLARE_TR_FUNCTIONS(ImportSummary)
 public:
    explicit ImportSummary(const exchange::ImportReport& report);

    QString sentence;  // "40 images and 200 sentences were read; one note: see the details."
    QString details;   // what was left out or looks wrong, and why, a line each; empty: nothing
};

}  // namespace legenda::ui
