// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/browse_figure.h"

#include <QObject>

namespace legenda::ui {

class BrowseDescribed;
class BrowseState;
class Page;

// Copying and saving the contents of Browse: the picture with its boxes and sentence, and the described boxes. GUI
// thread.
class BrowseExport : public QObject {
    Q_OBJECT
 public:
    BrowseExport(Page* page, BrowseState* state, ImageCanvas* canvas, AlignedSentence* sentence,
                 BrowseDescribed* described);

    // Draws and writes the picture with its overlays (PNG or SVG by the suffix) outside the GUI thread; the page then
    // shows a notice, or the error.
    void savePictureTo(const QString& file);
    void copyPicture();

 private:
    BrowseFigure figure() const;
    QString imageName() const;  // of the image, without its suffix
    void savePicture();
    void saveDescribed();
    void showMenu(const QPoint& globalPosition);

    Page* page_;
    BrowseState* state_;
    ImageCanvas* canvas_;
    AlignedSentence* sentence_;
    BrowseDescribed* described_;
};

}  // namespace legenda::ui
