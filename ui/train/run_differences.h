// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_comparison.h"

#include <QScrollArea>
#include <QStringList>

class QLabel;

namespace legenda::ui {

class Page;

// What differs between two runs: their options, their data, and their figures at the last epoch that both have. Hidden
// unless there are exactly two. GUI thread.
class RunDifferences : public QScrollArea {
    Q_OBJECT
 public:
    explicit RunDifferences(Page* page, QWidget* parent = nullptr);
    void setRuns(const QStringList& runs);

 private:
    void show(const runs::RunComparison& found);

    Page* page_;
    QLabel* table_;
    QStringList runs_;
};

}  // namespace legenda::ui
