// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace legenda::ui {

// What a new run has beside its options: the device and threads that it is computed with, its note and its tags. GUI
// thread.
class RunSettings : public QWidget {
    Q_OBJECT
 public:
    explicit RunSettings(Bridge* bridge, QWidget* parent = nullptr);

    void addTo(runs::TrainRequest& request) const;
    // The note and the tags belong to one run: they are gone once it is started, and back where it was refused before
    // it was a run.
    void takeTexts();
    void restoreTexts();
    void forgetTexts();  // it is a run

 Q_SIGNALS:
    void changed();  // the device or the threads

 protected:
    void showEvent(QShowEvent* event) override;

 private:
    void offer(const runs::ComputePlaces& places);

    Bridge* bridge_;
    QComboBox* device_;
    QSpinBox* threads_;
    QLineEdit* note_;
    QLineEdit* tags_;
    QString takenNote_, takenTags_;
    bool asked_ = false;  // which cards there are
};

}  // namespace legenda::ui
