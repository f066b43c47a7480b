// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>

class QSplitter;
class QWidget;

namespace legenda::ui {

class AlignedSentence;
class BrowseCompare;
class BrowseDrawer;
class BrowseEvidence;
class BrowseList;
class BrowsePanel;
class FilmStrip;
class GuideLine;
class ImageCanvas;
class Page;
class PictureBar;

// The widgets that the layout of Browse arranges.
struct BrowseParts {
    BrowseList* list;
    PictureBar* bar;
    GuideLine* guide;
    BrowseEvidence* evidence;
    ImageCanvas* canvas;
    QWidget* emptyHint;  // instead of the canvas while the project has no images
    FilmStrip* strip;
    BrowseCompare* compare;
    BrowsePanel* panel;
    AlignedSentence* sentence;
    BrowseDrawer* drawer;
};

// The layout of Browse: the splitters, which parts are shown, and both as bytes that a later session restores. GUI
// thread.
class BrowseLayout : public QObject {
    Q_OBJECT
 public:
    BrowseLayout(Page* page, const BrowseParts& parts);

    QWidget* content() const;
    void showCompare(bool on);
    // Sizes, and which of list, panel, drawer and film strip are shown.
    QByteArray state(double beta, const QString& project, qint64 image) const;
    // False for bytes that state() did not make. Those of older versions hold neither project nor image.
    bool restore(const QByteArray& state, QString* project, qint64* image);

 private:
    QWidget* buildMiddle();
    QWidget* buildFoot();
    void build();
    void makeRoomForDrawer();

    Page* page_;
    BrowseParts parts_;
    QSplitter *outer_, *upper_, *lower_;
    bool listMadeRoom_ = false;  // for the comparison
};

}  // namespace legenda::ui
