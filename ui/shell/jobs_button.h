// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QFrame>

#include <functional>

class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace legenda::ui {

class JobsModel;

// The header's ring: the progress of the running job and the number of jobs. A click opens the list.
class JobsButton : public QAbstractButton {
    Q_OBJECT
 public:
    JobsButton(JobsModel* jobs, std::function<void(qint64)> cancel, QWidget* parent = nullptr);
    QSize sizeHint() const override;

 protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

 private:
    QString label() const;
    JobsModel* jobs_;
    std::function<void(qint64)> cancel_;
    bool hover_ = false;
};

// The list under the ring: progress, rate, time left, cancel; those that have ended can be cleared. Scrolls where it
// would be higher than the window. Closes when something else is clicked.
class JobsPopup : public QFrame {
    Q_OBJECT
 public:
    JobsPopup(JobsModel* jobs, std::function<void(qint64)> cancel, QWidget* parent);
    void openBelow(const QWidget* button);

 private:
    void rebuild();
    void refresh(int row);
    void fit();

    JobsModel* jobs_;
    std::function<void(qint64)> cancel_;
    QWidget* list_;
    QVBoxLayout* rows_;
    QScrollArea* scroll_;
    QPushButton* clear_;
};

}  // namespace legenda::ui
