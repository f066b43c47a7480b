// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/controls/painted_items.h"

#include <QWidget>

#include <functional>

namespace legenda::ui {

// How many items have a figure in each of equal ranges, as bars. A click on one (Left, Right and Space with the
// keyboard) chooses its range, a second click all items again. GUI thread.
class FigureHistogram : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    static constexpr int kBins = 20;
    explicit FigureHistogram(QWidget* parent = nullptr);

    // `text`: of a value at the edge of a bar. `whole`: the values are whole numbers, as 0 and 1 for miss and hit, and
    // each has a bar of its own under which it stands with the number of its items; so has a value that all items have.
    void setHistogram(evaluation::Histogram histogram, std::function<QString(double)> text, bool whole = false);
    void clear();
    int chosen() const { return chosen_; }  // -1: all
    void choose(int bin);                   // emits chosenChanged
    double low(int bin) const;
    const evaluation::Histogram& histogram() const { return histogram_; }

    QAccessible::Role paintedRole() const override { return QAccessible::Chart; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::Button; }
    int paintedItemCount() const override { return static_cast<int>(histogram_.counts.size()); }
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

 Q_SIGNALS:
    void chosenChanged(int bin);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

 private:
    QRectF columnOf(int bin) const;  // the whole height
    int binAt(const QPointF& position) const;
    QString wholeText(int bin) const;  // "hit: 12"
    void setLit(int bin);

    evaluation::Histogram histogram_;
    std::function<QString(double)> text_;
    bool whole_ = false;
    int chosen_ = -1, lit_ = -1;  // lit: under the mouse or reached by keys
};

}  // namespace legenda::ui
