// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/layout/fitting_scroll.h"

#include <QList>

namespace legenda::ui {

// The right side of Browse: its sections below each other. GUI thread.
class BrowsePanel : public FittingScroll {
    Q_OBJECT
 public:
    explicit BrowsePanel(const QList<QWidget*>& sections);
};

}  // namespace legenda::ui
