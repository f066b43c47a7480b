// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/result_view.h"

#include "core/evaluation/results/result_table.h"
#include "ui/controls/actions.h"
#include "ui/controls/layout/menu_button.h"
#include "ui/controls/short_time.h"
#include "ui/controls/tone_label.h"
#include "ui/evaluate/comparison_table.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

ResultView::ResultView(const std::vector<QAction*>& actions, QWidget* parent)
    : QWidget(parent), splitter_(new QSplitter(Qt::Vertical, this)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter_);
    splitter_->setHandleWidth(1);
    splitter_->setChildrenCollapsible(false);
    auto* figures = new QWidget(splitter_);
    auto* column = new QVBoxLayout(figures);
    column->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace1);
    addHead(column, actions);
    note_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Weak, figures);
    label_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, figures);
    label_->setObjectName(QStringLiteral("label"));
    label_->setWordWrap(true);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    warning_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Warning, figures);
    warning_->setObjectName(QStringLiteral("warning"));
    warning_->setWordWrap(true);
    table_ = new FigureTable(figures);
    table_->setObjectName(QStringLiteral("figures"));
    table_->setChoosable();
    connect(table_, &FigureTable::heightChanged, table_, &QWidget::setMaximumHeight);
    legend_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, figures);
    legend_->setWordWrap(true);
    column->addWidget(note_);
    column->addWidget(label_);
    column->addWidget(warning_);
    column->addSpacing(theme::kSpace3);
    column->addWidget(table_, 1);
    column->addWidget(legend_);
    column->addStretch(0);
    splitter_->addWidget(figures);
}

void ResultView::addHead(QVBoxLayout* column, const std::vector<QAction*>& actions) {
    QWidget* figures = column->parentWidget();
    auto* head = new QHBoxLayout;
    head->setSpacing(theme::kSpace2);
    title_ = new ToneLabel({}, theme::Type::Title, ToneLabel::Tone::Normal, figures);
    title_->setType(theme::Type::Title, QFont::DemiBold);
    title_->setWordWrap(true);
    head->addWidget(title_, 1);
    for (auto* action : actions) {
        auto* push = new QPushButton(action->icon(), action->iconText(), figures);
        push->setObjectName(action->objectName());
        push->setToolTip(tooltip(action));
        connect(push, &QPushButton::clicked, action, &QAction::trigger);
        head->addWidget(push);
    }
    auto* formats = new MenuButton(figures);
    formats->setObjectName(QStringLiteral("copyAs"));
    formats->setText(tr("Copy as"));
    formats->setAccessibleName(tr("Copy as"));
    formats->setToolTip(tr("The figures with their intervals for a paper or a program"));
    auto* menu = new QMenu(formats);
    for (const auto& file : resultFiles()) {
        auto* action = menu->addAction(file.title);
        action->setObjectName(file.ending);
        connect(action, &QAction::triggered, this, [this, format = file.format] { Q_EMIT copyRequested(format); });
    }
    formats->setMenu(menu);
    head->addWidget(formats);
    column->addLayout(head);
}

void ResultView::placeItems(QWidget* panel) {
    splitter_->addWidget(panel);
}

void ResultView::makeRoomForItems() {
    const auto share = [this] {
        const int whole = splitter_->height();
        const int figures = std::min(splitter_->widget(0)->sizeHint().height(), whole / 2);
        splitter_->setSizes({figures, whole - figures});
    };
    share();
    // Once more after pending layout requests: they make a splitter with a new child distribute its space again.
    QMetaObject::invokeMethod(this, share, Qt::QueuedConnection);
}

void ResultView::showTable(const EvaluationTable& table) {
    label_->setVisible(!label_->text().isEmpty());
    warning_->setText(table.warning);
    warning_->setVisible(!table.warning.isEmpty());
    table_->setTable(table.columns, table.rows);
    legend_->setText(table.legend);
}

void ResultView::showResult(const EvaluationResult& result) {
    const QString task = QString::fromStdString(result.task);
    title_->setText(tr("%1 on %2").arg(taskTitle(task), QString::fromStdString(result.split)));
    note_->setText(tr("%1  ·  %2").arg(QString::fromStdString(result.model), shortTime(result.at)));
    label_->setText(QString::fromStdString(evaluation::resultTable(result.figures).label));
    showTable(evaluationTable(task, result.figures));
}

void ResultView::showComparison(const std::vector<ComparedResult>& results) {
    if (results.empty()) return;
    const auto& first = results.front().result;
    title_->setText(
        tr("%1 on %2").arg(taskTitle(QString::fromStdString(first.task)), QString::fromStdString(first.split)));
    note_->setText(tr("%1 results beside each other").arg(results.size()));
    label_->setText(QString::fromStdString(evaluation::resultTable(first.figures).label));
    showTable(comparisonTable(results));
}

QString ResultView::title() const {
    return title_->text();
}

QString ResultView::note() const {
    return note_->text();
}

QString ResultView::asText() const {
    QStringList lines{title_->text()};
    for (const auto* label : {label_, warning_})
        if (!label->text().isEmpty()) lines << label->text();
    lines << table_->asText() + legend_->text() << QString();
    return lines.join(QLatin1Char('\n'));
}

}  // namespace legenda::ui
