// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace legenda::ui {

// One line above the photograph that says what one is looking at, until it is closed.
class GuideLine : public QFrame {
    Q_OBJECT
 public:
    explicit GuideLine(QWidget* parent = nullptr);

 Q_SIGNALS:
    void closed();
};

}  // namespace legenda::ui
