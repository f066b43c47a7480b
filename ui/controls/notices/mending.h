// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QCoreApplication>
#include <QString>

#include <functional>
#include <optional>

class QWidget;

namespace legenda::ui {

// What the window offers where something failed: the text of a button, and what it does.
struct Mending {
    Q_DECLARE_TR_FUNCTIONS(Mending)
 public:
    QString text;
    std::function<void()> act;
};

// By the error's key, out of the actions of `window`; none: there is nothing to offer.
std::optional<Mending> mendingOf(const base::Error& error, const QWidget* window);

}  // namespace legenda::ui
