// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QPointer>
#include <QRectF>
#include <QTimer>

#include <map>

class QAction;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace legenda::ui {

class AnnotateDocument;
class AnnotateQueue;
class ColumnScroll;
class ImageCanvas;
class RegionCard;
class ToneLabel;

// Drawing boxes on photographs and describing them. Left the queue of images, in the middle the photograph, right one
// card a box. GUI thread.
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
    QString selected() const { return selected_; }
    AnnotateDocument* document() { return document_; }
    ImageCanvas* canvas() { return canvas_; }
    std::vector<RegionCard*> cards() const;
    // Commits what is typed but not handed on yet.
    void flush();

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    QWidget* makeCentre();
    QWidget* makeToolbar();
    QWidget* makeCards();
    QWidget* makeEmpty();
    void makeActions();
    void makeEditActions();

    void reloadImages();
    void openImage(std::int64_t image);
    void step(int direction, bool unreviewed);
    void documentChanged();
    void syncCards();
    void syncOverlays();
    void updateFoot();
    void select(const QString& region, bool scroll = true);
    void selectNeighbour(int direction);
    void textBeside(const QString& region, int direction);
    void editSelected();
    void boxDrawn(const QRectF& box);
    void deleteSelected(const QString& region);
    void duplicateSelected();
    void copySelected();
    void paste();
    void suggest(const QString& region);
    void acceptSuggestion(const QString& region, const QString& snippet, const QString& text, const QString& origin);
    void editFailed(const base::Error& error, const QString& region, const QString& snippet);
    void importSnippets();
    void exportSnippets();
    QRectF inside(QRectF box) const;

    AnnotateDocument* document_ = nullptr;
    AnnotateQueue* queue_ = nullptr;
    ImageCanvas* canvas_ = nullptr;
    QStackedWidget* stack_ = nullptr;
    ColumnScroll* scroll_ = nullptr;
    QVBoxLayout* cardsLayout_ = nullptr;
    QWidget* noBoxes_ = nullptr;
    ToneLabel* boxesTitle_ = nullptr;
    ToneLabel* foot_ = nullptr;
    ToneLabel* saved_ = nullptr;
    ToneLabel* zoom_ = nullptr;
    std::map<QString, QAction*> actions_;
    std::map<QString, RegionCard*> cards_;
    QTimer savedTimer_;
    QPointer<QWidget> watched_;

    std::filesystem::path folder_;  // of the project shown
    std::int64_t image_ = 0, wanted_ = 0;
    QString selected_;
    bool imagesStale_ = true, overlaysShown_ = true, pictureLoaded_ = false, listed_ = false;
    struct {
        QRectF box;
        QString text;
        bool any = false;
    } copied_;
};

}  // namespace legenda::ui
