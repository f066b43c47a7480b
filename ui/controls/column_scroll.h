// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/layout/fitting_scroll.h"

#include <QPointer>
#include <QTimer>

namespace legenda::ui {

// A scroll area around a column of widgets that keeps one of them visible. A widget that was just added has no position
// before the column is laid out, and one that grows during typing would leave the view. GUI thread.
class ColumnScroll : public FittingScroll {
    Q_OBJECT
 public:
    explicit ColumnScroll(int leastWidth, QWidget* parent = nullptr);

    // Scrolls to `part` and, as far as there is room, to all of `whole` around it: now and whenever the column is laid
    // out anew, until the user scrolls or another widget is revealed.
    void reveal(QWidget* whole, QWidget* part);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

 private:
    void settle();

    QPointer<QWidget> whole_, part_;
    QTimer laidOut_;
};

}  // namespace legenda::ui
