// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluate/results_list.h"

#include <QObject>

#include <cstddef>
#include <vector>

namespace legenda::ui {

class Bridge;

// One of several results that stand side by side.
struct ComparedResult {
    EvaluationResult result;  // of all but the first with "against" the first in its figures, once it has arrived
    bool waiting = false;
    QString why;  // it cannot be compared with the first; empty: it can
};

// Compares results with the first of them by the paired test, one after the other: each may take seconds. GUI thread.
class Comparison : public QObject {
    Q_OBJECT
 public:
    explicit Comparison(Bridge* bridge, QObject* parent = nullptr) : QObject(parent), bridge_(bridge) {}

    void start(std::vector<EvaluationResult> results);  // fewer than two end it
    const std::vector<ComparedResult>& results() const { return results_; }
    bool waiting() const;

 Q_SIGNALS:
    void changed();  // another comparison has arrived

 private:
    void next();

    Bridge* bridge_;
    std::vector<ComparedResult> results_;
    quint64 number_ = 0;  // of the comparison that was started last
};

}  // namespace legenda::ui
