// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>

class QCPAxisRect;
class QCustomPlot;

namespace legenda::ui {

// Tooltips at the left axes of two charts below each other: what the loss is, and the figure below it. GUI thread.
class AxisTips : public QObject {
    Q_OBJECT
 public:
    // figure: the name of the figure that the lower chart shows now. Owned by the plot.
    AxisTips(QCustomPlot* plot, const QCPAxisRect* loss, const QCPAxisRect* below, std::function<QString()> figure);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    QString tipAt(const QPoint& position) const;

    QCustomPlot* plot_;
    const QCPAxisRect *loss_, *below_;
    std::function<QString()> figure_;
};

}  // namespace legenda::ui
