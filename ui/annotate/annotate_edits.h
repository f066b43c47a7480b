// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/annotate_document.h"
#include "ui/controls/page.h"

#include <QObject>
#include <QRectF>

#include <vector>

namespace legenda::ui {

class AnnotateCards;
class AnnotateSelection;
class ImageCanvas;

// The user's actions on the boxes of the current image: selecting, drawing, moving, copying and deleting them, one or
// several as one edit, and asking the model for their captions. The document writes the changes. GUI thread.
class AnnotateEdits : public QObject {
    Q_OBJECT
 public:
    AnnotateEdits(Page* page, AnnotateDocument* document, ImageCanvas* canvas, AnnotateCards* cards);

    AnnotateSelection* selection() { return selection_; }
    QString selected() const;  // the one selected last; empty: none
    void forgetCopy();
    void useCanvas(bool used);  // false: another mode of the page edits on it
    void opened();              // the current image's picture and boxes are shown
    void select(const QString& region, bool scroll = true);
    void selectAll();
    void selectNeighbour(int direction);
    void editSelected();  // its text; of suggestions: accepts them
    void addText();       // another text of the selected box
    void duplicateSelected();
    void deleteSelected();
    void copySelected();
    void paste();
    void pasteOnceOpened() { pasting_ = true; }  // on the image that is opened next
    void zoomToSelected();
    void suggest(const QString& region);

 Q_SIGNALS:
    void copied();

 private:
    void connectCanvas();
    void create(const QRectF& drawn);
    void band(const QRectF& band, bool adds);
    void remove(QStringList regions);
    void showFailure(const base::Error& error, const QString& region, const QString& snippet);
    QRectF inside(QRectF box) const;  // of the image
    std::vector<AnnotateDocument::NewBox> placedCopies() const;

    Page* page_;
    AnnotateDocument* document_;
    ImageCanvas* canvas_;
    AnnotateCards* cards_;
    AnnotateSelection* selection_;
    std::vector<AnnotateDocument::NewBox> copies_;
    bool pasting_ = false;
};

}  // namespace legenda::ui
