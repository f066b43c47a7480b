// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <vector>

class QHBoxLayout;
class QLabel;

namespace legenda::ui {

class BrowsePicture;
class BrowseState;
class FileLine;
class Page;

// The bar above the photograph: the file's name and details, and the page's tools as buttons. GUI thread.
class PictureBar : public QFrame {
    Q_OBJECT
 public:
    // Adds the actions that zoom; the page's other actions must exist when build() is called.
    PictureBar(Page* page, BrowseState* state, BrowsePicture* picture);

    void build();
    // Some buttons are hidden in favour of the file's name where the photograph is narrow.
    void fit(int width);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void addZoomActions();
    QWidget* addButton(QHBoxLayout* layout, const char* action);
    void addExportMenu(QHBoxLayout* layout);
    void showFile();

    Page* page_;
    BrowseState* state_;
    BrowsePicture* picture_;
    FileLine* file_;
    QLabel* zoom_;
    std::vector<QWidget*> spared_;  // hidden where it is narrow
};

}  // namespace legenda::ui
