// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"
#include "ui/images/image_list_model.h"

#include <QFrame>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace legenda::ui {

class Segmented;
class ThumbnailView;

// The left side of Browse: chips for the split, the result of a search, the thumbnails, sorting, and the number of
// images.
class BrowseList : public QFrame {
    Q_OBJECT
 public:
    explicit BrowseList(ImageListModel* model, QWidget* parent = nullptr);

    void setCounts(const store::SplitCounts& counts);
    ThumbnailView* view() const { return view_; }
    // The view moves between this panel and a film strip.
    void takeBackView();
    // The line below the chips: the query and, for a ranked search, the switch between images and regions. An empty
    // text removes it.
    void showSearch(const QString& text, bool ranked);
    bool regions() const;

 Q_SIGNALS:
    void regionsChanged(bool regions);

 private:
    void buildSearch(QVBoxLayout* layout);
    void buildSort(QHBoxLayout* foot);
    void showCount();

    ImageListModel* model_;
    ThumbnailView* view_;
    QButtonGroup* chips_;
    QHBoxLayout* chipRow_;
    QLabel* count_;
    QWidget* search_;
    QLabel* searchText_;
    Segmented* what_;
    std::vector<std::pair<ImageSort, QAction*>> orders_;
};

}  // namespace legenda::ui
