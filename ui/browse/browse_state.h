// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <vector>

namespace legenda::ui {

class ShownSet;
struct SetSentence;

// The state of Browse: an image, a sentence, their alignment at some beta, and the highlighted region and word. Every
// part of the page reads and changes it here; signals notify the others. Requests the image's details and alignments
// from the engine. GUI thread.
class BrowseState : public QObject {
    Q_OBJECT
 public:
    struct Sentence {
        QString text;        // empty: none yet
        int ofImage = -1;    // its index among the image's own sentences; -1: none of these
        int generated = -1;  // its index among the generated captions; -1: none of these
        int ofSet = -1;      // its index among ShownSet::texts(); -1: none of these
        bool typed() const { return !text.isEmpty() && ofImage < 0 && generated < 0 && ofSet < 0; }
    };
    // A region, a word, or a word with its region.
    struct Place {
        int region = -1, word = -1;
        bool none() const { return region < 0 && word < 0; }
        bool operator==(const Place&) const = default;
    };
    explicit BrowseState(Bridge* bridge, QObject* parent = nullptr);

    // Another project: no image is open, and beta is the one stored with the project.
    void setProject(const std::filesystem::path& folder);
    const std::filesystem::path& project() const { return project_; }

    void open(std::int64_t image);                                     // not 0
    void close();                                                      // no image is open: none is left
    std::int64_t image() const { return image_; }                      // 0: none
    const session::ImageDetails& details() const { return details_; }  // of the previous image until detailsChanged()

    // Writes a sentence to the project as one of the image's own, or removes one; sentencesChanged follows, or failed.
    void keepSentence(std::int64_t image, const QString& text, std::optional<int> number = std::nullopt);
    void removeSentence(const store::CaptionRecord& sentence);  // then sentenceRemoved

    // Whose output is shown: that of a prediction set of the project (empty: our models). Another one leaves no
    // sentence; then predictionsArrived follows.
    void showSet(const QString& name);
    const QString& set() const;
    const evaluation::ImagePredictions& predictions()
        const;  // of set() for the image; empty until predictionsArrived()
    ShownSet* shownSet() const { return set_; }
    bool ready() const;  // the details of the image are here, and what the set says of it
    // The alignment of the sentence is the set's and this one; null: it is our model's.
    const SetSentence* bySet() const;
    bool asGiven() const;  // it is the set's, not decoded for beta
    void takeAsGiven();

    void setSentence(Sentence sentence);  // without a text: none
    bool setOwnSentence(int row);         // one of the image's; false: there is none with that index
    bool setSentenceOfSet(int row);       // one of the set's; the same
    void forgetSentence();                // the model that wrote it is no longer in use; without a signal
    const Sentence& sentence() const { return sentence_; }

    void align();  // requests again: another sentence, or another model
    bool aligned() const { return answered_ || sentence_.text.isEmpty(); }  // no answer is pending
    const model::Alignment& alignment() const { return alignment_; }        // no tokens: none
    const std::vector<int>& numbers() const { return numbers_; }            // regionNumbers() of it

    // Whether only content words have lines, boxes and colours; kept with the preferences. The alignment is the same.
    void setContentOnly(bool only);
    bool contentOnly() const { return contentOnly_; }
    const std::vector<bool>& shown() const { return shown_; }                  // a token of the alignment
    const std::vector<model::Segment>& segments() const { return segments_; }  // shownSegments() of it

    // Decodes the alignment again, at once; chooseBeta() also stores beta with the project once it has settled.
    void setBeta(double beta);
    void chooseBeta(double beta);
    void forgetBeta();  // the project has none of its own any more: the usual one
    void keepBeta();    // stores it now, if that is pending
    double beta() const { return beta_; }
    static double usualBeta();  // of the settings, for projects that have none of their own

    // Hovering or focusing takes precedence over the pinned place. An empty place highlights the pinned one.
    void light(Place place);
    void lightWord(int word);
    void pin(Place place);
    void togglePin();  // of the highlight
    Place lit() const { return lit_; }
    Place pinned() const { return pinned_; }

 Q_SIGNALS:
    void projectChanged();
    void setChanged();                // our models or another set; its predictions are not here yet
    void predictionsArrived();        // of set() for the image, or none, since our models are shown
    void imageChanged(qint64 image);  // nothing else is loaded yet; 0: none is open
    void detailsChanged();
    void sentencesChanged();  // of the details, and nothing else
    void sentenceRemoved(const legenda::store::CaptionRecord& sentence);
    void sentenceChanged();
    void aligning();          // an alignment is about to be requested
    void alignmentChanged();  // another alignment, another beta, or none
    void alignmentArrived();  // after alignmentChanged(), where the model has answered
    void betaChanged(double beta);
    void contentOnlyChanged(bool only);
    void litChanged();
    void failed(const legenda::base::Error& error);
    void notAligned(const legenda::base::Error& error);

 private:
    void readSentences();
    Place placeOf(int word) const;
    void take(base::Result<model::Alignment> result);
    void forgetAlignment();
    void tellAlignment();
    void recallBeta();
    void rememberBeta();
    void leaveSet();

    Bridge* bridge_;
    ShownSet* set_;
    std::filesystem::path project_;
    std::int64_t image_ = 0;
    session::ImageDetails details_;
    Sentence sentence_;
    model::Alignment alignment_;
    std::vector<int> numbers_;
    bool contentOnly_;
    std::vector<bool> shown_;
    std::vector<model::Segment> segments_;
    bool answered_ = false;
    bool sentencesStale_ = false;        // they changed while the details were read
    double beta_ = model::kDefaultBeta;  // in units of the score spread
    bool betaChosen_ = false;            // for this project
    QTimer betaStill_;                   // fires once beta has settled
    Place lit_, pinned_;
};

}  // namespace legenda::ui
