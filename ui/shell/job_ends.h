// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace legenda::ui {

class JobsModel;
struct JobRow;

// Jobs that have ended: the list keeps them for a day, over restarts, and the end of a long one is told when the window
// is not in front: at once to the desktop, in words as soon as the window is active again. GUI thread.
class JobEnds : public QObject {
    Q_OBJECT
 public:
    JobEnds(JobsModel* jobs, QWidget* window);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void recall();
    void keep() const;
    void tell(const JobRow& job);

    JobsModel* jobs_;
    QWidget* window_;
    QStringList untold_;
};

}  // namespace legenda::ui
