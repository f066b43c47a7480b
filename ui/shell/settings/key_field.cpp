// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/key_field.h"

#include <QKeyEvent>

namespace legenda::ui {

namespace {

bool isModifier(int key) {
    return key == Qt::Key_Control || key == Qt::Key_Shift || key == Qt::Key_Alt || key == Qt::Key_Meta ||
           key == Qt::Key_AltGr || key == Qt::Key_unknown;
}

// "?" is typed with Shift, and is a key of its own.
Qt::KeyboardModifiers modifiersOf(const QKeyEvent& event) {
    const auto held = event.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    const QString text = event.text();
    const bool sign = text.size() == 1 && text.front().isPrint() && !text.front().isLetter() && !text.front().isSpace();
    return sign ? held & ~Qt::KeyboardModifiers(Qt::ShiftModifier) : held;
}

}  // namespace

KeyField::KeyField(QWidget* parent) : QLineEdit(parent) {
    setReadOnly(true);
    setPlaceholderText(tr("Press the new key"));
}

void KeyField::setKey(const QKeySequence& key) {
    key_ = key;
    setText(key.toString(QKeySequence::NativeText));
    Q_EMIT keyChanged();
}

bool KeyField::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();  // it is the value, and not an action's key
        return true;
    }
    return QLineEdit::event(event);
}

void KeyField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return event->ignore();
    if (isModifier(event->key())) return;
    if (event->key() == Qt::Key_Backspace && event->modifiers() == Qt::NoModifier) return setKey({});
    setKey(QKeySequence(modifiersOf(*event) | static_cast<Qt::Key>(event->key())));
}

}  // namespace legenda::ui
