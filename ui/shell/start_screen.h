// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace legenda::ui {

// The window's content while no project is open: three ways to open one, and a drop target.
class EmptyState : public QWidget {
    Q_OBJECT
 public:
    explicit EmptyState(QWidget* parent = nullptr);

 Q_SIGNALS:
    void demoRequested();
    void folderRequested();
    void importRequested();

 protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace legenda::ui
