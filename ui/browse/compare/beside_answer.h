// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/browse/compare/beside_list.h"
#include "ui/browse/compare/beside_program.h"
#include "ui/browse/predictions/set_sentences.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace legenda::ui {

class BrowseState;

// What a model, a prediction set, ground truth or a program of the user's says of the image and the sentence that
// Browse shows: an alignment of the sentence, or texts. GUI thread.
class BesideAnswer : public QObject {
    Q_OBJECT
 public:
    struct Text {
        QString text;
        std::optional<double> score;   // log-probability of a caption
        std::optional<base::Box> box;  // of a region
    };
    BesideAnswer(Bridge* bridge, BrowseState* state, QWidget* view);

    // regions: of a model, as inference::AlignmentSource has them. What a set or ground truth says of the image is
    // asked once; a program is waited for by nobody. Then changed().
    void ask(const Beside& beside, const std::string& regions);
    void forget();  // another image, or another answer to the same question
    void decode();  // for the state's beta

    void askProgramAgain();  // after a failure

    bool waiting() const { return waiting_; }
    const SetSentence& sentence() const { return sentence_; }
    const model::Alignment& alignment() const { return sentence_.alignment; }  // no tokens: there is none
    const std::vector<int>& numbers() const { return numbers_; }               // regionNumbers() of it
    bool scored() const;                                                       // the sentence as a whole has a score
    const std::vector<Text>& texts() const { return texts_; }                  // captions or regions, the best first
    const QString& note() const { return note_; }                              // why there is neither; empty: there is
    OtherAnswer::Content ofProgram() const;                                    // nothing where none is asked

 Q_SIGNALS:
    void changed();

 private:
    void clear();
    void sayNoSentence();
    void askModel(const std::string& regions);
    void askProgram();
    void takeProgram();
    void takeModel(base::Result<model::Alignment> result);
    void takeSaid(base::Result<evaluation::ImagePredictions> result);
    void show();
    store::PredictionKind kindShown() const;
    void showSentence();
    void showTexts(store::PredictionKind kind);
    QString whyNothing() const;

    Bridge* bridge_;
    BrowseState* state_;
    BesideProgram* program_;
    Beside beside_;
    int question_ = 0;                      // incremented with every question, so that late answers are recognised
    bool waiting_ = false, asked_ = false;  // asked_: of a set or ground truth
    std::optional<evaluation::ImagePredictions> said_;  // by it
    SetSentence sentence_;
    std::vector<int> numbers_;
    std::vector<Text> texts_;
    QString note_;
};

}  // namespace legenda::ui
