// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas.h"
#include "ui/controls/page.h"

#include <QHash>
#include <QPointer>
#include <QTimer>

#include <functional>

class QFrame;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace legenda::ui {

class AlignedSentence;
class BrowseCompare;
class BrowseDescribed;
class BrowseFigure;
class BrowseList;
class BrowseNorms;
class BrowsePanel;
struct DescribedBox;
class FileLine;
class GuideLine;
class ImageListModel;
class ScoreMatrix;
class Segmented;

// Browse: the photograph with the regions that won words, the sentence below, everything known of them at the right.
class BrowsePage : public Page {
    Q_OBJECT
 public:
    explicit BrowsePage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project) override;
    void activated() override;
    void deactivated() override;
    void showImage(std::int64_t image) override;
    // The image with the region at this box lit, once it has been aligned.
    void showRegion(std::int64_t image, const QRectF& box);
    // The image of this file, as soon as the list is there.
    void showFile(const std::filesystem::path& file);
    void setSearch(const QString& text, SearchMode mode) override;
    bool settled() const override;

    ImageCanvas* canvas() const { return canvas_; }
    AlignedSentence* sentence() const { return sentence_; }
    std::int64_t currentImage() const { return image_; }
    const model::Alignment& alignment() const { return alignment_; }
    const std::vector<model::Caption>& captions() const { return captions_; }

    // Draws and writes the picture with its overlays (PNG or SVG by the suffix) outside the GUI thread; then
    // pictureSaved, or an error on the page.
    void savePictureTo(const QString& file);
    void copyPicture();

    QByteArray layoutState() const;
    void restoreLayout(const QByteArray& state);

 Q_SIGNALS:
    void pictureShown();
    void pictureSaved(const QString& file);
    void searchWanted(const QString& words);  // the header is to search the captions for these

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    // browse_page_build.cpp
    void build();
    QWidget* buildCanvasBar();
    QWidget* buildFoot();
    QWidget* buildDrawer();
    void makeActions();
    void connectParts();
    void connectCanvas();
    void connectWords();
    void connectPanel();

    void askBoxCounts();
    void listImages();
    void askGuide();
    void openImage(std::int64_t image);
    void step(int by);
    void showDetails(const session::ImageDetails& details);
    void setSentence(const QString& text, int row, int captionRow);
    void askAlignment();
    void takeAlignment(model::Alignment alignment);
    void askCaptions();
    void showSegments();
    void setBeta(double beta);
    void recallBeta();  // that of the project
    void keepBeta();
    void light(int region, int word, bool pin = false);
    void lightWord(int word);
    void togglePin();                    // of what is lit
    bool stepRegion(int by, bool wrap);  // false: there is none that way
    void showOverlays();
    Overlay overlayOf(int region) const;
    void showFileLine();
    void fitBar(int width);
    void toggleStrip();
    void toggleCompare(bool on);
    enum class Drawer { None, Scores, Norms };
    Drawer drawerShown() const;
    void showDrawer(Drawer what);

    // browse_page_search.cpp
    struct Hit {
        QRectF box;  // pixels; empty: the image as a whole
        double score = 0;
    };
    void askModel();
    void takeHits(const std::vector<inference::SearchHit>& hits);
    void makeFeatures(std::function<void()> then);
    bool openedByAsking() const;  // the sentence shown is what was asked for
    int regionOf(const Hit& hit) const;
    void pinHit();
    void addHitOverlays(std::vector<Overlay>& overlays) const;

    // browse_page_proposals.cpp
    void addProposals(std::vector<Overlay>& overlays) const;
    void askBound();
    void forgetBound(const project::ProjectInfo& project);

    // browse_page_models.cpp
    void takeModels(const project::ProjectInfo& project);
    void askNewModels();  // what the models that have changed since have answered
    void chooseModel(project::ModelKind kind, const QString& file);

    // browse_page_export.cpp
    BrowseFigure figure() const;
    void savePicture();
    void showCanvasMenu(const QPoint& globalPosition);

    // browse_page_draw.cpp
    void showDescribed();
    void leave();  // Esc: what is chosen, else the captions of everything, else what is lit
    void keepBox(std::int64_t image, const DescribedBox& box);
    void exportDescribed();

    ImageListModel* images_;
    BrowseList* list_;
    ImageCanvas* canvas_;
    AlignedSentence* sentence_;
    ScoreMatrix* matrix_;
    BrowseNorms* norms_;
    BrowseCompare* compare_;
    BrowseDescribed* described_;
    BrowsePanel* panel_;
    QSplitter* outer_ = nullptr;
    QSplitter* upper_ = nullptr;
    QSplitter* lower_ = nullptr;
    QWidget* strip_ = nullptr;
    GuideLine* guide_ = nullptr;
    QFrame* drawer_ = nullptr;
    Segmented* drawerTabs_ = nullptr;
    QStackedWidget* drawerPages_ = nullptr;
    FileLine* file_ = nullptr;
    QLabel* zoom_ = nullptr;
    std::vector<QWidget*> sparedButtons_;  // given up for the file's name where the canvas is narrow
    QWidget* emptyHint_ = nullptr;         // instead of the canvas while the project has no images
    QAction *listAction_ = nullptr, *panelAction_ = nullptr, *matrixAction_ = nullptr, *normsAction_ = nullptr,
            *stripAction_ = nullptr;
    QAction* compareAction_ = nullptr;
    QAction *keepAction_ = nullptr, *drawAction_ = nullptr, *describeAction_ = nullptr, *exportAction_ = nullptr;
    QAction *copyAction_ = nullptr, *saveAction_ = nullptr, *removeDrawnAction_ = nullptr;
    QString exportFolder_;

    std::filesystem::path folder_, wantedFile_;
    std::string first_;   // the image that the project opens on; empty: the first of the list
    QString lastFolder_;  // the project of the session before, and its image
    qint64 lastImage_ = 0;
    bool listed_ = false;
    std::int64_t image_ = 0, wanted_ = 0;
    std::map<std::string, std::filesystem::path> answeredBy_;  // by kind: whose answers are shown
    session::ImageDetails details_;
    QString text_;
    int captionRow_ = -1;
    model::Alignment alignment_;
    std::vector<int> numbers_;
    double beta_ = model::kDefaultBeta;     // units of spread; kept with the project
    QTimer betaStill_;                      // once the slider stands still
    std::filesystem::path boundOf_;         // alignment checkpoint whose regions were measured
    QString asked_;                         // the search for images that fit a sentence; empty: none
    QHash<qint64, std::vector<Hit>> hits_;  // of it, by image, best first
    std::optional<std::pair<std::int64_t, QRectF>> wantedRegion_;  // to be lit once its image is aligned
    std::vector<model::Caption> captions_;
    bool pictureHere_ = false, alignmentHere_ = false, captionsHere_ = false;
    int litRegion_ = -1, litWord_ = -1;        // what mouse or keyboard is at, else what is pinned
    int pinnedRegion_ = -1, pinnedWord_ = -1;  // clicked, or Enter
};

}  // namespace legenda::ui
