// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace legenda::ui {

// Scrolls up and down alone, and is never narrower than what is in it, which would be cut at its right: with larger
// text that needs more room.
class FittingScroll : public QScrollArea {
    Q_OBJECT
 public:
    explicit FittingScroll(int leastWidth = 0, QWidget* parent = nullptr);

    QSize minimumSizeHint() const override;

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    int leastWidth_;
    int width_ = 0;  // that was asked for last
};

}  // namespace legenda::ui
