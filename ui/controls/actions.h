// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

namespace legenda::ui {

// One thing the user can do: found by the command palette, shown in the key list, its keys in its tooltip.
// id ("browse.next") is the object name, by which Shortcuts knows it: `keys` are those of the preset Legenda, and the
// user may have chosen others. Added to `owner`, a page or the window: its keys work in the whole window while `owner`
// is visible, but a focused text field takes single keys first.
QAction* addAction(QWidget* owner, const QString& id, const QString& text, const QString& iconName,
                   const QList<QKeySequence>& keys, std::function<void()> run);
// A checkable action; `run` is called at every change.
QAction* addToggle(QWidget* owner, const QString& id, const QString& text, const QString& iconName,
                   const QList<QKeySequence>& keys, bool on, std::function<void(bool)> run);
// The action of `owner` itself with this id, which must exist.
QAction* actionOf(const QWidget* owner, const char* id);
// "Draw box  (R)": for buttons made of an action.
QString tooltip(const QAction* action);

}  // namespace legenda::ui
