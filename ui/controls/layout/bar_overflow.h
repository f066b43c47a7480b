// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

#include <vector>

namespace legenda::ui {

// The button at the end of a bar of tools whose menu has the tools for which the bar is too narrow. The bar has a
// horizontal layout, and may be as narrow as its parent likes. GUI thread.
class BarOverflow : public QToolButton {
    Q_OBJECT
 public:
    explicit BarOverflow(QWidget* bar);

    // Part of the bar that may leave it, those that were added first before the others; its action goes into the menu
    // (nullptr: it is nothing to press).
    void add(QWidget* part, QAction* action);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    struct Part {
        QWidget* widget;
        QAction* action;
    };
    int roomOf(const QWidget* part) const;
    void fit();
    void fillMenu();

    QWidget* bar_;
    std::vector<Part> parts_;
};

}  // namespace legenda::ui
