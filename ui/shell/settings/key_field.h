// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace legenda::ui {

// A field that takes the next key with its modifiers as its value. Tab and Esc keep their meaning; Backspace empties
// it.
class KeyField : public QLineEdit {
    Q_OBJECT
 public:
    explicit KeyField(QWidget* parent = nullptr);

    const QKeySequence& key() const { return key_; }
    void setKey(const QKeySequence& key);

 Q_SIGNALS:
    void keyChanged();

 protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

 private:
    QKeySequence key_;
};

}  // namespace legenda::ui
