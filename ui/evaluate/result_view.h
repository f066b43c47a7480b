// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluate/comparison.h"
#include "ui/evaluate/result_files.h"

#include <QString>
#include <QWidget>

#include <vector>

class QAction;
class QSplitter;
class QVBoxLayout;

namespace legenda::ui {

struct EvaluationTable;
class FigureTable;
class ToneLabel;

// A result as a table beside the published figures, or several side by side, with what they are of and how to read it.
// GUI thread.
class ResultView : public QWidget {
    Q_OBJECT
 public:
    // actions: a button each, beside the title.
    explicit ResultView(const std::vector<QAction*>& actions, QWidget* parent = nullptr);

    void showResult(const EvaluationResult& result);
    void showComparison(const std::vector<ComparedResult>& results);

    QString title() const;
    QString note() const;
    QString asText() const;  // everything that is shown
    FigureTable* table() const { return table_; }
    void placeItems(QWidget* panel);  // below the table
    void makeRoomForItems();          // once their panel is shown: at least half of the height

 Q_SIGNALS:
    void copyRequested(legenda::ui::ResultFormat format);

 private:
    void addHead(QVBoxLayout* column, const std::vector<QAction*>& actions);
    void showTable(const EvaluationTable& table);

    QSplitter* splitter_;
    ToneLabel* title_ = nullptr;
    ToneLabel* note_;
    ToneLabel* label_;
    ToneLabel* warning_;
    ToneLabel* legend_;
    FigureTable* table_;
};

}  // namespace legenda::ui
