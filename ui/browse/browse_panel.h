// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QScrollArea>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace legenda::ui {

class BrowseProposals;
class DecodingChoice;
class MarkedSlider;
class RegionRows;
class TextRows;

// The right side of Browse: the image's sentences, one's own, generated captions, the beta slider, regions, models in
// use.
class BrowsePanel : public QScrollArea {
    Q_OBJECT
 public:
    explicit BrowsePanel(QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project);
    void setSentences(const std::vector<store::CaptionRecord>& captions);
    void setCurrentSentence(int row);  // -1: one's own or a generated one
    void clearOwnSentence();
    void showOwnSentence(const QString& sentence);  // as if it had been typed; silent
    void focusOwnSentence();
    void setCaptions(const std::vector<model::Caption>& captions);
    void setCaptionsNote(const QString& note);
    void setDescribed(const std::vector<inference::CaptionResult>& described,
                      int chosen);  // boxes; none hides the list
    void setCurrentCaption(int row);
    model::DecodeOptions captionDecoding();
    void setAlignment(const model::Alignment& alignment, const std::vector<int>& numbers);  // regions
    void setBeta(double beta, double far);  // moves the slider, silently
    void clearAlignment();
    void setLit(int region);
    BrowseProposals* proposals() const { return proposals_; }

 Q_SIGNALS:
    void sentenceChosen(int row);
    void captionChosen(int row);
    void captionDecodingChanged();
    void describedChosen(int row);
    void ownSentence(const QString& sentence);  // after a pause in typing
    void betaChosen(double beta);
    void regionHovered(int region);
    void regionClicked(int region);
    void modelChosen(legenda::project::ModelKind kind, const QString& file);

 private:
    void buildSentences(QVBoxLayout* layout);
    void buildBeta(QVBoxLayout* layout);
    void buildRegions(QVBoxLayout* layout);
    void buildModels(QVBoxLayout* layout);
    QVBoxLayout* section(QVBoxLayout* parent, const QString& title, QWidget* atRight = nullptr);
    void showBeta();

    TextRows* sentences_;
    QLineEdit* own_;
    QTimer typed_;
    DecodingChoice* decoding_;
    TextRows* captions_;
    QWidget* describedSection_;
    TextRows* described_;
    MarkedSlider* slider_;
    QLabel* betaValue_;
    double far_ = 1;
    RegionRows* regions_;
    BrowseProposals* proposals_;
    std::vector<std::pair<project::ModelKind, QComboBox*>> models_;
};

}  // namespace legenda::ui
