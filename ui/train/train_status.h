// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/jobs_model.h"

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace legenda::ui {

class ToneLabel;

// The line under the charts: what the running training does now, how fast, how long still, and Cancel. GUI thread.
class TrainStatus : public QFrame {
    Q_OBJECT
 public:
    explicit TrainStatus(QWidget* parent = nullptr);
    void show(const JobRow& job, bool cancelling);
    void setCancelTip(const QString& tip);

 Q_SIGNALS:
    void cancelRequested();

 private:
    ToneLabel* what_;
    ToneLabel* figures_;
    QProgressBar* bar_;
    QPushButton* cancel_;
};

// "epoch 3 · step 1,240 · loss 2.314 · 31 steps/s · 2 min 05 s left"; while features are made "120 of 800 · 12 / s ·
// …".
QString trainingFigures(const JobRow& job);

}  // namespace legenda::ui
