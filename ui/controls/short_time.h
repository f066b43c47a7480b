// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

namespace legenda::ui {

// "2026-11-24T22:58:01Z" in the user's zone: "24 Nov 22:58", of today "22:58". Empty where it is not a time.
QString shortTime(const std::string& iso);
// The same in whole: "24 Nov 2026, 22:58:01"; the text itself where it is not a time.
QString longTime(const std::string& iso);

}  // namespace legenda::ui
