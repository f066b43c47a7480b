// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/image_canvas.h"

#include <QPointer>

class QLabel;
class QSplitter;
class QToolButton;

namespace legenda::ui {

class AlignedSentence;
class BrowseList;
class BrowsePanel;
class CaptionBubble;
class FileLine;
class ImageListModel;
class ScoreMatrix;

// Browse: the photograph with the regions that won words, the sentence below, everything known of them at the right.
class BrowsePage : public Page {
    Q_OBJECT
 public:
    explicit BrowsePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const jobs::ProjectInfo& project) override;
    void activated() override;
    void showImage(std::int64_t image) override;
    // The image of this file, as soon as the list is there.
    void showFile(const std::filesystem::path& file);
    void setSearch(const QString& text, SearchMode mode) override;
    bool settled() const override;

    ImageCanvas* canvas() const { return canvas_; }
    AlignedSentence* sentence() const { return sentence_; }
    std::int64_t currentImage() const { return image_; }
    const model::Alignment& alignment() const { return alignment_; }

    QByteArray layoutState() const;
    void restoreLayout(const QByteArray& state);

 Q_SIGNALS:
    void pictureShown();

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

 private:
    // browse_page_build.cpp
    void build();
    QWidget* buildCanvasBar();
    QWidget* buildFoot();
    void makeActions();
    void connectParts();
    void connectCanvas();
    void connectWords();
    void connectPanel();

    void askBoxCounts();
    void openImage(std::int64_t image);
    void step(int by);
    void showDetails(const jobs::ImageDetails& details);
    void setSentence(const QString& text, int row, int captionRow);
    void askAlignment();
    void takeAlignment(model::Alignment alignment);
    void askCaptions();
    void showSegments();
    void setBeta(double beta);
    void light(int region, int word, bool pin = false);
    void showOverlays();
    void showFileLine();
    void toggleStrip();

    // browse_page_draw.cpp
    void drawBox(const QRectF& box);
    void keepBox();
    void discardBox();

    ImageListModel* images_;
    BrowseList* list_;
    ImageCanvas* canvas_;
    AlignedSentence* sentence_;
    ScoreMatrix* matrix_;
    BrowsePanel* panel_;
    QSplitter* outer_ = nullptr;
    QSplitter* upper_ = nullptr;
    QSplitter* lower_ = nullptr;
    QWidget* strip_ = nullptr;
    FileLine* file_ = nullptr;
    QLabel* zoom_ = nullptr;
    QToolButton* drawButton_ = nullptr;
    QAction *listAction_ = nullptr, *panelAction_ = nullptr, *matrixAction_ = nullptr, *stripAction_ = nullptr;
    QAction *keepAction_ = nullptr, *drawAction_ = nullptr;

    std::filesystem::path folder_, wantedFile_;
    bool listed_ = false;
    std::int64_t image_ = 0, wanted_ = 0;
    jobs::ImageDetails details_;
    QString text_;
    int captionRow_ = -1;
    model::Alignment alignment_;
    std::vector<int> numbers_;
    double beta_ = model::kDefaultBeta;  // units of spread
    std::vector<model::Caption> captions_;
    bool pictureHere_ = false, alignmentHere_ = false, captionsHere_ = false;
    int litRegion_ = -1, litWord_ = -1;        // under the mouse
    int pinnedRegion_ = -1, pinnedWord_ = -1;  // clicked
    QPointer<CaptionBubble> bubble_;
    QRectF drawn_;
};

}  // namespace legenda::ui
