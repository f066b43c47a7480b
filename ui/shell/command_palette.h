// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

class QAction;
class QLabel;
class QLineEdit;
class QListWidget;

namespace legenda::ui {

// Finds every action by its name, or by another word for it, and runs it. A child of the window, over its upper half;
// closes on Esc or when it loses the focus.
class CommandPalette : public QFrame {
    Q_OBJECT
 public:
    CommandPalette(QList<QAction*> actions, QWidget* window);
    static bool matches(const QString& text,
                        const QString& query);  // every word of the query occurs, preferably at the start of a word

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void filter(const QString& query);
    void runCurrent();
    void dismiss();

    QList<QAction*> actions_;
    QPointer<QWidget> before_;  // had the focus, and gets it back
    QLineEdit* query_;
    QListWidget* list_;
    QLabel* nothing_;  // in place of an empty list
};

}  // namespace legenda::ui
