// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/browse/predictions/set_sentences.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace legenda::ui {

// Whose output Browse shows, our models' or that of a prediction set, and what the set says of the image. The choice is
// kept with the project; a set that is removed from the project is shown no longer. GUI thread.
class ShownSet : public QObject {
    Q_OBJECT
 public:
    ShownSet(Bridge* bridge, QObject* parent);

    void setProject();                  // another one: with the set that was shown of it last
    void setImage(std::int64_t image);  // 0: none
    void show(const QString& name);     // empty: our models
    const QString& name() const { return name_; }

    const std::vector<store::PredictionSetRecord>& sets() const { return sets_; }  // of the project, by name
    const store::PredictionSetRecord* record() const;  // null: our models are shown, or the sets are not read yet
    bool is(store::PredictionKind kind) const;         // a set of this kind is shown
    bool speaks() const;  // what a set says is shown instead of our sentences: of any kind but similarities

    // It is known whose output is shown, and a set has answered about the image.
    bool here() const { return here_; }
    const evaluation::ImagePredictions& predictions() const { return predictions_; }
    const std::vector<SetSentence>& sentences() const { return sentences_; }
    QStringList texts() const;  // those that can be chosen as sentences: captions, or sentences()
    int first() const;          // of texts(): the likeliest caption, else the first; -1: there is none
    QString whyNone() const;    // a sentence; empty: the set has predictions for the image, or our models are shown

    // The alignments are decoded again from their scores, for the beta of the page, instead of as the set gives them.
    void setDecoded(bool decoded) { decoded_ = decoded; }
    bool decoded() const { return decoded_; }

 Q_SIGNALS:
    void setsChanged();
    void changed();  // another set, or our models; then arrived()
    void arrived();
    void removed(const QString& name);  // the set that was shown is gone; our models are shown now

 private:
    void know(const QString& name);  // it is this one's output that is shown
    void readSets();
    void ask();

    Bridge* bridge_;
    int opened_ = 0;                       // incremented with every project, so that late answers are recognised
    bool known_ = false, chosen_ = false;  // whose output is shown; by a call of show()
    std::vector<store::PredictionSetRecord> sets_;
    QString name_;
    std::int64_t image_ = 0;
    bool here_ = false, decoded_ = false;
    evaluation::ImagePredictions predictions_;
    std::vector<SetSentence> sentences_;
    QString problem_;  // why the set could not be asked
};

}  // namespace legenda::ui
