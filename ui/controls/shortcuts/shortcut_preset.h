// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <optional>

namespace legenda::ui {

// Whose habits the keys follow: labelme's and X-AnyLabeling's, as the actions are made with, or CVAT's.
enum class ShortcutPreset { Legenda, Cvat };

// Keys that a preset gives an action instead of those that it is made with; none: it has no others.
std::optional<QList<QKeySequence>> presetKeys(ShortcutPreset preset, const QString& id);

}  // namespace legenda::ui
