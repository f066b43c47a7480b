// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/layout/fitting_scroll.h"

namespace legenda::ui {

// As tall as what is in it, but at most a share of the widget that holds it: beyond that it is scrolled, so that larger
// text leaves room for the rest.
class ShareScroll : public FittingScroll {
    Q_OBJECT
 public:
    ShareScroll(double share, QWidget* parent);  // of the parent's height

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    int wholeHeight() const;  // of what is in it, at its width without a bar
    int most() const;
    int wantedHeight() const;
    void askAgain();

    double share_;
};

}  // namespace legenda::ui
