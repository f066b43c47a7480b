// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QByteArray>
#include <QRectF>

#include <filesystem>
#include <vector>

namespace legenda::ui {

class AlignedSentence;
class BrowseBoxes;
class BrowseCompare;
class BrowseDescribed;
class BrowseDrawer;
class BrowseEvidence;
class BrowseExport;
class BrowseImages;
class BrowseLayout;
class BrowsePanel;
class BrowsePicture;
class BrowseProposals;
class BrowseReasons;
class BrowseSearch;
class BrowseState;
class CaptionSection;
class GuideLine;
class ImageCanvas;
class ModelSection;
class SentenceSection;
class SetBoxes;

// Browse: the photograph with the regions aligned with words, the sentence below it, and their details at the right.
// The page creates its parts, which communicate through the state. GUI thread.
class BrowsePage : public Page {
    Q_OBJECT
 public:
    explicit BrowsePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project) override;
    void activated() override;
    void deactivated() override;
    void showImage(std::int64_t image) override;
    void showItem(const ShownItem& item) override;
    // Shows the image of this file as soon as the list is loaded.
    void showFile(const std::filesystem::path& file);
    void showSet(const QString& name);  // of the project: in the place of our models
    void setSearch(const QString& text, SearchMode mode) override;
    QString nowShown() const override;
    bool settled() const override;

    ImageCanvas* canvas() const;
    AlignedSentence* sentence() const { return sentence_; }
    std::int64_t currentImage() const;
    const model::Alignment& alignment() const;
    const std::vector<model::Caption>& captions() const;

    QByteArray layoutState() const;
    void restoreLayout(const QByteArray& state);
    void showModels();  // in the details: the choice of the models in use, with the focus

 Q_SIGNALS:
    void pictureShown();
    void searchWanted(const QString& words);  // the header is asked to search the captions for these

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

 private:
    QString saidNow() const;  // of nowShown(): what the models or a set say of the photograph
    BrowsePanel* buildPanel();
    void addActions();
    void connectGuide();
    void connectState();
    void connectSentence();
    void connectPicture();
    void connectModels();
    void showFirstSentence();
    void showSentence(const QString& sentence);
    QString sentenceOfItem() const;  // of the evaluation; empty: there is none for the image
    void showWhyNoSentence();        // of the set that is shown
    void askNewModels();
    // The image with a set and, beside it, another one or (empty) ground truth.
    void showDifference(qint64 image, const QString& set, const QString& other);
    void
    leave();  // Esc uncovers the picture, else clears the chosen box, else "Describe everything", else the highlight

    BrowseState* state_;
    BrowsePicture* picture_;
    BrowseImages* images_;
    BrowseSearch* search_;
    BrowseDescribed* described_;
    BrowseBoxes* boxes_;
    AlignedSentence* sentence_;
    SentenceSection* sentences_ = nullptr;
    CaptionSection* captions_ = nullptr;
    BrowseReasons* reasons_ = nullptr;
    BrowseProposals* proposals_ = nullptr;
    SetBoxes* setBoxes_ = nullptr;
    ModelSection* models_ = nullptr;
    BrowseCompare* compare_ = nullptr;
    BrowseDrawer* drawer_ = nullptr;
    GuideLine* guide_ = nullptr;
    BrowseEvidence* evidence_ = nullptr;
    BrowseLayout* layout_ = nullptr;
};

}  // namespace legenda::ui
