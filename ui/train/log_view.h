// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace legenda::ui {

// The log of a job, newest line last. Follows the end unless the user has scrolled up; keeps the last 2,000 lines.
// GUI thread.
class LogView : public QPlainTextEdit {
    Q_OBJECT
 public:
    explicit LogView(QWidget* parent = nullptr);
    // Adds "12:04:31  text"; the same text twice in a row is one line.
    void append(const QString& text);

 private:
    QString last_;
};

}  // namespace legenda::ui
