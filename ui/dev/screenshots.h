// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <vector>

namespace legenda::ui {

class MainWindow;

struct ScreenshotOptions {
    QString folder;
    QStringList pages;                  // empty: all
    std::vector<theme::Scheme> themes;  // empty: both
    int timeoutSeconds = 60;            // a page that has not settled by then is an error
};

// Renders pages of the window's project to FOLDER/PAGE-THEME.png, one after the other, each when it has settled.
class Screenshots : public QObject {
    Q_OBJECT
 public:
    Screenshots(MainWindow* window, ScreenshotOptions options);

 Q_SIGNALS:
    void finished(int status);  // of the process; not 0: a message is on stderr

 private:
    struct Shot {
        QString page;
        theme::Scheme scheme;
    };
    void prepare();
    void poll();
    bool take();
    void fail(const QString& message, int status = 1);

    MainWindow* window_;
    ScreenshotOptions options_;
    std::vector<Shot> shots_;
    std::size_t next_ = 0;
    bool shown_ = false;
    int calm_ = 0;  // polls in a row that found the page settled
    QTimer timer_;
    QElapsedTimer since_;
};

}  // namespace legenda::ui
