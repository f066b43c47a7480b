// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <filesystem>
#include <vector>

namespace legenda::ui {

// What Browse shows: an image, a sentence laid on it, their alignment at some beta, and the region and word that are
// lit. Every part of the page reads it and changes it here; the signals tell the others. Asks the engine for the
// image's details and for alignments. GUI thread.
class BrowseState : public QObject {
    Q_OBJECT
 public:
    struct Sentence {
        QString text;        // empty: none yet
        int ofImage = -1;    // its place among the image's own sentences; -1: it is none of these
        int generated = -1;  // its place among the generated captions; -1: it is none of these
    };
    // A region, a word, or a word with its region.
    struct Place {
        int region = -1, word = -1;
        bool none() const { return region < 0 && word < 0; }
        bool operator==(const Place&) const = default;
    };
    explicit BrowseState(Bridge* bridge, QObject* parent = nullptr);

    // Another project: no image is open, and beta is the one that the project keeps.
    void setProject(const std::filesystem::path& folder);
    const std::filesystem::path& project() const { return project_; }

    void open(std::int64_t image);                                     // not 0
    std::int64_t image() const { return image_; }                      // 0: none
    const session::ImageDetails& details() const { return details_; }  // of the image before until detailsChanged()

    void setSentence(Sentence sentence);
    bool setOwnSentence(int row);  // one of the image's; false: there is none at that place
    void forgetSentence();         // the model that wrote it is in use no longer: silently
    const Sentence& sentence() const { return sentence_; }

    void align();  // asks again: another sentence, or another model
    bool aligned() const { return answered_ || sentence_.text.isEmpty(); }  // no answer is waited for
    const model::Alignment& alignment() const { return alignment_; }        // no tokens: none
    const std::vector<int>& numbers() const { return numbers_; }            // regionNumbers() of it

    // Decodes the alignment again, at once; chooseBeta() also keeps it with the project once it stands still.
    void setBeta(double beta);
    void chooseBeta(double beta);
    void keepBeta();  // now, where it waits for that
    double beta() const { return beta_; }

    // What the mouse or the keyboard is at goes before what is pinned. A place that is none lights what is pinned.
    void light(Place place);
    void lightWord(int word);
    void pin(Place place);
    void togglePin();  // of what is lit
    Place lit() const { return lit_; }
    Place pinned() const { return pinned_; }

 Q_SIGNALS:
    void projectChanged();
    void imageChanged(qint64 image);  // nothing else is known of it yet
    void detailsChanged();
    void sentenceChanged();
    void aligning();          // the question for an alignment is about to be asked
    void alignmentChanged();  // another one, another beta, or none
    void alignmentArrived();  // after alignmentChanged(), where the model has answered
    void betaChanged(double beta);
    void litChanged();
    void failed(const legenda::base::Error& error);
    void notAligned(const legenda::base::Error& error);

 private:
    Place placeOf(int word) const;
    void take(base::Result<model::Alignment> result);
    void tellAlignment();
    void recallBeta();
    void rememberBeta();

    Bridge* bridge_;
    std::filesystem::path project_;
    std::int64_t image_ = 0;
    session::ImageDetails details_;
    Sentence sentence_;
    model::Alignment alignment_;
    std::vector<int> numbers_;
    bool answered_ = false;
    double beta_ = model::kDefaultBeta;  // in units of the score spread
    QTimer betaStill_;                   // runs out once beta stands still
    Place lit_, pinned_;
};

}  // namespace legenda::ui
