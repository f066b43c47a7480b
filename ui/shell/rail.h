// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QAbstractButton;
class QAction;
class QVBoxLayout;

namespace legenda::ui {

// The column of pages at the left edge; settings at its foot. Each is a button of its own, for the keyboard and screen
// readers.
class Rail : public QWidget {
    Q_OBJECT
 public:
    explicit Rail(QWidget* parent = nullptr);

    // The action is what the button does as well: its keys are in the tooltip.
    void addPage(const QString& title, const QString& iconName, const QAction* action);
    void setSettingsAction(const QAction* action);
    void setCurrent(int page);  // -1: none

    QSize sizeHint() const override;

 Q_SIGNALS:
    void pageChosen(int page);
    void settingsRequested();

 protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

 private:
    QVBoxLayout* column_;
    std::vector<QAbstractButton*> pages_;
    QAbstractButton* settings_;
    int current_ = -1;
};

}  // namespace legenda::ui
