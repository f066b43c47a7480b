// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace legenda::ui {

// Other words by which people look for an action, with spaces between them: "theme" for the appearance. By the action's
// id ("view.dark"); empty: it has none.
QString synonymsOf(const QString& id);

}  // namespace legenda::ui
