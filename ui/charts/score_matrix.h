// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"
#include "ui/controls/painted_items.h"

#include <QWidget>

#include <vector>

namespace legenda::ui {

// The scores of words with regions as a heat map: one row per region, one column per word. The cell of a word's region
// is framed in the region's colour. Hovering names word and region; a click pins them until the next click.
class ScoreMatrix : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    explicit ScoreMatrix(QWidget* parent = nullptr);

    void setAlignment(const model::Alignment& alignment, std::vector<int> numbers);
    void clear();
    void setLit(int region, int word);
    QRectF cellRect(int word, int region) const;

    // The cells, row by row, for screen readers.
    QAccessible::Role paintedRole() const override { return QAccessible::Table; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::Cell; }
    int paintedItemCount() const override;
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

 Q_SIGNALS:
    void cellHovered(int word, int region);  // -1, -1: none
    void cellPinned(int word, int region);   // -1, -1: unpinned

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

 private:
    QString tipOf(int word, int region) const;
    std::pair<int, int> cellAt(const QPointF& position) const;  // word, row
    void pin(const std::pair<int, int>& cell);
    double cellWidth() const;
    double cellHeight() const;

    std::vector<QString> words_;
    std::vector<bool> known_;
    std::vector<int> assignment_;
    std::vector<int> rows_;     // regions in the order of their numbers
    std::vector<int> numbers_;  // by region
    base::Matrix scores_;
    double low_ = 0, high_ = 1;
    int litWord_ = -1, litRegion_ = -1;
    std::pair<int, int> hover_{-1, -1};
    std::pair<int, int> pinned_{-1, -1};
};

}  // namespace legenda::ui
