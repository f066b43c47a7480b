// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/browse/predictions/set_sentences.h"
#include "ui/canvas/other_answer.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <optional>
#include <string>

class QWidget;

namespace legenda::ui {

class BrowseState;

// Where the program that answers beside our models sees the sentence that Browse shows: its words on the regions of our
// alignment model, or its own boxes of the noun phrases. It is asked once image and sentence have been still for a
// moment, and only while `view` is seen; another image or sentence withdraws the question. After a failure that ended
// the program it is asked again only when the user says so. GUI thread.
class BesideProgram : public QObject {
    Q_OBJECT
 public:
    BesideProgram(Bridge* bridge, BrowseState* state, QWidget* view);

    void ask();       // about the state's image and sentence; then changed()
    void again();     // after a failure
    void withdraw();  // the question, and what was answered

    const SetSentence& sentence() const { return sentence_; }   // no tokens: there is none
    const OtherAnswer::Content& said() const { return said_; }  // whose it is, or why there is none

 Q_SIGNALS:
    void changed();

 private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void takeProgram();
    void findRegions();
    void askOn(const model::Alignment& ours);
    void take(const std::string& sentence, const base::Result<inference::LiveSentence>& result);
    void fail(const base::Error& error);
    void say(OtherAnswer::State state, const QString& text);

    Bridge* bridge_;
    BrowseState* state_;
    QWidget* view_;
    std::optional<LiveProgram> program_;
    QTimer still_;
    bool due_ = false;            // the question waits for the moment
    std::uint64_t question_ = 0;  // incremented with every question, so that late answers are recognised
    QString stopped_;             // why the program was ended; empty: it was not
    SetSentence sentence_;
    OtherAnswer::Content said_;
};

}  // namespace legenda::ui
