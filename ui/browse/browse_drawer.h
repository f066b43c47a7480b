// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;
class QStackedWidget;

namespace legenda::ui {

class BrowseDifferences;
class BrowseNorms;
class BrowseSearch;
class BrowseState;
class ImageListModel;
class Page;
class ScoreMatrix;
class Segmented;

// The drawer at the foot of Browse: the score matrix of this image's words and regions, the embedding norms of all
// words and regions of the project, or the images on which two systems differ most. Hidden while none is shown. GUI
// thread.
class BrowseDrawer : public QFrame {
    Q_OBJECT
 public:
    enum class Content { None, Scores, Norms, Differences };
    BrowseDrawer(Page* page, BrowseState* state, BrowseSearch* search, const ImageListModel* images);

    Content shown() const;
    void showContent(Content what);
    void refreshNorms();  // where they are shown
    bool waiting() const;
    BrowseDifferences* differences() const { return differences_; }

 Q_SIGNALS:
    void opened();
    void wordChosen(const QString& word);  // of the norms

 private:
    void build();
    void connectMatrix();
    void connectNorms(BrowseSearch* search);

    Page* page_;
    BrowseState* state_;
    ScoreMatrix* matrix_;
    BrowseNorms* norms_;
    BrowseDifferences* differences_;
    Segmented* tabs_;
    QStackedWidget* pages_;
    QAction *scoresAction_, *normsAction_, *differencesAction_;
};

}  // namespace legenda::ui
