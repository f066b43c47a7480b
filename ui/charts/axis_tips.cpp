// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_tips.h"

#include "ui/charts/loss_chart_plot.h"
#include "ui/controls/help/figure_help.h"

#include <QHelpEvent>
#include <QToolTip>

namespace legenda::ui {

AxisTips::AxisTips(QCustomPlot* plot, const QCPAxisRect* loss, const QCPAxisRect* below,
                   std::function<QString()> figure)
    : QObject(plot), plot_(plot), loss_(loss), below_(below), figure_(std::move(figure)) {
    plot_->installEventFilter(this);
}

QString AxisTips::tipAt(const QPoint& position) const {
    if (position.x() >= loss_->left()) return {};
    return position.y() < below_->outerRect().top() ? figureHelp("loss") : figureHelp(figure_());
}

bool AxisTips::eventFilter(QObject* watched, QEvent* event) {
    if (watched != plot_ || event->type() != QEvent::ToolTip) return false;
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), plot_);
    return true;
}

}  // namespace legenda::ui
