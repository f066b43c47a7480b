// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"

#include <QFrame>

class QButtonGroup;
class QHBoxLayout;
class QLabel;

namespace legenda::ui {

class ImageListModel;
class ThumbnailView;

// The left side of Browse: chips for the split, sorting, the thumbnails, and how many there are.
class BrowseList : public QFrame {
    Q_OBJECT
 public:
    explicit BrowseList(ImageListModel* model, QWidget* parent = nullptr);

    void setCounts(const store::SplitCounts& counts);
    ThumbnailView* view() const { return view_; }
    // The view moves between this panel and a film strip.
    void takeBackView();

 private:
    void showCount();

    ImageListModel* model_;
    ThumbnailView* view_;
    QButtonGroup* chips_;
    QHBoxLayout* chipRow_;
    QLabel* count_;
};

}  // namespace legenda::ui
