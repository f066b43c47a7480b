// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVBoxLayout>
#include <QWidget>

class QLabel;

namespace legenda::ui {

// One part of the panel at the right of Browse: a title and its contents. GUI thread.
class PanelSection : public QWidget {
    Q_OBJECT
 public:
    explicit PanelSection(const QString& title, QWidget* besideTitle = nullptr);

    QVBoxLayout* box() const { return box_; }
    void setTitle(const QString& title);

 private:
    QVBoxLayout* box_;
    QLabel* title_;
};

}  // namespace legenda::ui
