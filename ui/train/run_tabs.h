// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace legenda::ui {

class Segmented;

// The charts of the runs and the samples of the current one, of which one is shown. GUI thread.
class RunTabs : public QWidget {
    Q_OBJECT
 public:
    RunTabs(QWidget* charts, QWidget* samples, QWidget* parent = nullptr);
    void showSamples(bool samples);

 private:
    Segmented* choice_;
};

}  // namespace legenda::ui
