// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace legenda::ui {

class PeopleState;

// Who annotates, with the annotator's colour; its menu lists the annotators, makes new ones, hides the others' work and
// signs out. GUI thread.
class SignInButton : public QToolButton {
    Q_OBJECT
 public:
    explicit SignInButton(PeopleState* people, QWidget* parent = nullptr);

 Q_SIGNALS:
    void tasksWanted();

 private:
    void refresh();
    void fillMenu();
    void askForName();
    void askForColour();

    PeopleState* people_;
};

// A round dot of a colour, for menus and buttons.
QIcon dotIcon(const QColor& colour);

}  // namespace legenda::ui
