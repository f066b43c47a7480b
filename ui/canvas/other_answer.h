// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QPushButton;

namespace legenda::ui {

class ToneLabel;

// What a model that is not ours says, below what ours says: its name, its text or a sentence about the wait or the
// failure, and after a failure a button that asks again. Hidden while there is nothing to say. GUI thread.
class OtherAnswer : public QWidget {
    Q_OBJECT
 public:
    enum class State { None, Waiting, Said, Failed };
    struct Content {
        State state = State::None;
        QString name, text;
        bool operator==(const Content&) const = default;
    };
    explicit OtherAnswer(QWidget* parent = nullptr);

    bool setContent(const Content& content);  // false: it is the same
    const Content& content() const { return content_; }

 Q_SIGNALS:
    void askedAgain();

 private:
    Content content_;
    ToneLabel *name_, *text_;
    QPushButton* again_;
};

}  // namespace legenda::ui
