// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/jobs_model.h"

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace legenda::ui {

class ToneLabel;

// The line at a page's foot while its long job runs: stage, rate, time left, and Cancel. GUI
// thread.
class JobStatus : public QFrame {
    Q_OBJECT
 public:
    explicit JobStatus(QWidget* parent = nullptr);
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

}  // namespace legenda::ui
