// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/images/image_list_model.h"

#include <QListView>
#include <QWidget>

#include <optional>
#include <vector>

class QProgressBar;
class QToolButton;

namespace legenda::ui {

class FoldingButtons;
class PeopleState;
class QueueFilter;
class Segmented;
class ToneLabel;

// "My queue", the images to be annotated, or those of the task that is worked on: who annotates, progress, filters, and
// the list with the annotators' marks. GUI thread.
class AnnotateQueue : public QWidget {
    Q_OBJECT
 public:
    AnnotateQueue(Bridge* bridge, PeopleState* people, QWidget* parent = nullptr);

    ImageListModel* model() { return model_; }
    QListView* view() { return view_; }
    std::int64_t current() const;
    void setCurrent(std::int64_t image);
    // The next image in `direction` (1, -1) from `image` among the rows; with `unreviewed` only those without boxes. 0:
    // none.
    std::int64_t neighbour(std::int64_t image, int direction, bool unreviewed) const;
    void setOnly(std::optional<std::vector<std::int64_t>> images);  // a search's answer; none: all
    void showAll();
    void refresh();                       // the progress
    void addBeside(QToolButton* button);  // beside who annotates
    void addBelow(QWidget* part);         // below the list

 Q_SIGNALS:
    void chosen(qint64 image);
    void tasksWanted();
    void failed(const legenda::base::Error& error);

 private:
    QLayout* makeHead(Bridge* bridge);
    void makeView();
    void filter();
    void showRows();

    PeopleState* people_;
    ImageListModel* model_;
    QListView* view_;
    Segmented* filter_;
    FoldingButtons* who_;
    QToolButton* more_;  // shows and hides the filters below
    QueueFilter* narrow_;
    QProgressBar* progress_;
    ToneLabel* title_;
    ToneLabel* share_;
    ToneLabel* none_;
    std::optional<std::vector<std::int64_t>> only_;     // of the header's search
    std::optional<std::vector<std::int64_t>> passing_;  // of the filters and the task, in the task's order
    bool filtering_ = false;
};

}  // namespace legenda::ui
