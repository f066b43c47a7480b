// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QToolButton;

namespace legenda::ui {

// A line of tool buttons with icon and text, the first at the left, the others at the right. Where it is too narrow for
// all texts, those at the right show their icons alone, the last one first. GUI thread.
class FoldingButtons : public QWidget {
    Q_OBJECT
 public:
    explicit FoldingButtons(QWidget* parent = nullptr);

    void add(QToolButton* button);  // with an icon

 protected:
    bool event(QEvent* event) override;

 private:
    void fold();

    std::vector<QToolButton*> buttons_;
};

}  // namespace legenda::ui
