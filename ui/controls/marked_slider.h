// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>

namespace legenda::ui {

// A horizontal slider with a mark at its default value, to which a double click resets it.
class MarkedSlider : public QSlider {
    Q_OBJECT
 public:
    explicit MarkedSlider(QWidget* parent = nullptr) : QSlider(Qt::Horizontal, parent) {}

    void setMark(int value);
    int mark() const { return mark_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

 Q_SIGNALS:
    void reset();  // by a double click, after the value has changed

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
    int mark_ = 0;
};

}  // namespace legenda::ui
