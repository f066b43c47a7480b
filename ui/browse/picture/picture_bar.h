// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QToolButton;

namespace legenda::ui {

class BarOverflow;
class BrowseDescribed;
class BrowsePicture;
class BrowseState;
class FileLine;
class Page;

// The bar above the photograph: the file's name and details, and the page's tools as buttons, as many as fit: the
// others are in a menu. GUI thread.
class PictureBar : public QFrame {
    Q_OBJECT
 public:
    // Adds the actions that zoom; the page's other actions must exist when build() is called.
    PictureBar(Page* page, BrowseState* state, BrowsePicture* picture, const BrowseDescribed* described);

    void build();

 private:
    void addZoomActions();
    QWidget* addButton(QHBoxLayout* layout, const char* action);
    QToolButton* addExportMenu(QHBoxLayout* layout);
    void showFile();

    Page* page_;
    BrowseState* state_;
    BrowsePicture* picture_;
    const BrowseDescribed* described_;
    FileLine* file_;
    BarOverflow* more_;
};

}  // namespace legenda::ui
