// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

namespace legenda::ui {

// Earlier texts offered below a field that is being typed into: a child of its window that never takes the focus. None
// is chosen until a key or the mouse chooses one, so that Enter still commits what is typed. GUI thread.
class TextCompletions : public QListWidget {
    Q_OBJECT
 public:
    explicit TextCompletions(QWidget* window);

    void show(const QStringList& texts, const QWidget* field);
    void step(int direction);
    bool take();  // the chosen one; false: none is

 Q_SIGNALS:
    void taken(const QString& text);
};

}  // namespace legenda::ui
