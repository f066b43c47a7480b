// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QPointer>

#include <vector>

class QStackedWidget;

namespace legenda::ui {

class AnnotateCards;
class AnnotateDocument;
class AnnotateEdits;
class AnnotateFoot;
class AnnotatePicture;
class AnnotatePlace;
class AnnotateQueue;
class AnnotateSelection;
class AnnotateTools;
class ImageCanvas;
class PeopleState;
class PhrasesMode;
class RegionCard;
class ReviewPanel;

// Drawing boxes on photographs and describing them. Left the queue of images, in the middle the photograph, right one
// card per box. A second mode links the words of sentences with boxes. GUI thread.
class AnnotatePage : public Page {
    Q_OBJECT
 public:
    explicit AnnotatePage(Bridge* bridge, QWidget* parent = nullptr);
    ~AnnotatePage() override;

    void setProject(const project::ProjectInfo& project) override;
    void activated() override;
    void deactivated() override;
    void showImage(std::int64_t image) override;
    void setSearch(const QString& text, SearchMode mode) override;
    bool settled() const override;
    int unwritten() const override;
    bool writing() const override;
    void writeAgain() override;

    std::int64_t image() const { return image_; }
    QString selected() const;  // the box selected last
    AnnotateSelection* selection() const;
    AnnotateDocument* document() { return document_; }
    QString nowShown() const override;
    PeopleState* people() { return people_; }
    ReviewPanel* review() { return review_; }
    ImageCanvas* canvas() { return canvas_; }
    PhrasesMode* phrases() { return phrases_; }
    std::vector<RegionCard*> cards() const;
    // Commits typed text that is not committed yet.
    void flush();

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    QWidget* makeCentre();
    QWidget* makeEmpty();
    void connectParts();
    void connectProject();
    void connectPeople();
    void reloadImages();
    void listImages();
    void countBoxes(std::function<void()> then = {});
    void openImage(std::int64_t image);
    void step(int direction, bool unreviewed);
    void documentChanged();
    void checkOpened();
    void changedElsewhere(const std::vector<std::int64_t>& images, bool all);
    void offerBack(const QRectF& box, const QString& text);
    void syncOverlays();

    PeopleState* people_;
    ReviewPanel* review_ = nullptr;
    AnnotateDocument* document_;
    AnnotateQueue* queue_ = nullptr;
    ImageCanvas* canvas_ = nullptr;
    AnnotateCards* cards_ = nullptr;
    AnnotateEdits* edits_ = nullptr;
    AnnotateTools* tools_ = nullptr;
    AnnotateFoot* foot_ = nullptr;
    PhrasesMode* phrases_ = nullptr;
    AnnotatePicture* picture_ = nullptr;
    AnnotatePlace* place_ = nullptr;
    QStackedWidget* stack_ = nullptr;
    QPointer<QWidget> watched_;

    std::filesystem::path folder_;  // of the project shown
    std::int64_t image_ = 0, wanted_ = 0;
    bool imagesStale_ = true, listed_ = false, opened_ = false;
};

}  // namespace legenda::ui
