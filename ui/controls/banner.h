// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace legenda::ui {

// A notice at the place of a failure: one sentence, collapsed Details, and an action that resolves it as a button. It
// lies over the top of an area, which does not move for it.
class Banner : public QFrame {
    Q_OBJECT
 public:
    enum class Kind { Error, Warning, Info };
    explicit Banner(QWidget* area);  // a sibling of the area, which has a parent; hidden at first

    void showError(const base::Error& error, const QString& mendText = {}, std::function<void()> mend = {});
    void showMessage(Kind kind, const QString& message, const QString& details = {}, const QString& buttonText = {},
                     std::function<void()> button = {});
    void dismiss();

 protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

 private:
    void place();

    QWidget* area_;
    Kind kind_ = Kind::Error;
    QLabel* icon_;
    QLabel* text_;
    QLabel* details_;
    QToolButton* detailsButton_;
    QPushButton* mend_;
    std::function<void()> mendAction_;
};

}  // namespace legenda::ui
