// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;
class QStackedWidget;

namespace legenda::ui {

class BrowseNorms;
class BrowseSearch;
class BrowseState;
class Page;
class ScoreMatrix;
class Segmented;

// The drawer at the foot of Browse: the score matrix of this image's words and regions, or the embedding norms of all
// words and regions of the project. Hidden while neither is shown. GUI thread.
class BrowseDrawer : public QFrame {
    Q_OBJECT
 public:
    enum class Content { None, Scores, Norms };
    BrowseDrawer(Page* page, BrowseState* state, BrowseSearch* search);

    Content shown() const;
    void showContent(Content what);
    void refreshNorms();  // where they are shown
    bool waiting() const;

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
    Segmented* tabs_;
    QStackedWidget* pages_;
    QAction *scoresAction_, *normsAction_;
};

}  // namespace legenda::ui
