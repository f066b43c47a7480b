// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/splits.h"

#include <QDialog>

#include <cstdint>
#include <vector>

class QLabel;
class QSpinBox;

namespace legenda::ui {

// Asks which share of all photographs goes into which split.
class DivideDialog : public QDialog {
    Q_OBJECT
 public:
    // images: of the project.
    DivideDialog(std::int64_t images, QWidget* parent = nullptr);

 Q_SIGNALS:
    void wanted(const std::vector<legenda::project::Share>& shares, quint64 seed);

 private:
    void showCounts();
    int total() const;  // percent

    std::int64_t images_;
    std::vector<std::pair<const char*, QSpinBox*>> parts_;  // by split, percent
    QSpinBox* seed_ = nullptr;
    QLabel* counts_;
    QPushButton* divide_;
};

}  // namespace legenda::ui
