// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;
class QVBoxLayout;

namespace legenda::ui {

// The options of an evaluation that its models have, with the defaults of the command line. GUI thread.
class EvaluateOptionsForm : public QWidget {
    Q_OBJECT
 public:
    explicit EvaluateOptionsForm(QWidget* parent = nullptr);

    void setTask(const evaluation::TaskInfo& task, const project::ProjectInfo& project);  // keeps what was chosen
    bool hasRows() const;
    void write(evaluation::EvaluateOptions& options) const;

 private:
    QWidget* addRow(const QString& title, QWidget* field);
    void showRows();

    QVBoxLayout* column_;
    evaluation::TaskInfo::Takes takes_;
    QSpinBox* beam_;
    QCheckBox* rerank_;
    QCheckBox* lexicon_;
    QDoubleSpinBox* beta_;
    QComboBox* alignModels_;
    QComboBox* fullFrameModels_;
};

}  // namespace legenda::ui
