// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <QString>

#include <vector>

class QCPAxisRect;
class QCPItemStraightLine;
class QCustomPlot;
class QLabel;

namespace legenda::ui {

// A line through charts that share their steps, at the step under the mouse, and a box of text beside it. GUI thread.
class ChartCursor : public QObject {
    Q_OBJECT
 public:
    // charts: from top to bottom; the text stands in the first.
    ChartCursor(QCustomPlot* plot, std::vector<QCPAxisRect*> charts);

    double stepAt(const QPointF& position) const;
    bool isInside(const QPointF& position) const;  // of a chart
    void show(const QPointF& position, const QString& html);
    void hide();
    void applyColours();

 private:
    QCustomPlot* plot_;
    std::vector<QCPAxisRect*> charts_;
    std::vector<QCPItemStraightLine*> lines_;
    QLabel* values_;
};

}  // namespace legenda::ui
