// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_tabs.h"

#include "ui/controls/segmented.h"
#include "ui/theme/theme.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace legenda::ui {

RunTabs::RunTabs(QWidget* charts, QWidget* samples, QWidget* parent)
    : QWidget(parent), choice_(new Segmented({tr("Charts"), tr("Samples")}, this)) {
    setObjectName(QStringLiteral("runTabs"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, theme::kSpace2);
    auto* stack = new QStackedWidget(this);
    choice_->setToolTips({tr("The curves of the runs that are shown"),
                          tr("What the current run says about the same dev images at each evaluation")});
    stack->addWidget(charts);
    stack->addWidget(samples);
    column->addWidget(choice_, 0, Qt::AlignLeft);
    column->addWidget(stack, 1);
    connect(choice_, &Segmented::changed, stack, &QStackedWidget::setCurrentIndex);
}

void RunTabs::showSamples(bool samples) {
    choice_->setCurrent(samples ? 1 : 0);
}

}  // namespace legenda::ui
