// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace legenda::ui {

// Asks for a new task. Deletes itself. GUI thread.
class TaskForm : public QDialog {
    Q_OBJECT
 public:
    // listed: the images that the queue shows.
    TaskForm(std::vector<std::int64_t> listed, QWidget* parent);

 Q_SIGNALS:
    void wanted(const legenda::store::TaskRecord& task);

 private:
    store::TaskRecord task() const;

    std::vector<std::int64_t> listed_;
    QLineEdit* name_;
    QComboBox* images_;
    QSpinBox *boxes_, *annotators_, *seed_;
    QCheckBox* blind_;
};

}  // namespace legenda::ui
