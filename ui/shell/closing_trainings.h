// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <vector>

namespace legenda::ui {

class LiveTraining;

// What becomes of the trainings of this window when it is closed: asked every time. GUI thread.
class ClosingTrainings : public QObject {
    Q_OBJECT
 public:
    ClosingTrainings(LiveTraining* live, QWidget* window);
    // The legenda-cli that goes on with them; the one beside this program unless it is set.
    void setProgram(const QString& program) { program_ = program; }

    bool mayClose() const;
    // Asks, unless an answer is being carried out. Cancelled: nothing happens.
    void ask();

 Q_SIGNALS:
    void done();  // the window may be closed
    void failed(const legenda::base::Error& error);

 private:
    enum class Choice { None, Background, Pause, Stop };
    void choose(Choice choice);
    void ended();
    bool goOn(const std::vector<runs::TrainRequest>& left);  // in their order

    LiveTraining* live_;
    QWidget* window_;
    QString program_;
    Choice choice_ = Choice::None;
};

// The arguments of legenda-cli for a training.
QStringList trainingArguments(const runs::TrainRequest& request);

}  // namespace legenda::ui
