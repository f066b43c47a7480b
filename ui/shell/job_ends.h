// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QSystemTrayIcon;
class QWidget;

namespace legenda::ui {

class JobsModel;
struct JobRow;

// Jobs that have ended: the list keeps them for a day, over restarts, and the end of a long one is told when the window
// is not in front: at once to the desktop (the window asks for attention, and a notification where the desktop shows
// them), in the window as soon as it is active again. Each window keeps its own jobs, so that none overwrites
// another's. GUI thread.
class JobEnds : public QObject {
    Q_OBJECT
 public:
    JobEnds(JobsModel* jobs, QWidget* window);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void recall();
    void keep() const;
    void forget() const;
    void tell(const JobRow& job);
    void notify(const QString& text);

    JobsModel* jobs_;
    QWidget* window_;
    QString key_;           // of the preference that holds this window's jobs
    QStringList recalled_;  // of those that held earlier ones
    QStringList untold_;
    QSystemTrayIcon* tray_ = nullptr;  // there while a notification is
};

}  // namespace legenda::ui
