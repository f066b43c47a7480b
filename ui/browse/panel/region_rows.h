// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/painted_items.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace legenda::ui {

// The regions of an alignment: number, aligned words, their score, embedding norm. Regions without words are collapsed.
class RegionRows : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    struct Row {
        int region = 0;
        int number = 0;  // colour index; shown + 1
        QString words;
        double score = 0, norm = 0;
        bool won = false;
    };
    explicit RegionRows(QWidget* parent = nullptr);

    void setRows(std::vector<Row> rows);
    void setLit(int region);
    void setFigures(bool scores, bool norms);  // which the alignment has; both at first
    QAccessible::Role paintedRole() const override { return QAccessible::List; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::ListItem; }
    int paintedItemCount() const override;
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

 Q_SIGNALS:
    void regionHovered(int region);  // -1: none
    void regionClicked(int region);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

 private:
    int rowAt(double y) const;  // shown() is the line that expands them
    int shown() const;
    QString foldText() const;
    QString tipAt(const QPointF& position) const;
    std::vector<Row> rows_;  // those aligned with words first
    bool unfolded_ = false;
    bool scores_ = true, norms_ = true;
    int lit_ = -1, hover_ = -1;
};

}  // namespace legenda::ui
